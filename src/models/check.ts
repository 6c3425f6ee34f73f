// Check: what a recipe asks for that cannot be, and what privacy rules out of it.
import { NotPrivateError, PackingError } from './errors.ts'
import type { Recipe } from './recipe.ts'

/** Models with a discriminator. */
export function isJudged({ model }: Pick<Recipe, 'model'>): boolean {
  return model === 'gan' || model === 'conditional'
}

/** Throws PackingError; throws NotPrivateError where the recipe asks for privacy and for what rules it out. */
export function checkRecipe(recipe: Recipe): void {
  const judged = isJudged(recipe)
  if (judged && recipe.batch % recipe.packing !== 0) throw new PackingError(recipe.batch, recipe.packing)
  if (!recipe.privacy) return
  if (recipe.model === 'conditional') {
    throw new NotPrivateError(
      'The conditional model',
      'rows are drawn by what they hold, those with rare values far more often, while what a draw costs is known only where every row is as likely as any other.',
      'Choose the model marginals, or gan.',
    )
  }
  if (recipe.model === 'autoencoder') {
    throw new NotPrivateError(
      'Measuring the latent rows of real rows',
      'a plain autoencoder is sampled from their mean and spread, which nothing pays for.',
      'Choose the model vae, or marginals.',
    )
  }
  if (!judged) return
  if (recipe.packing > 1) {
    throw new NotPrivateError(
      'Packing',
      'the discriminator judges several rows together, so that one row moves the gradient of its whole pack.',
      'Set packing to 1.',
    )
  }
  if (recipe.pairWeight > 0) {
    throw new NotPrivateError(
      'Exact tables of pairs',
      'they count the real rows as they are.',
      'Set pairWeight to 0, or choose the model "marginals", whose tables are paid for.',
    )
  }
  if (recipe.loss === 'wgan-gp') {
    throw new NotPrivateError(
      'The gradient penalty',
      'its second-order gradient is not clipped example by example.',
      'Set loss to bce.',
    )
  }
}
