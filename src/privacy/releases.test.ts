// Releases: the noise that counts get, the threshold for words, and that nothing goes out that was not planned.
import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { normalMass } from '../math/special.ts'
import type { Look } from './ledger.ts'
import { Releases } from './releases.ts'
import { Words } from './words.ts'

const histogram = (noiseMultiplier: number, steps: number) => ({
  kind: 'subsampled-gaussian' as const,
  sampleRate: 1,
  noiseMultiplier,
  steps,
  clipNorm: 1,
  batch: 100,
  rows: 100,
  cap: null,
  sensitivity: 1,
})

const plan = (deviation: number, delta = 0.01): Look[] => [
  { kind: 'labels', what: 'ward', source: 'data', mechanism: histogram(deviation, 1) },
  {
    kind: 'categories',
    what: 'ward',
    source: 'data',
    mechanism: { kind: 'epsilon-delta', epsilon: 0, delta, count: 1 },
  },
  { kind: 'quantiles', what: 'age', source: 'data', mechanism: histogram(deviation, 2) },
  { kind: 'bounds', what: 'age', source: 'declared', mechanism: null },
]

/** Random words that a test can repeat. */
function repeatable(seed: number): Words {
  const random = createRandom(seed, 'words')
  return new Words(() => Uint32Array.from({ length: 4096 }, () => random.uniform() * 2 ** 32))
}

/** χ² of noise against a rounded normal, over the whole numbers within four deviations, tails pooled; and its bins. */
function chiSquare(noise: Float64Array, deviation: number): { value: number; bins: number } {
  const reach = Math.ceil(4 * deviation)
  const counts = new Float64Array(2 * reach + 1)
  for (const value of noise) counts[Math.min(Math.max(value, -reach), reach) + reach]++
  let value = 0
  counts.forEach((count, i) => {
    const k = i - reach
    const from = i === 0 ? Number.NEGATIVE_INFINITY : (k - 0.5) / deviation
    const to = i === counts.length - 1 ? Number.POSITIVE_INFINITY : (k + 0.5) / deviation
    const expected = noise.length * normalMass(from, to)
    value += (count - expected) ** 2 / expected
  })
  return { value, bins: counts.length }
}

describe('noise', () => {
  it('is a rounded Gaussian of the planned deviation and of no other', () => {
    const counts = new Float64Array(100_000).fill(7)
    for (const deviation of [3, 0.8]) {
      const noisy = new Releases(plan(deviation)).question('labels', 'ward')?.ask(counts) as Float64Array
      const noise = noisy.map((value) => value - 7)
      expect(noise.every(Number.isInteger)).toBe(true)
      // Beyond six deviations of χ², which has mean bins − 1 and variance twice that: by chance once in a hundred million.
      const far = ({ value, bins }: { value: number; bins: number }) => (value - (bins - 1)) / Math.sqrt(2 * (bins - 1))
      expect(far(chiSquare(noise, deviation))).toBeLessThan(8)
      for (const wrong of [2 / 3, 1.5]) expect(far(chiSquare(noise, wrong * deviation))).toBeGreaterThan(100)
    }
  })

  it('does not depend on what it is added to', () => {
    const ask = (counts: Float64Array) =>
      new Releases(plan(50), 1, repeatable(1)).question('labels', 'ward')?.ask(counts)
    const one = ask(Float64Array.of(0, 10, 1e6)) as Float64Array
    const other = ask(Float64Array.of(0, 0, 0)) as Float64Array
    expect([...one].map((value, i) => value - [0, 10, 1e6][i])).toEqual([...other])
  })

  it('is never the same twice', () => {
    const ask = () => [...(new Releases(plan(1e6)).question('labels', 'ward')?.ask(new Float64Array(4)) ?? [])]
    expect(ask()).not.toEqual(ask())
  })
})

describe('the plan', () => {
  it('bounds how often something may be asked', () => {
    const question = new Releases(plan(3)).question('quantiles', 'age')
    question?.ask(new Float64Array(2))
    question?.ask(new Float64Array(5))
    expect(() => question?.ask(new Float64Array(2))).toThrow(
      /No budget was set aside for one more look at the quantiles/,
    )
  })

  it('counts what is asked, whoever asks', () => {
    const releases = new Releases(plan(3))
    releases.question('labels', 'ward')?.ask(new Float64Array(2))
    expect(() => releases.question('labels', 'ward')?.ask(new Float64Array(2))).toThrow(/No budget/)
  })

  it('has no question about what is declared, unknown or not paid for', () => {
    const releases = new Releases(plan(3))
    expect(releases.question('bounds', 'age')).toBeNull()
    expect(releases.question('labels', 'age')).toBeNull()
    expect(releases.question('categories', 'ward')).toBeNull()
  })
})

describe('the threshold', () => {
  it('lets a word of one person through with probability delta at most', () => {
    for (const groupSize of [1, 3]) {
      const releases = new Releases(plan(4, 0.01), groupSize)
      const threshold = releases.threshold('ward') as number
      const noisy = releases.question('labels', 'ward')?.ask(new Float64Array(40_000).fill(groupSize)) as Float64Array
      const told = noisy.filter((count) => count > threshold).length
      // Rounding gives away up to a step, so that the share lies below δ. 400 expected at most, five deviations above.
      expect(told).toBeLessThan(500)
      expect(told).toBeGreaterThan(150)
    }
  })

  it('is null where the list is not paid for', () => {
    expect(new Releases(plan(4).slice(0, 1)).threshold('ward')).toBeNull()
    expect(new Releases(plan(4)).threshold('age')).toBeNull()
  })
})
