// Suggest: a recipe that suits a table.
import {
  autoencoderRecipe,
  marginalsRecipe,
  plainRecipe,
  privateRecipe,
  type Recipe,
  vaeRecipe,
} from '../models/recipe.ts'

/**
 * Passes over the table that the suggested number of steps makes, and the bounds of that number. Without privacy most of
 * the likeness is there after 60 (`npm run bench -- adult`); a private run wants more, shorter steps.
 */
const plainPasses = 60
const privatePasses = 150
const leastSteps = 1000
const mostSteps = 10_000

const bases = {
  gan: { plain: plainRecipe, guarded: privateRecipe },
  vae: { plain: vaeRecipe, guarded: { ...vaeRecipe, generatorWidths: [128, 128], discriminatorWidths: [128, 128] } },
  autoencoder: { plain: autoencoderRecipe, guarded: autoencoderRecipe },
}

/**
 * `rows` of the table; `privacy` null for none; `model`: the default, unless given. Small tables get smaller batches, so that a
 * pass has some steps; a private batch is kept large, because what counts is the noise a row (Bie et al. 2023).
 */
export function suggestRecipe(
  rows: number,
  privacy: { epsilon: number; delta: number | null } | null,
  model: Recipe['model'] = privacy ? 'marginals' : 'gan',
): Recipe {
  const guarantee = privacy && privateRecipe.privacy ? { ...privateRecipe.privacy, ...privacy } : null
  // What it costs to be fitted to tables does not depend on the number of rows.
  if (model === 'marginals') return { ...marginalsRecipe, privacy: guarantee }
  const base = bases[model][privacy ? 'guarded' : 'plain']
  const passes = privacy ? privatePasses : plainPasses
  const batch = Math.max(2, base.packing, Math.min(base.batch, base.packing * Math.floor(rows / 4 / base.packing)))
  const steps = Math.min(mostSteps, Math.max(leastSteps, Math.ceil((passes * rows) / batch / base.discriminatorSteps)))
  return { ...base, batch, steps, privacy: guarantee }
}
