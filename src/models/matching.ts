// Matching: a trained generator's choices brought to the shares that they are known to have in the table.
import type { Kernels } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import type { Layout } from './model.ts'
import type { Recipe } from './recipe.ts'
import { Sampler } from './sampler.ts'
import type { Weights } from './weights.ts'

/** Rounds of correction, and passes of the sampler that each looks at: shares are then known to some 0.5 %. */
const rounds = 6
const passes = 10

/** Where the logits of all choices have their bias. */
const biasName = 'generator.output.bias'

/** Options that a round may make more or less frequent at most, as a factor: one that the generator hardly knows stays rare. */
const mostFactor = 4

/**
 * The weights with the bias of the output shifted by log(wanted share / drawn share), round after round, which keeps the
 * odds between rows of one option as they are (iterative proportional fitting, Deming and Stephan 1940). It costs no
 * privacy beyond what the shares cost: it looks at generated rows alone.
 *
 * `shares`: one array of [width] a choice segment, in order, each adding up to 1; `null` for a segment that stays.
 */
export async function matchShares(
  kernels: Kernels,
  recipe: Recipe,
  layout: Layout,
  weights: Weights,
  shares: readonly (Float64Array | null)[],
): Promise<Weights> {
  const choices = layout.segments.filter(({ kind }) => kind === 'choice')
  const bias = weights[biasName].slice()
  const matched = { ...weights, [biasName]: bias }
  const random = createRandom(recipe.seed, 'matching')
  const sampler = new Sampler(kernels, recipe, layout, matched)
  for (let round = 0; round < rounds; round++) {
    sampler.use(matched)
    const counts = choices.map(({ width }) => new Float64Array(width))
    let rows = 0
    for (let pass = 0; pass < passes; pass++) {
      const values = await sampler.draw(random)
      rows += values.length / layout.width
      choices.forEach(({ offset, width }, i) => {
        for (let at = offset; at < values.length; at += layout.width) counts[i][largest(values, at, width)]++
      })
    }
    choices.forEach(({ offset, width }, i) => {
      const wanted = shares[i]
      if (!wanted) return
      for (let option = 0; option < width; option++) {
        // Half a row keeps options that were never drawn, or are never wanted, finite.
        const factor = (wanted[option] * rows + 0.5) / (counts[i][option] + 0.5)
        bias[offset + option] += Math.log(Math.min(mostFactor, Math.max(1 / mostFactor, factor)))
      }
    })
  }
  sampler.dispose()
  return matched
}

function largest(values: Float32Array, start: number, count: number): number {
  let best = 0
  for (let i = 1; i < count; i++) if (values[start + i] > values[start + best]) best = i
  return best
}
