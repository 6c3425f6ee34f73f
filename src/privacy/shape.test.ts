// Shape: bounds and bins of columns of every kind, found in noisy counts.
import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import type { Numbers } from './partition.ts'
import type { Question } from './releases.ts'
import { askOctaves, askShape, type Shape, type Step } from './shape.ts'

/** A question with noise that repeats itself, and how often it was asked. */
function noisy(deviation: number, seed = 1): Question & { asked: number } {
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

const column = (rows: number, number: (row: number) => number | null): Numbers => {
  const numbers = Array.from({ length: rows }, (_, row) => number(row))
  const present = numbers.filter((value) => value !== null)
  return { sorted: Float64Array.from(present).sort(), missing: rows - present.length }
}

function shapeOf(numbers: Numbers, step: Step, deviation: number, seed = 1): Shape {
  const question = noisy(deviation, seed)
  const rows = numbers.sorted.length + numbers.missing
  const shape = askShape(numbers, askOctaves(numbers, step, question), { step, rows, quantiles: question })
  expect(question.asked).toBe(3)
  return shape
}

/** Largest distance of the shape's distribution from the numbers' own, at the edges of its bins. */
function distance(shape: Shape, numbers: Numbers): number {
  const present = 1 - shape.missing
  let below = 0
  let largest = 0
  for (let i = 0; i < shape.shares.length; i++) {
    below += shape.shares[i] / present
    const edge = i === shape.shares.length - 1 ? Number.POSITIVE_INFINITY : shape.edges[i + 1]
    const truth = numbers.sorted.filter((value) => value < edge).length / numbers.sorted.length
    largest = Math.max(largest, Math.abs(below - truth))
  }
  return largest
}

const ages = (rows: number) => {
  const random = createRandom(2, 'ages')
  return column(rows, () => Math.max(17, Math.min(90, Math.round(38 + 13 * random.normal()))))
}

describe('bounds', () => {
  it('are powers of two around the numbers, but for noise that stands out once', () => {
    const bounds = Array.from({ length: 40 }, (_, seed) => {
      const { edges } = askOctaves(ages(20_000), 1, noisy(50, seed))
      return `${edges[0]} ${edges[edges.length - 1]}`
    })
    expect(bounds.filter((each) => each === '16 128').length).toBeGreaterThan(30)
  })

  it('of the shape hold no more than the numbers, whatever the noise', () => {
    const numbers = ages(20_000)
    for (let seed = 0; seed < 40; seed++) {
      const { edges } = shapeOf(numbers, 1, 50, seed)
      expect(edges[0]).toBeGreaterThanOrEqual(16)
      expect(edges[edges.length - 1]).toBeLessThanOrEqual(128)
    }
  })

  it('reach negative numbers and small ones', () => {
    const random = createRandom(3, 'normal')
    const numbers = column(20_000, () => random.normal() / 1000)
    const { edges } = askOctaves(numbers, 0, noisy(20))
    expect(edges[0]).toBeLessThan(-2 / 1000)
    expect(edges[0]).toBeGreaterThan(-1 / 100)
    expect(edges[edges.length - 1]).toBeGreaterThan(2 / 1000)
    expect(edges[edges.length - 1]).toBeLessThan(1 / 100)
  })

  it('find a tail that shows in the sum of its bins alone', () => {
    // 1 % of the rows on each of eight powers of two: 200 rows under noise of 60.
    const numbers = column(20_000, (row) => (row % 100 < 92 ? 0 : 2 ** (5 + (row % 100) - 92)))
    for (let seed = 1; seed <= 10; seed++) {
      const { edges } = askOctaves(numbers, 1, noisy(60, seed))
      expect(edges[edges.length - 1]).toBeGreaterThanOrEqual(1024)
    }
  })

  it('are those of the fullest bin where nothing stands out, and of zero where there is nothing', () => {
    expect(askOctaves(ages(20), 1, noisy(500)).edges.length).toBe(2)
    const none = askOctaves(
      column(100, () => null),
      1,
      noisy(0.001),
    )
    expect(none.counts[none.counts.length - 1]).toBeCloseTo(100, 0)
  })

  it('hold numbers of any size', () => {
    for (const far of [1e300, -1e300]) {
      const { edges } = askOctaves(
        column(1000, () => far),
        0,
        noisy(1),
      )
      expect(edges.every(Number.isFinite)).toBe(true)
    }
  })
})

describe('shape', () => {
  it('comes near the distribution, nearer with less noise', () => {
    const numbers = ages(20_000)
    const near = distance(shapeOf(numbers, 1, 10), numbers)
    const far = distance(shapeOf(numbers, 1, 150), numbers)
    expect(near).toBeLessThan(0.005)
    expect(far).toBeLessThan(0.06)
    expect(near).toBeLessThan(far)
  })

  it('adds up with missing cells to 1, and has none below zero', () => {
    const shape = shapeOf(
      column(5000, (row) => (row % 4 === 0 ? null : row)),
      1,
      20,
    )
    const total = shape.shares.reduce((sum, share) => sum + share, shape.missing)
    expect(total).toBeCloseTo(1, 12)
    expect(shape.shares.every((share) => share >= 0)).toBe(true)
    expect(shape.missing).toBeCloseTo(0.25, 1)
  })

  it('has no missing where there are too few to tell', () => {
    expect(shapeOf(ages(5000), 1, 20).missing).toBe(0)
    expect(
      shapeOf(
        column(5000, (row) => (row < 10 ? null : row)),
        1,
        20,
      ).missing,
    ).toBe(0)
  })

  it('gives a value that occurs often a bin of its own', () => {
    const random = createRandom(4, 'hours')
    const numbers = column(30_000, (row) => (row % 2 === 0 ? 40 : Math.round(45 + 12 * random.normal())))
    const { edges, shares } = shapeOf(numbers, 1, 30)
    const bin = edges.indexOf(40)
    expect(edges[bin + 1]).toBe(41)
    expect(shares[bin]).toBeGreaterThan(0.48)
  })

  it('gives zero a bin of its own among any numbers', () => {
    const random = createRandom(5, 'gains')
    const numbers = column(10_000, (row) => (row % 10 === 0 ? Math.exp(5 + random.normal()) : 0))
    const { edges, shares } = shapeOf(numbers, 0, 20)
    expect([edges[0], edges[1]]).toEqual([0, Number.MIN_VALUE])
    expect(shares[0]).toBeCloseTo(0.9, 1)
  })

  it('zooms in on numbers that lie close together, far from zero', () => {
    const random = createRandom(6, 'years')
    const numbers = column(20_000, () => 18_000 + Math.floor(400 * random.uniform()))
    const { edges } = shapeOf(numbers, 1, 30)
    expect(edges[0]).toBeGreaterThan(17_500)
    expect(edges[edges.length - 1]).toBeLessThan(18_900)
    expect(distance(shapeOf(numbers, 1, 30), numbers)).toBeLessThan(0.03)
  })

  it('keeps to a range that is known, with every value of a small one', () => {
    const question = noisy(5)
    const numbers = column(4000, (row) => row % 7)
    const shape = askShape(numbers, { from: 0, to: 7 }, { step: 1, rows: 4000, quantiles: question })
    expect(question.asked).toBe(2)
    expect([...shape.edges]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    for (const share of shape.shares) expect(share).toBeCloseTo(1 / 7, 1)
  })

  it('lets the ends fall as the numbers do, instead of cutting or stretching them', () => {
    const random = createRandom(7, 'incomes')
    // Of 20,000 rows one in 400 lies beyond 40,000, fewer than the noise hides in any bin.
    const numbers = column(20_000, () => Math.round(-6700 * Math.log(1 - random.uniform())))
    const errors = Array.from({ length: 20 }, (_, seed) => {
      const { edges, shares } = shapeOf(numbers, 1, 60, seed)
      const density = shares.map((share, i) => share / (edges[i + 1] - edges[i]))
      expect(density[density.length - 1]).toBeLessThan(density[0] / 20)
      const mean = shares.reduce((sum, share, i) => sum + (share * (edges[i] + edges[i + 1])) / 2, 0)
      return Math.abs(mean / 6700 - 1)
    })
    expect(errors.reduce((sum, each) => sum + each, 0) / errors.length).toBeLessThan(0.03)
  })

  it('ends sharply where the numbers do', () => {
    const random = createRandom(8, 'dice')
    const numbers = column(20_000, () => 1 + random.integer(16))
    const ends = Array.from({ length: 20 }, (_, seed) => {
      const { edges } = shapeOf(numbers, 1, 60, seed)
      return [edges[0], edges[edges.length - 1]]
    })
    for (const [from, to] of ends) {
      expect(from).toBe(1)
      expect(to).toBeLessThanOrEqual(18)
    }
    expect(ends.filter(([, to]) => to === 17).length).toBeGreaterThan(14)
  })

  it('may end with a bin that the sum of all leaves nothing of', () => {
    // Found by trying: noise as large as all counts, of which a thin bin at the end stands out with the next.
    const random = createRandom(14, 'ages')
    const numbers = column(60, () => Math.round(38 + 13 * random.normal()))
    expect([...shapeOf(numbers, 1, 60, 14).shares]).toEqual([0, 1])
  })

  it('survives columns without numbers, of one number, and noise far above all counts', () => {
    for (const step of [0, 1] as const) {
      for (const numbers of [column(50, () => null), column(50, () => 3), column(1, () => -7), ages(60)]) {
        for (const deviation of [0.5, 1000]) {
          const shape = shapeOf(numbers, step, deviation)
          expect(shape.edges.length).toBe(shape.shares.length + 1)
          expect([...shape.shares, shape.missing].every((share) => share >= 0 && share <= 1)).toBe(true)
        }
      }
    }
  })
})
