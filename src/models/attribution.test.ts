// Attribution: that it adds up to what it explains, finds the field that is wrong, and looks at no real row under privacy.
import { describe, expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Codes, Kernels } from '../engine/kernels.ts'
import { createReference } from '../engine/referencekernels.ts'
import { createRandom } from '../math/random.ts'
import { Activation, leakyRelu } from '../nn/activation.ts'
import { Dense } from '../nn/dense.ts'
import { Network } from '../nn/network.ts'
import { normals, passFor } from '../nn/testing.ts'
import { expectedGradients, segmentSums, sensitivity } from './attribution.ts'
import { conditionsOf } from './conditions.ts'
import { createModel } from './models.ts'
import {
  autoencoderRecipe,
  conditionalRecipe,
  marginalsRecipe,
  plainRecipe,
  privateRecipe,
  type Recipe,
  vaeRecipe,
} from './recipe.ts'
import { createStreams } from './streams.ts'

const columns = 6

function judge(kernels: Kernels, widths: readonly number[], random = createRandom(4, 'judge')): Network {
  const layers = widths.flatMap((width, i) => [
    new Dense(kernels, `dense${i}`, i === 0 ? columns : widths[i - 1], width, random, 'he'),
    new Activation(`relu${i}`, width, leakyRelu(0.2)),
  ])
  return new Network(kernels, [...layers, new Dense(kernels, 'output', widths.at(-1) ?? columns, 1, random, 'glorot')])
}

describe('expected gradients', () => {
  const kernels = createReference()
  const pass = passFor(kernels, 'apply')
  const meanOutput = (network: Network, rows: ReturnType<typeof normals>) =>
    kernels.values(kernels.sumRows(network.forward(pass, rows).output))[0] / rows.rows
  const sumOf = (network: Network, from: ReturnType<typeof normals>, to: ReturnType<typeof normals>) =>
    kernels.values(expectedGradients(pass, network, from, to)).reduce((sum, each) => sum + each, 0)

  it('are exact for a linear network: weight times the difference of means', () => {
    const network = judge(kernels, [])
    const [from, to] = ['from', 'to'].map((name) => normals(kernels, name, 50, columns))
    const weights = kernels.values(network.parameters[0].value)
    const means = [from, to].map((rows) => kernels.values(kernels.sumRows(rows)).map((sum) => sum / 50))
    const found = kernels.values(expectedGradients(pass, network, from, to))
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(weights[i] * (means[1][i] - means[0][i]), 10)
    })
  })

  it('add up to the difference of the outputs of a pair, at places that are close enough', () => {
    const network = judge(kernels, [16, 16])
    const places = 4000
    const repeated = (name: string) => {
      const row = kernels.values(normals(kernels, name, 1, columns))
      return kernels.upload(
        Float32Array.from({ length: places * columns }, (_, i) => row[i % columns]),
        places,
        columns,
      )
    }
    const [from, to] = [repeated('one'), repeated('other')]
    const difference = meanOutput(network, to) - meanOutput(network, from)
    expect(Math.abs(difference)).toBeGreaterThan(0.05)
    expect(sumOf(network, from, to)).toBeCloseTo(difference, 3)
  })

  it('add up to the difference of the mean outputs of many rows, one place a pair', () => {
    const network = judge(kernels, [16, 16])
    const from = normals(kernels, 'from', 4000, columns)
    const to = kernels.affine(normals(kernels, 'to', 4000, columns), 0.5, 0.7)
    const difference = meanOutput(network, to) - meanOutput(network, from)
    expect(Math.abs(sumOf(network, from, to) - difference)).toBeLessThan(0.03 * Math.abs(difference))
  })

  it('leave out what the network does not look at, and so does sensitivity', () => {
    const network = judge(kernels, [])
    const weights = kernels.values(network.parameters[0].value).map((weight, i) => (i < 2 ? 0 : weight))
    network.parameters[0].value = kernels.upload(weights, columns, 1)
    const [from, to] = ['from', 'to'].map((name) => normals(kernels, name, 200, columns))
    const segments = [0, 2, 4].map((offset) => ({ kind: 'choice' as const, offset, width: 2 }))
    const signed = segmentSums(kernels.values(expectedGradients(pass, network, from, to)), segments)
    const unsigned = kernels.values(sensitivity(pass, network, from, segments))
    for (const [first, second, third] of [signed, unsigned]) {
      expect(Math.abs(first)).toBe(0)
      expect(Math.abs(second)).toBeGreaterThan(0)
      expect(Math.abs(third)).toBeGreaterThan(0)
    }
  })
})

/** Three choices; all but the last are spread evenly, as an untrained generator's are, more or less. */
const layout = [0, 3, 6].map((offset) => ({ kind: 'choice' as const, offset, width: 3 }))
function problem(rows = 1500, seed = 1): Codes {
  const random = createRandom(seed, 'rows')
  const even = () => Uint16Array.from({ length: rows }, () => random.integer(3))
  const uneven = Uint16Array.from({ length: rows }, () => (random.uniform() < 0.95 ? 2 : random.integer(2)))
  return { rows, width: 9, segments: layout, columns: [even(), even(), uneven] }
}

const small = { latent: 6, generatorWidths: [16], discriminatorWidths: [16], batch: 100 }
const plain: Recipe = { ...plainRecipe, ...small, pairWeight: 0 }
const secret: Recipe = { ...privateRecipe, ...small, discriminatorSteps: 1 }

const drawOf = (codes: Codes, batch: number) => {
  const random = createRandom(1, 'batches')
  return () => {
    const indices = Int32Array.from({ length: batch }, () => random.integer(codes.rows))
    return { chunks: [{ indices, conditions: conditionsOf(codes, indices, random) }] }
  }
}

async function trained(kernels: Kernels, recipe: Recipe, steps: number, codes = problem()) {
  const model = createModel(kernels, recipe, { codes, streams: createStreams(1) })
  const draw = drawOf(codes, recipe.batch)
  for (let i = 0; i < steps; i++) await model.step(draw, null)
  return model
}

const largest = (values: ArrayLike<number>) => {
  const sizes = Array.from(values, Math.abs)
  return sizes.indexOf(Math.max(...sizes))
}

describe('a model', () => {
  const still = { generatorRate: 0, averaging: 0 }
  it.each([
    ['gradient penalty', { ...plain, ...still }],
    ['packs', { ...plain, ...still, packing: 10, loss: 'bce' as const, dropout: 0.3 }],
    ['clipped weights', { ...plain, ...still, loss: 'wgan-clip' as const }],
    ['layer norm', { ...plain, ...still, loss: 'least-squares' as const, discriminatorNorm: 'layer' as const }],
    ['conditions', { ...conditionalRecipe, ...small, ...still }],
    ['tables of pairs', { ...marginalsRecipe, ...small, ...still }],
  ])('with %s names the field that its generator has not learnt', async (_, recipe) => {
    const kernels = await openBackend('wasm')
    const model = await trained(kernels, recipe, 150)
    const { kind, segments } = await model.attribution()
    expect(kind).toBe(recipe.model === 'marginals' ? 'tables' : 'contrast')
    expect(segments).toHaveLength(3)
    expect(largest(segments)).toBe(2)
    model.dispose()
  })

  it.each([
    ['GAN', plain],
    ['private GAN', secret],
    ['conditional GAN', { ...conditionalRecipe, ...small }],
    ['generator of tables', { ...marginalsRecipe, ...small }],
    ['variational autoencoder', { ...vaeRecipe, ...small }],
    ['autoencoder', { ...autoencoderRecipe, ...small }],
  ])('trains on as if nobody had asked: %s', async (_, recipe) => {
    const kernels = await openBackend('wasm')
    const codes = problem(300)
    const [asked, left] = [0, 1].map(() => createModel(kernels, recipe, { codes, streams: createStreams(1) }))
    const before = kernels.live()
    for (const model of [asked, left]) {
      const draw = drawOf(codes, recipe.batch)
      for (let i = 0; i < 4; i++) {
        await model.step(draw, null)
        if (model === asked) await model.attribution()
      }
    }
    const [one, other] = await Promise.all([asked.state(), left.state()])
    expect(one).toEqual(other)
    // The same rows every time: what changes from one to the next is the model.
    expect(await asked.attribution()).toEqual(await asked.attribution())
    for (const model of [asked, left]) model.dispose()
    expect(kernels.live()).toBeLessThan(before)
  })

  it.each([
    ['private GAN', secret, 'sensitivity', true],
    ['private variational autoencoder', { ...vaeRecipe, ...small, privacy: privateRecipe.privacy }, 'cycle', true],
    ['GAN', plain, 'contrast', false],
    ['variational autoencoder', { ...vaeRecipe, ...small }, 'reconstruction', false],
  ] as const)('looks at real rows or does not, as it says: %s', async (_, recipe, kind, blind) => {
    const kernels = await openBackend('cpu')
    const make = (seed: number) =>
      createModel(kernels, recipe, { codes: problem(200, seed), streams: createStreams(1) })
    const [one, other] = [make(1), make(2)]
    other.restore(await one.state())
    const [first, second] = [await one.attribution(), await other.attribution()]
    expect([first.kind, second.kind]).toEqual([kind, kind])
    expect(first.segments.every((value, i) => value === second.segments[i])).toBe(blind)
    for (const model of [one, other]) model.dispose()
  })
})
