import { describe, expect, it } from 'vitest'
import { chunkIndices, PoissonSampler, truncate } from './poisson.ts'
import { createSecureRandom, type SecureRandom } from './secure.ts'

const random = createSecureRandom()

/** A generator whose bits are known, to try the thresholds themselves. */
const known = (bytes: readonly number[], uniforms: readonly number[]): SecureRandom => {
  const queue = [...uniforms]
  return {
    fillBytes: (out) => out.set(bytes),
    uniform: () => queue.shift() ?? Number.NaN,
  }
}

describe('PoissonSampler', () => {
  it('takes each row independently at the sample rate', () => {
    const rows = 300
    const rate = 0.07
    const draws = 6000
    const sampler = new PoissonSampler(rows, rate, random)
    const taken = new Float64Array(rows)
    const withNext = new Float64Array(rows)
    let sum = 0
    let squares = 0
    let again = 0
    let before = new Set<number>()
    for (let draw = 0; draw < draws; draw++) {
      const indices = sampler.draw()
      const set = new Set(indices)
      sum += indices.length
      squares += indices.length ** 2
      for (const row of indices) {
        taken[row]++
        if (set.has((row + 1) % rows)) withNext[row]++
        if (before.has(row)) again++
      }
      before = set
    }
    const mean = sum / draws
    const spread = rows * rate * (1 - rate)
    expect(Math.abs(mean - rows * rate)).toBeLessThan(5.5 * Math.sqrt(spread / draws))
    expect(squares / draws - mean ** 2).toBeGreaterThan(spread * (1 - 5.5 * Math.sqrt(2 / draws)))
    expect(squares / draws - mean ** 2).toBeLessThan(spread * (1 + 5.5 * Math.sqrt(2 / draws)))
    // χ² of the rows' counts, and of neighbours taken together: close to their degrees of freedom.
    const chiSquare = (counts: Float64Array, p: number) =>
      counts.reduce((total, found) => total + (found - draws * p) ** 2 / (draws * p * (1 - p)), 0)
    expect(Math.abs(chiSquare(taken, rate) - rows) / Math.sqrt(2 * rows)).toBeLessThan(6.5)
    expect(Math.abs(chiSquare(withNext, rate ** 2) - rows) / Math.sqrt(2 * rows)).toBeLessThan(7)
    // A row's fate in one draw says nothing about the next.
    const repeats = rows * (draws - 1) * rate ** 2
    expect(Math.abs(again - repeats)).toBeLessThan(5.5 * Math.sqrt(repeats * (1 + 2 * rate)))
  })

  it('gives ascending rows, none at rate 0 and all at rate 1', () => {
    const draw = new PoissonSampler(5000, 0.3, random).draw()
    for (let i = 1; i < draw.length; i++) expect(draw[i]).toBeGreaterThan(draw[i - 1])
    expect(new PoissonSampler(5000, 0, random).draw()).toHaveLength(0)
    expect(new PoissonSampler(5000, 1, random).draw()).toEqual(Int32Array.from({ length: 5000 }, (_, i) => i))
    expect(new PoissonSampler(0, 0.5, random).draw()).toHaveLength(0)
  })

  it('takes a row exactly when its bits are at most the rate', () => {
    // 0.3 · 256 = 76.8: bytes below 76 are in, above out, and 76 asks for 53 bits more against 0.8.
    const rest = 0.3 * 256 - 76
    const above = rest + 2 ** -53
    const sampler = new PoissonSampler(5, 0.3, known([75, 76, 76, 77, 0], [rest, above]))
    expect(sampler.draw()).toEqual(Int32Array.of(0, 1, 4))
  })

  it('never takes a row above its rate: the smallest uniform is above 0', () => {
    const sampler = new PoissonSampler(2, 2 ** -70, known([0, 0], [2 ** -53, 1]))
    expect(sampler.draw()).toHaveLength(0)
  })

  it('refuses what is no rate', () => {
    expect(() => new PoissonSampler(10, 1.2, random)).toThrow('sampleRate is 1.2')
  })
})

describe('truncate', () => {
  it('leaves a draw within the cap alone', () => {
    const draw = Int32Array.of(2, 3, 5)
    expect(truncate(draw, 3, random)).toEqual(draw)
    expect(truncate(new Int32Array(0), 3, random)).toHaveLength(0)
  })

  it('keeps every part of the cap’s size equally often, ascending, and leaves the draw as it was', () => {
    const draw = Int32Array.of(2, 3, 5, 7, 11)
    const counts = new Map<string, number>()
    const times = 10_000
    for (let i = 0; i < times; i++) {
      const kept = truncate(draw, 2, random).join(' ')
      counts.set(kept, (counts.get(kept) ?? 0) + 1)
    }
    expect(draw).toEqual(Int32Array.of(2, 3, 5, 7, 11))
    expect(counts.size).toBe(10)
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - times / 10) ** 2 / (times / 10), 0)
    // χ² with 9 degrees of freedom is beyond 45 once in a million times.
    expect(chiSquare).toBeLessThan(45)
    for (const kept of counts.keys()) {
      const [a, b] = kept.split(' ').map(Number)
      expect(a).toBeLessThan(b)
    }
  })

  it('draws again what would not divide evenly', () => {
    // 2⁵³ is 2 modulo 3: of three rows the last two uniforms are refused.
    const uniforms = [1, 1 - 2 ** -53, 1 - 2 * 2 ** -53, 2 ** -53]
    expect(truncate(Int32Array.of(4, 5, 6), 2, known([], uniforms))).toEqual(Int32Array.of(5, 6))
  })

  it('is as rare as the binomial tail says', () => {
    const sampler = new PoissonSampler(100, 0.2, random)
    const draws = 20_000
    const cap = 26
    let truncated = 0
    for (let i = 0; i < draws; i++) if (sampler.draw().length > cap) truncated++
    // P[Bin(100, 0.2) ≥ 27], by summing the binomial distribution.
    let mass = 0.8 ** 100
    let tail = 1
    for (let k = 0; k <= cap; k++) {
      tail -= mass
      mass *= ((100 - k) / (k + 1)) * (0.2 / 0.8)
    }
    expect(tail).toBeGreaterThan(0.05)
    expect(Math.abs(truncated / draws - tail)).toBeLessThan(5 * Math.sqrt((tail * (1 - tail)) / draws))
  })
})

describe('chunkIndices', () => {
  it('cuts a draw into pieces of one size, padded with −1, losing nothing', () => {
    expect(chunkIndices(Int32Array.of(3, 5, 8, 9, 11), 2)).toEqual([
      Int32Array.of(3, 5),
      Int32Array.of(8, 9),
      Int32Array.of(11, -1),
    ])
    expect(chunkIndices(Int32Array.of(3, 5), 2)).toEqual([Int32Array.of(3, 5)])
  })

  it('makes one piece of padding of an empty draw, so that its step is pure noise', () => {
    expect(chunkIndices(new Int32Array(0), 3)).toEqual([Int32Array.of(-1, -1, -1)])
  })
})
