// Suggest: a recipe that suits a table.
import { isJudged } from '../models/check.ts'
import {
  autoencoderRecipe,
  conditionalRecipe,
  marginalsRecipe,
  plainRecipe,
  privateRecipe,
  type Recipe,
  vaeRecipe,
} from '../models/recipe.ts'

export const qualities = ['quick', 'balanced', 'best'] as const
/** How much time a run may take for how good a table; each some four times as long as the one before. */
export type Quality = (typeof qualities)[number]

const effort: Readonly<Record<Quality, number>> = { quick: 1 / 4, balanced: 1, best: 4 }

/**
 * Passes over the table that a balanced run makes, and the bounds of its steps. Without privacy most of the likeness is there
 * after 60 (`npm run bench -- adult`); a private run wants more, shorter steps.
 */
const plainPasses = 60
const privatePasses = 150
const leastSteps = 1000
const mostSteps = 10_000

/**
 * What three and more columns have to do with each other takes steps: smaller tables are gone over more often without privacy, for so
 * many steps, but no more often than so. Of 5,000 card transactions, boosted trees learn fraud to an area under the curve of 0.84 after
 * 1000 steps, to 0.96 after 3000, and 1.00 from real ones.
 */
const thoroughSteps = 2500
const mostPasses = 250

/** Steps of a balanced run of a model that is fitted to tables: it looks at no rows, and their number does not matter. */
const fittingSteps = 2000

/**
 * Shares of ε for the looks before tables of pairs are released. They cost precision by about the square: with these the tables
 * have 15 % more noise than with 0.2 and 0.1, the looks half as much. On Adult at ε = 1 columns are then 1.3 to 1.4 % off instead of
 * 1.8 %, and pairs of columns, by the real table's bins, 4.2 to 4.4 % instead of 4.5 %.
 */
const splitOfTables = { domains: 0.3, shares: 0.25 }

const bases = {
  gan: { plain: plainRecipe, guarded: privateRecipe },
  conditional: { plain: conditionalRecipe, guarded: conditionalRecipe },
  vae: { plain: vaeRecipe, guarded: { ...vaeRecipe, generatorWidths: [128, 128], discriminatorWidths: [128, 128] } },
  autoencoder: { plain: autoencoderRecipe, guarded: autoencoderRecipe },
  marginals: { plain: marginalsRecipe, guarded: marginalsRecipe },
}

export interface Wish {
  /** `null`: none. */
  readonly privacy: { readonly epsilon: number; readonly delta: number | null } | null
  /** Default: under privacy, and where it must be quick, what is fitted to tables of pairs; else a GAN that is held to them. */
  readonly model?: Recipe['model'] | undefined
  readonly quality?: Quality | undefined
}

/**
 * For a table of so many rows. Small tables get smaller batches, so that a pass has some steps; a private batch is kept large,
 * because what counts is the noise a row (Bie et al. 2023).
 */
export function suggestRecipe(rows: number, { privacy, model, quality = 'balanced' }: Wish): Recipe {
  const chosen = model ?? (privacy || quality === 'quick' ? 'marginals' : 'gan')
  const base = bases[chosen][privacy ? 'guarded' : 'plain']
  const guarantee = privacy && privateRecipe.privacy ? { ...privateRecipe.privacy, ...privacy } : null
  const factor = effort[quality]
  if (chosen === 'marginals') {
    return { ...base, steps: fittingSteps * factor, privacy: guarantee && { ...guarantee, split: splitOfTables } }
  }
  const batch = Math.max(2, base.packing, Math.min(base.batch, base.packing * Math.floor(rows / 4 / base.packing)))
  const stepsOfPass = rows / batch / base.discriminatorSteps
  const balanced = privacy
    ? privatePasses * stepsOfPass
    : Math.max(plainPasses * stepsOfPass, Math.min(mostPasses * stepsOfPass, thoroughSteps))
  const steps = Math.ceil(factor * Math.min(mostSteps, Math.max(leastSteps, balanced)))
  return { ...base, batch, steps, remedy: privacy === null && isJudged({ model: chosen }), privacy: guarantee }
}
