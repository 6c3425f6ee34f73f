// Tests of the GAN's step: what it refuses, what a private sum is, and that nothing is left behind.
import { expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Codes, Kernels, Segment } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import { NotPrivateError, PackingError } from './errors.ts'
import { gaussianMechanism, type MechanismOptions, type Noise } from './mechanism.ts'
import type { Draw, Mechanism } from './model.ts'
import { plainRecipe, privateRecipe, type Recipe } from './recipe.ts'
import { Sampler } from './sampler.ts'
import { createStreams } from './streams.ts'
import { TabularGan } from './tabulargan.ts'
import { backends } from './testing.ts'

const segments: Segment[] = [
  { kind: 'scalar', offset: 0, width: 1 },
  { kind: 'choice', offset: 1, width: 3 },
]

/** Rows of a number and a choice. */
function rowsOf(count: number): Codes & { readonly columns: readonly [Float32Array, Uint16Array] } {
  const random = createRandom(1, 'rows')
  const numbers = Float32Array.from({ length: count }, () => 2 * random.uniform() - 1)
  const choices = Uint16Array.from({ length: count }, () => random.integer(3))
  return { rows: count, width: 4, segments, columns: [numbers, choices] }
}

const table = rowsOf(24)
const small = { latent: 5, generatorWidths: [8], discriminatorWidths: [8], batch: 20 }
/** With all that a plain training may have. */
const smallPlain = { ...plainRecipe, ...small, pairWeight: 0, packing: 10, dropout: 0.5 }

const create = (kernels: Kernels, recipe: Recipe, codes: Codes = table) =>
  new TabularGan(kernels, recipe, codes, createStreams(recipe.seed))

/** Chunks of `size` that hold rows `from` to `to`, the last filled up with padding. */
function drawOf(from: number, to: number, size = to - from): Draw {
  const chunks = Array.from({ length: Math.ceil((to - from) / size) }, (_, chunk) => ({
    indices: Int32Array.from({ length: size }, (_, i) => {
      const row = from + chunk * size + i
      return row < to ? row : -1
    }),
  }))
  return { chunks }
}

const empty: Draw = { chunks: [{ indices: new Int32Array(8).fill(-1) }] }
const plainDraw = () => drawOf(0, 20)
/** Weights and biases of the discriminator, 4 → 8 → 1. */
const lengths = [32, 8, 8, 1]
const silence: Noise = { take: () => lengths.map((length) => new Float32Array(length)) }
const mechanismOf = (options: Partial<MechanismOptions> = {}) =>
  gaussianMechanism({
    clipNorm: 0.1,
    expectedRows: 20,
    microbatches: null,
    hardened: false,
    noise: silence,
    ...options,
  })
const noNoise = mechanismOf()

/** The discriminator's weights after one step. */
async function stepped(
  kernels: Kernels,
  recipe: Recipe,
  draw: Draw,
  mechanism: Mechanism | null,
  codes: Codes = table,
) {
  const gan = create(kernels, recipe, codes)
  await gan.step(() => draw, mechanism)
  const { values } = await gan.state()
  gan.dispose()
  return Float32Array.from(
    Object.entries(values).flatMap(([name, value]) => (name.startsWith('discriminator.') ? [...value] : [])),
  )
}

const distance = (a: Float32Array, b: Float32Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i])))

it('refuses a batch that does not divide into packs', async () => {
  const kernels = await openBackend('cpu')
  expect(() => create(kernels, { ...smallPlain, batch: 25 })).toThrow(PackingError)
})

it('refuses packing and the gradient penalty under privacy, and says why', async () => {
  const kernels = await openBackend('cpu')
  const recipe = { ...privateRecipe, ...small }
  expect(() => create(kernels, { ...recipe, packing: 10 })).toThrow(NotPrivateError)
  expect(() => create(kernels, { ...recipe, loss: 'wgan-gp' })).toThrow(/second-order gradient is not clipped/)
})

it.each(['wasm', 'tfjs-wasm'] as const)(
  'lets no tensor leak over thousands of steps on %s',
  async (backend) => {
    const kernels = await openBackend(backend)
    const before = kernels.live()
    const plain = create(kernels, smallPlain)
    const secret = create(kernels, { ...privateRecipe, ...small, discriminatorSteps: 1 })
    const hardened = create(kernels, { ...privateRecipe, ...small, discriminatorSteps: 2 })
    const onGrid = mechanismOf({ hardened: true })
    const step = async (i: number) => {
      await plain.step(plainDraw, null)
      await secret.step(plainDraw, noNoise)
      if (i % 10 === 0) await hardened.step(plainDraw, onGrid)
    }
    await step(0)
    const running = kernels.live()
    for (let i = 0; i < 1200; i++) {
      await step(i)
      if (i % 500 === 0) await Promise.all([plain.losses(), secret.losses(), hardened.losses()])
    }
    expect(kernels.live()).toBe(running)
    for (const gan of [plain, secret, hardened]) gan.dispose()
    expect(kernels.live()).toBe(before)
  },
  120_000,
)

it.each(backends)('gives the same private step in one chunk or in several with padding, on %s', async (backend) => {
  const kernels = await openBackend(backend)
  const recipe = { ...privateRecipe, ...small, discriminatorSteps: 1 }
  const whole = await stepped(kernels, recipe, drawOf(0, 24), noNoise)
  const pieces = await stepped(kernels, recipe, drawOf(0, 24, 16), noNoise)
  expect(distance(whole, pieces)).toBeLessThan(1e-5)
})

it.each(backends)(
  'looks at the rows of each draw, however often their number of chunks changes, on %s',
  async (backend) => {
    const kernels = await openBackend(backend)
    const recipe: Recipe = { ...privateRecipe, ...small, discriminatorSteps: 2 }
    const draws = (size: (update: number) => number) => {
      let update = 0
      return () => {
        const from = update % 5
        return drawOf(from, from + 16, size(update++))
      }
    }
    const after = async (size: (update: number) => number) => {
      const gan = create(kernels, recipe)
      for (let i = 0; i < 4; i++) await gan.step(draws(size), noNoise)
      const { values } = await gan.state()
      gan.dispose()
      return values['discriminator.dense1.weights']
    }
    expect(distance(await after(() => 16), await after((update) => (update % 3 === 0 ? 8 : 16)))).toBeLessThan(1e-5)
  },
)

it.each([false, true])(
  'draws noise once for every look at real rows, whole and once (hardened: %s)',
  async (hardened) => {
    const kernels = await openBackend('cpu')
    const gan = create(kernels, { ...privateRecipe, ...small, discriminatorSteps: 3 })
    expect(gan.releaseLengths).toEqual(lengths)
    const told: string[] = []
    const noise: Noise = {
      take() {
        told.push('noise')
        return silence.take()
      },
    }
    const look = () => {
      told.push('look')
      return plainDraw()
    }
    await gan.step(look, mechanismOf({ hardened, noise }))
    await gan.step(look, mechanismOf({ hardened, noise }), 1)
    gan.dispose()
    expect(told).toEqual(Array.from({ length: 4 }, () => ['look', 'noise']).flat())
  },
)

it('is the plain step where nothing is clipped and no noise is added, on the device and on the host', async () => {
  const kernels = await openBackend('cpu')
  const recipe: Recipe = { ...privateRecipe, ...small, discriminatorSteps: 1 }
  const plain = await stepped(kernels, recipe, plainDraw(), null)
  const loose = await stepped(kernels, recipe, plainDraw(), mechanismOf({ clipNorm: 1e6 }))
  expect(distance(loose, plain)).toBeLessThan(1e-6)
  // The grid of this clip norm is 2⁻¹⁵ · 50 at most: Adam's first step only asks for signs, and most are sure.
  const hardened = await stepped(kernels, recipe, plainDraw(), mechanismOf({ clipNorm: 50, hardened: true }))
  const signs = plain.filter((value, i) => Math.abs(value - hardened[i]) > 1e-5).length
  expect(signs).toBeLessThan(plain.length / 20)
})

it('moves by the noise alone when a draw is empty', async () => {
  const kernels = await openBackend('cpu')
  const recipe: Recipe = { ...privateRecipe, ...small, discriminatorSteps: 1 }
  const [numbers, choices] = table.columns
  const poisoned = { ...table, columns: [numbers.map(() => Number.NaN), choices] }
  const noise: Noise = { take: () => lengths.map((length) => new Float32Array(length).fill(3)) }
  const after = await stepped(kernels, recipe, empty, mechanismOf({ noise }))
  expect(await stepped(kernels, recipe, empty, mechanismOf({ noise }), poisoned)).toEqual(after)
  expect(distance(after, await stepped(kernels, recipe, empty, noNoise))).toBeGreaterThan(1e-5)
})

it('goes on where a row is not finite, and counts it for nothing', async () => {
  const kernels = await openBackend('cpu')
  const recipe: Recipe = { ...privateRecipe, ...small }
  const [numbers, choices] = table.columns
  const poisoned = { ...table, columns: [numbers.map((value, row) => (row < 4 ? Number.NaN : value)), choices] }
  const gan = create(kernels, recipe, poisoned)
  for (let i = 0; i < 3; i++) await gan.step(plainDraw, noNoise)
  const losses = await gan.losses()
  expect(losses.steps).toBe(3)
  expect(losses.discriminator).toBeGreaterThan(0)
  gan.dispose()
})

it('tells how often it knows generated rows: never with a discriminator that takes all for real', async () => {
  const kernels = await openBackend('cpu')
  for (const [bias, expected] of [
    [50, 0],
    [-50, 1],
  ]) {
    const gan = create(kernels, { ...privateRecipe, ...small })
    const state = await gan.state()
    gan.restore({ ...state, values: { ...state.values, 'discriminator.output.bias': Float32Array.of(bias) } })
    await gan.step(plainDraw, noNoise, 1)
    expect((await gan.losses()).accuracyOnGenerated).toBe(expected)
    gan.dispose()
  }
})

it('goes on from a saved state exactly as if it had not stopped', async () => {
  const kernels = await openBackend('cpu')
  const recipe = smallPlain
  const first = new TabularGan(kernels, recipe, table, createStreams(1))
  await first.step(plainDraw, null)
  const state = await first.state()
  // Streams run on in the object that owns them: a second model takes over the first one's.
  const shared = createStreams(1)
  const ahead = new TabularGan(kernels, recipe, table, shared)
  await ahead.step(plainDraw, null)
  const second = new TabularGan(kernels, recipe, table, { ...shared, initial: createRandom(1, 'other') })
  second.restore(state)
  await first.step(plainDraw, null)
  await second.step(plainDraw, null)
  expect((await second.state()).values).toEqual((await first.state()).values)
  for (const gan of [first, ahead, second]) gan.dispose()
})

it('samples each row independently of the rows drawn with it, the same for a seed', async () => {
  const kernels = await openBackend('cpu')
  const recipe = smallPlain
  const gan = create(kernels, recipe)
  for (let i = 0; i < 5; i++) await gan.step(plainDraw, null)
  const weights = await gan.weights()
  gan.dispose()
  const draw = async () => {
    const sampler = new Sampler(kernels, recipe, table, weights)
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
