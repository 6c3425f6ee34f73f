// Zoom: numbers that crowd in few places of a long line are found there, through the noise, by four histograms.
import { expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import type { Numbers } from './partition.ts'
import type { Question } from './releases.ts'
import type { Shape } from './shape.ts'
import { askZoom, zoomRounds } from './zoom.ts'

const length = 4 ** 24

function noisy(deviation: number, seed: number): Question & { asked: number } {
  const random = createRandom(seed, 'noise')
  return {
    deviation,
    asked: 0,
    ask(counts) {
      this.asked++
      return counts.map((count) => count + Math.round(deviation * random.normal()))
    },
  }
}

function numbers(rows: number, number: (row: number) => number | null): Numbers {
  const all = Array.from({ length: rows }, (_, row) => number(row))
  const present = all.filter((each) => each !== null)
  return { sorted: Float64Array.from(present).sort(), missing: rows - present.length }
}

/** The share of the shape that lies between two places of the line. */
function between({ edges, shares }: Shape, from: number, to: number): number {
  return shares.reduce((sum, share, bin) => {
    const overlap = Math.min(edges[bin + 1], to) - Math.max(edges[bin], from)
    return sum + (share * Math.max(0, overlap)) / (edges[bin + 1] - edges[bin])
  }, 0)
}

it('finds two crowds in a millionth of the line each, and how large they are', () => {
  const [first, second] = [0.3 * length, 0.7 * length]
  const wide = length / 1e6
  for (let seed = 0; seed < 10; seed++) {
    const random = createRandom(seed, 'crowds')
    const crowds = numbers(20_000, () =>
      Math.floor((random.uniform() < 0.6 ? first : second) + wide * random.uniform()),
    )
    const question = noisy(40, seed)
    const shape = askZoom(crowds, length, 20_000, question)
    expect(question.asked).toBe(zoomRounds)
    expect(between(shape, first - wide, first + 2 * wide)).toBeCloseTo(0.6, 1)
    expect(between(shape, second - wide, second + 2 * wide)).toBeCloseTo(0.4, 1)
    expect(shape.missing).toBe(0)
  }
})

it('has bins of powers of four that fill the line, and shares that add up', () => {
  for (const rows of [0, 1, 30, 5000]) {
    const random = createRandom(rows, 'anywhere')
    const shape = askZoom(
      numbers(rows, (row) => (row % 5 === 0 ? null : Math.floor(length * random.uniform()))),
      length,
      rows,
      noisy(30, rows),
    )
    const { edges, shares, missing } = shape
    expect([edges[0], edges[edges.length - 1]]).toEqual([0, length])
    shares.forEach((share, bin) => {
      expect(share).toBeGreaterThanOrEqual(0)
      expect(Number.isInteger(Math.log2(edges[bin + 1] - edges[bin]) / 2)).toBe(true)
    })
    expect(shares.reduce((sum, share) => sum + share, missing)).toBeCloseTo(1, 9)
    if (rows === 5000) expect(missing).toBeCloseTo(0.2, 1)
  }
})
