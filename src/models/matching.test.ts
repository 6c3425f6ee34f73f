// Tests of matching: what shares a generator draws afterwards, and what it leaves alone.
import { expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Segment } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import { matchShares } from './matching.ts'
import { buildGeneratorBody } from './mlp.ts'
import { plainRecipe } from './recipe.ts'
import { Sampler } from './sampler.ts'
import type { Weights } from './weights.ts'

const segments: Segment[] = [
  { kind: 'scalar', offset: 0, width: 1 },
  { kind: 'choice', offset: 1, width: 3 },
  { kind: 'choice', offset: 4, width: 2 },
]
const layout = { width: 6, segments }
const recipe = { ...plainRecipe, latent: 4, generatorWidths: [8], generatorNorm: 'none' as const }

const kernels = await openBackend('cpu')

/** Drawn shares of each option, over 20 passes. */
async function drawnShares(weights: Weights): Promise<number[]> {
  const sampler = new Sampler(kernels, recipe, layout, weights)
  const random = createRandom(5, 'judge')
  const shares = new Array<number>(5).fill(0)
  let rows = 0
  for (let pass = 0; pass < 20; pass++) {
    const values = await sampler.draw(random)
    for (let at = 0; at < values.length; at += 6) {
      rows++
      const first = [1, 2, 3].reduce((a, b) => (values[at + b] > values[at + a] ? b : a))
      shares[first - 1]++
      shares[values[at + 5] > values[at + 4] ? 4 : 3]++
    }
  }
  sampler.dispose()
  return shares.map((count) => count / rows)
}

async function freshWeights(): Promise<Weights> {
  const generator = buildGeneratorBody(kernels, recipe, layout, createRandom(3, 'initial'))
  const weights = await generator.save()
  generator.dispose()
  return weights
}

it('brings every choice to its shares, however rare an option is', async () => {
  const wanted = [Float64Array.of(0.9, 0.09, 0.01), Float64Array.of(0.3, 0.7)]
  const matched = await matchShares(kernels, recipe, layout, await freshWeights(), wanted)
  const drawn = await drawnShares(matched)
  ;[0.9, 0.09, 0.01, 0.3, 0.7].forEach((share, i) => {
    expect(Math.abs(drawn[i] - share)).toBeLessThan(0.012)
  })
  expect(drawn[2]).toBeGreaterThan(0.005)
})

it('leaves alone what has no shares, and all but the bias of the output', async () => {
  const weights = await freshWeights()
  const matched = await matchShares(kernels, recipe, layout, weights, [null, Float64Array.of(0.5, 0.5)])
  for (const name of Object.keys(weights)) {
    if (name !== 'generator.output.bias') expect(matched[name]).toBe(weights[name])
  }
  const before = weights['generator.output.bias']
  const after = matched['generator.output.bias']
  expect([...after.subarray(0, 4)]).toEqual([...before.subarray(0, 4)])
  expect([...after.subarray(4)]).not.toEqual([...before.subarray(4)])
})

it('gives the same weights for a seed', async () => {
  const wanted = [Float64Array.of(0.2, 0.2, 0.6), null]
  const weights = await freshWeights()
  expect(await matchShares(kernels, recipe, layout, weights, wanted)).toEqual(
    await matchShares(kernels, recipe, layout, weights, wanted),
  )
})
