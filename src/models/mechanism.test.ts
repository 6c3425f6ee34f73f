// Tests of the private mechanism: what one row can do to its sums, what is noised and on what grid, what it refuses.
import { describe, expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import { BatchNorm } from '../nn/batchnorm.ts'
import { Dense } from '../nn/dense.ts'
import { Network } from '../nn/network.ts'
import { passFor } from '../nn/testing.ts'
import { NotPrivateError } from './errors.ts'
import { gaussianMechanism, type MechanismOptions, type Noise, noiseRequest } from './mechanism.ts'
import { buildDiscriminator } from './mlp.ts'
import { privateRecipe, type Recipe } from './recipe.ts'
import { backends } from './testing.ts'

const width = 6
const layout = { width, segments: [] }
const recipe: Recipe = { ...privateRecipe, discriminatorWidths: [8, 8], discriminatorNorm: 'layer' }
const clipNorm = 0.7

const silent: Noise = { take: () => [] }
const mechanismOf = (options: Partial<MechanismOptions> = {}) =>
  gaussianMechanism({ clipNorm, expectedRows: 24, microbatches: null, hardened: false, noise: silent, ...options })

const network = (kernels: Kernels) => buildDiscriminator(kernels, recipe, layout, createRandom(1, 'network'))

/** The clipped sum over rows whose loss has the slope 1 or −1, row by row in turn. */
async function clippedSum(
  kernels: Kernels,
  rows: readonly Float32Array[],
  options: Partial<MechanismOptions> = {},
  groups?: readonly number[],
): Promise<Float32Array> {
  const discriminator = network(kernels)
  const pass = passFor(kernels, 'train')
  const values = Float32Array.from(rows.flatMap((row) => [...row]))
  const sums = kernels.scope(() => {
    const { caches } = discriminator.forward(pass, kernels.upload(values, rows.length, width))
    const slopes = Float32Array.from(rows, (_, i) => (i % 2 === 0 ? 1 : -1))
    const { parts } = discriminator.backward(pass, caches, kernels.upload(slopes, rows.length, 1))
    const members = groups && membership(kernels, groups, options.microbatches ?? 0)
    return mechanismOf(options).clippedSum(discriminator, parts, kernels.fill(rows.length, 1, 1), members)
  })
  const read = await kernels.read(sums)
  kernels.dispose(sums)
  discriminator.dispose()
  return Float32Array.from(read.flatMap((sum) => [...sum]))
}

/** 1 in the column of each row's group: [rows, count]. */
function membership(kernels: Kernels, groups: readonly number[], count: number): Tensor {
  const members = Float32Array.from({ length: groups.length * count }, (_, i) =>
    groups[Math.floor(i / count)] === i % count ? 1 : 0,
  )
  return kernels.upload(members, groups.length, count)
}

const distance = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, i) => value - b[i]))

function randomRows(count: number, seed: number): Float32Array[] {
  const random = createRandom(seed, 'rows')
  return Array.from({ length: count }, () => random.fillNormal(new Float32Array(width)))
}

/** A row that an adversary might put into the table. */
const adversaries: Record<string, Float32Array> = {
  'an ordinary row': randomRows(1, 99)[0],
  'a huge row': randomRows(1, 98)[0].map((value) => 1e6 * value),
  'a row beyond single precision': new Float32Array(width).fill(3e38),
  'a row of NaN': new Float32Array(width).fill(Number.NaN),
  'an infinite row': new Float32Array(width).fill(Number.POSITIVE_INFINITY),
  'a row of zeros': new Float32Array(width),
}

describe.each(backends)('one row on %s', (backend) => {
  it.each(Object.keys(adversaries))('moves the sum by the clip norm at most: %s', async (name) => {
    const kernels = await openBackend(backend)
    const rows = randomRows(24, 1)
    const moved = distance(await clippedSum(kernels, [...rows, adversaries[name]]), await clippedSum(kernels, rows))
    // Single precision adds up 24 rows.
    expect(moved).toBeLessThanOrEqual(clipNorm * (1 + 2 ** -10))
    if (name === 'a row of NaN' || name === 'an infinite row') expect(moved).toBe(0)
    if (name === 'a huge row') expect(moved).toBeGreaterThan(0.99 * clipNorm)
  })

  it.each(Object.keys(adversaries))('moves a sum of microbatches by twice that at most: %s', async (name) => {
    const kernels = await openBackend(backend)
    const rows = randomRows(24, 1)
    const groups = rows.map((_, row) => row % 4)
    const options = { microbatches: 4 }
    const before = await clippedSum(kernels, rows, options, groups)
    const moved = distance(await clippedSum(kernels, [...rows, adversaries[name]], options, [...groups, 2]), before)
    expect(moved).toBeLessThanOrEqual(2 * clipNorm * (1 + 2 ** -10))
    if (name === 'a row of NaN' || name === 'an infinite row') expect(moved).toBeLessThan(1e-5)
  })
})

it.each([1, 2, 3, 5, 8, 24])('adds up the same in chunks of %i rows as in one', async (size) => {
  const kernels = await openBackend('cpu')
  const rows = randomRows(24, 3)
  const whole = await clippedSum(kernels, rows)
  const sum = new Float32Array(whole.length)
  for (let start = 0; start < rows.length; start += size) {
    const chunk = await clippedSum(kernels, rows.slice(start, start + size))
    // Slopes alternate: a chunk that begins at an odd place has all signs turned.
    chunk.forEach((value, i) => {
      sum[i] += start % 2 === 0 ? value : -value
    })
  }
  expect(distance(sum, whole)).toBeLessThan(1e-5)
})

it('clips the mean gradient of each microbatch over its expected size, as a loop does', async () => {
  const kernels = await openBackend('cpu')
  const rows = randomRows(24, 2)
  const groups = rows.map((_, row) => (row * 7) % 5)
  const size = 24 / 5
  const found = await clippedSum(kernels, rows, { microbatches: 5 }, groups)
  const expected = new Float32Array(found.length)
  for (let group = 0; group < 5; group++) {
    const sum = new Float32Array(found.length)
    for (const [row, values] of rows.entries()) {
      if (groups[row] !== group) continue
      // Alone, unclipped: a row in an even place has the slope 1, and −1 in an odd.
      const alone = await clippedSum(kernels, [values], { clipNorm: 1e9 })
      sum.forEach((_, i) => {
        sum[i] += (row % 2 === 0 ? alone[i] : -alone[i]) / size
      })
    }
    const factor = Math.min(1, clipNorm / Math.hypot(...sum))
    expected.forEach((_, i) => {
      expected[i] += factor * sum[i]
    })
  }
  expect(distance(found, expected)).toBeLessThan(2e-3 * Math.hypot(...expected))
  expect(mechanismOf({ microbatches: 5 }).divisor).toBe(5)
  expect(mechanismOf().divisor).toBe(24)
})

describe.each(backends)('a release on %s', (backend) => {
  /** A program that releases [10, 20] and [30]. */
  const release = (kernels: Kernels, noise: Noise) =>
    kernels.program('release', () => {
      const sum = [kernels.upload(Float32Array.of(10, 20), 1, 2), kernels.upload(Float32Array.of(30), 1, 1)]
      return mechanismOf({ noise }).release(kernels, sum)
    })

  it('adds its noise to every number once, and draws it once a release', async () => {
    const kernels = await openBackend(backend)
    let draws = 0
    const noise: Noise = {
      take() {
        draws++
        return [Float64Array.of(draws, 2), Float32Array.of(3 * draws)]
      },
    }
    const program = release(kernels, noise)
    for (const run of [1, 2, 3]) {
      await program.run()
      expect(draws).toBe(run)
      expect(await kernels.read(program.result)).toEqual([Float32Array.of(10 + run, 22), Float32Array.of(30 + 3 * run)])
    }
    program.dispose()
    expect(mechanismOf().releaseOnHost).toBeNull()
  })

  it.each([
    ['too few', [Float64Array.of(1, 2)]],
    ['too short', [Float64Array.of(1, 2), new Float64Array(0)]],
  ])('is none where its noise is %s', async (_, noise) => {
    const kernels = await openBackend(backend)
    const failing = async () => {
      const program = release(kernels, { take: () => noise })
      await program.run()
    }
    await expect(failing()).rejects.toThrow('its noise has not')
  })
})

describe('hardened', () => {
  const lengths = [700, 68]
  const { grid, standardDeviation } = noiseRequest({ clipNorm, noiseMultiplier: 2, hardened: true }, lengths)
  const step = grid ?? Number.NaN

  it('asks for noise on a grid that moves two sums apart by less than its margin', () => {
    expect(Number.isInteger(Math.log2(step))).toBe(true)
    expect(step * Math.sqrt(768)).toBeLessThanOrEqual(clipNorm * 2 ** -10)
    expect(step * Math.sqrt(768)).toBeGreaterThan(clipNorm * 2 ** -12)
    // Rounding and single precision are within 2⁻⁹ C, and the noise is σ times what the sum can then move by.
    expect(standardDeviation).toBe(2 * clipNorm * (1 + 2 ** -9))
    const plain = noiseRequest({ clipNorm, noiseMultiplier: 2, hardened: false }, lengths)
    expect(plain).toEqual({ lengths, standardDeviation: 2 * clipNorm, grid: null })
  })

  it('releases nothing between the points of the grid', () => {
    const random = createRandom(1, 'sum')
    const sum = lengths.map((length) => random.fillNormal(new Float32Array(length)))
    const noise = lengths.map((length) => Float64Array.from({ length }, (_, i) => (i - 300) * step))
    const mechanism = mechanismOf({ hardened: true, noise: { take: () => noise } })
    const released = mechanism.releaseOnHost?.(sum) ?? []
    released.forEach((values, p) => {
      values.forEach((value, i) => {
        expect(Number.isInteger(value / step)).toBe(true)
        expect(Math.abs(value - sum[p][i] - noise[p][i])).toBeLessThanOrEqual(step / 2)
      })
    })
    expect(released.map(({ length }) => length)).toEqual(lengths)
  })
})

it('refuses a network whose rows depend on each other, and says why', async () => {
  const kernels = await openBackend('cpu')
  const coupled = new Network(kernels, [
    new Dense(kernels, 'dense', width, 4, createRandom(1, 'dense'), 'he'),
    new BatchNorm(kernels, 'norm', 4),
  ])
  const pass = passFor(kernels, 'train')
  const sum = () =>
    kernels.scope(() => {
      const { caches } = coupled.forward(pass, kernels.fill(3, width, 1))
      const { parts } = coupled.backward(pass, caches, kernels.fill(3, 4, 1))
      return mechanismOf().clippedSum(coupled, parts, kernels.fill(3, 1, 1))
    })
  expect(sum).toThrow(NotPrivateError)
  expect(sum).toThrow(/one row changes every other row's gradient/)
})
