// Tests of the GAN's step: what it refuses, what a private sum is, and that nothing is left behind.
import { expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Kernels, Segment } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import { NotPrivateError, PackingError } from './errors.ts'
import type { Chunk, Draw, Mechanism } from './model.ts'
import { plainRecipe, privateRecipe, type Recipe } from './recipe.ts'
import { Sampler } from './sampler.ts'
import { TabularGan } from './tabulargan.ts'

const segments: Segment[] = [
  { kind: 'scalar', offset: 0, width: 1 },
  { kind: 'choice', offset: 1, width: 3 },
]
const layout = { width: 4, segments }
const small = { latent: 5, generatorWidths: [8], discriminatorWidths: [8], batch: 20 }

function create(kernels: Kernels, recipe: Recipe): TabularGan {
  const stream = (name: string) => createRandom(recipe.seed, name)
  return new TabularGan(kernels, recipe, layout, {
    initial: stream('initial'),
    latent: stream('latent'),
    noise: stream('noise'),
  })
}

function rowsOf(count: number, seed = 1): Float32Array {
  const random = createRandom(seed, 'rows')
  const values = new Float32Array(count * 4)
  for (let row = 0; row < count; row++) {
    values[4 * row] = 2 * random.uniform() - 1
    values[4 * row + 1 + random.integer(3)] = 1
  }
  return values
}

const chunk = (values: Float32Array, mask: Float32Array | null = null): Chunk => ({ values, mask })
const plainDraw = (): Draw => ({ chunks: [chunk(rowsOf(20))] })
const noNoise: Mechanism = {
  clipNorm: 0.1,
  noiseMultiplier: 0,
  expectedRows: 20,
  fillGaussian: (out) => void out.fill(0),
}

it('refuses a batch that does not divide into packs', async () => {
  const kernels = await openBackend('cpu')
  expect(() => create(kernels, { ...plainRecipe, ...small, batch: 25, packing: 10 })).toThrow(PackingError)
})

it('refuses packing and the gradient penalty under privacy, and says why', async () => {
  const kernels = await openBackend('cpu')
  const recipe = { ...privateRecipe, ...small }
  expect(() => create(kernels, { ...recipe, packing: 10 })).toThrow(NotPrivateError)
  expect(() => create(kernels, { ...recipe, loss: 'wgan-gp' })).toThrow(/second-order gradient is not clipped/)
})

it('lets no tensor leak over thousands of steps', async () => {
  const kernels = await openBackend('wasm')
  const before = kernels.live()
  const plain = create(kernels, { ...plainRecipe, ...small })
  const secret = create(kernels, { ...privateRecipe, ...small, discriminatorSteps: 1 })
  plain.step(plainDraw, null)
  secret.step(plainDraw, noNoise)
  const running = kernels.live()
  for (let i = 0; i < 1200; i++) {
    plain.step(plainDraw, null)
    secret.step(plainDraw, noNoise)
    if (i % 500 === 0) await Promise.all([plain.losses(), secret.losses()])
  }
  expect(kernels.live()).toBe(running)
  plain.dispose()
  secret.dispose()
  expect(kernels.live()).toBe(before)
}, 120_000)

it('gives the same private step whether a draw comes in one chunk or in several with padding', async () => {
  const kernels = await openBackend('cpu')
  const recipe = { ...privateRecipe, ...small, discriminatorSteps: 1 }
  const values = rowsOf(24)
  const part = (from: number, count: number) => {
    const padded = new Float32Array(16 * 4)
    padded.set(values.subarray(4 * from, 4 * (from + count)))
    return chunk(padded, new Float32Array(16).fill(1, 0, count))
  }
  const weightsAfter = async (draw: Draw) => {
    const gan = create(kernels, recipe)
    gan.step(() => draw, noNoise)
    const { values: all } = await gan.state()
    gan.dispose()
    return all['discriminator.dense1.weights']
  }
  const whole = await weightsAfter({ chunks: [chunk(values)] })
  const pieces = await weightsAfter({ chunks: [part(0, 16), part(16, 8)] })
  expect(Math.max(...whole.map((value, i) => Math.abs(value - pieces[i])))).toBeLessThan(1e-5)
})

it('draws noise once for every look at real rows, over all parameters, at the right scale', async () => {
  const kernels = await openBackend('cpu')
  const gan = create(kernels, { ...privateRecipe, ...small, discriminatorSteps: 3 })
  let looks = 0
  const drawn: { length: number; deviation: number }[] = []
  const mechanism: Mechanism = {
    clipNorm: 0.5,
    noiseMultiplier: 3,
    expectedRows: 20,
    fillGaussian: (out, deviation) => drawn.push({ length: out.length, deviation }),
  }
  gan.step(() => {
    looks++
    return plainDraw()
  }, mechanism)
  gan.dispose()
  expect(looks).toBe(3)
  // Weights and biases of 4 → 8 → 1.
  expect(drawn.map(({ length }) => length)).toEqual([32, 8, 8, 1, 32, 8, 8, 1, 32, 8, 8, 1])
  expect(new Set(drawn.map(({ deviation }) => deviation))).toEqual(new Set([1.5]))
})

it('steps on pure noise when a draw is empty', async () => {
  const kernels = await openBackend('cpu')
  const gan = create(kernels, { ...privateRecipe, ...small })
  const empty: Draw = { chunks: [chunk(new Float32Array(8 * 4), new Float32Array(8))] }
  gan.step(() => empty, noNoise)
  const { discriminator } = await gan.losses()
  expect(Number.isFinite(discriminator)).toBe(true)
  gan.dispose()
})

it('goes on from a saved state exactly as if it had not stopped', async () => {
  const kernels = await openBackend('cpu')
  const recipe = { ...plainRecipe, ...small }
  const stream = (name: string) => createRandom(1, name)
  const streams = () => ({ initial: stream('initial'), latent: stream('latent'), noise: stream('noise') })
  const first = new TabularGan(kernels, recipe, layout, streams())
  first.step(plainDraw, null)
  const state = await first.state()
  // Streams run on in the object that owns them: a second model takes over the first one's.
  const shared = streams()
  const ahead = new TabularGan(kernels, recipe, layout, shared)
  ahead.step(plainDraw, null)
  const second = new TabularGan(kernels, recipe, layout, { ...shared, initial: stream('other') })
  second.restore(state)
  first.step(plainDraw, null)
  second.step(plainDraw, null)
  expect((await second.state()).values).toEqual((await first.state()).values)
  for (const gan of [first, ahead, second]) gan.dispose()
})

it('samples each row independently of the rows drawn with it, the same for a seed', async () => {
  const kernels = await openBackend('cpu')
  const recipe = { ...plainRecipe, ...small }
  const gan = create(kernels, recipe)
  for (let i = 0; i < 5; i++) gan.step(plainDraw, null)
  const weights = await gan.weights()
  gan.dispose()
  const draw = async () => {
    const sampler = new Sampler(kernels, recipe, layout, weights)
    const values = await sampler.draw(createRandom(9, 'sampling'))
    sampler.dispose()
    return values
  }
  const rows = await draw()
  expect(await draw()).toEqual(rows)
  for (let row = 0; row < 1024; row++) {
    expect(Math.abs(rows[4 * row])).toBeLessThanOrEqual(1)
    expect(rows[4 * row + 1] + rows[4 * row + 2] + rows[4 * row + 3]).toBeCloseTo(1, 4)
  }
})
