// Posterior: what is given is kept, the rest follows the model beside it, and what it is told changes nothing of that.
import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { conditionsByWeights } from './conditions.ts'
import type { Given } from './given.ts'
import { LatentPool } from './posterior.ts'
import { toldConditions } from './told.ts'

const layout = {
  width: 5,
  segments: [
    { kind: 'choice', offset: 0, width: 2 },
    { kind: 'scalar', offset: 2, width: 1 },
    { kind: 'choice', offset: 3, width: 2 },
  ],
} as const

/** Two latent rows, equally likely: the first mostly gives options 0 and 0, the second mostly 1 and 1. */
const chances = Float32Array.of(0.9, 0.1, -0.5, 0.8, 0.2, 0.2, 0.8, 0.5, 0.1, 0.9)

function pool(given: Given): LatentPool {
  const filled = new LatentPool(layout, given)
  filled.add(chances.slice(0, 5))
  filled.add(chances.slice(5))
  return filled
}

const share = (values: Float32Array, column: number, width = 5) =>
  values.reduce((sum, value, at) => sum + (at % width === column ? value : 0), 0) / (values.length / width)

const rows = 20_000
const all = (option: number) => new Int32Array(rows).fill(option)
const free = all(-1)

it('draws the other fields by their chances given the fixed one', () => {
  const values = pool({ options: [all(0), free] }).draw(createRandom(1, 'draw'))
  expect(share(values, 0)).toBe(1)
  // p(first latent | option 0) = 0.9 / (0.9 + 0.2); p(b = 0 | a = 0) = 9/11 · 0.8 + 2/11 · 0.1
  expect(share(values, 3)).toBeCloseTo((9 / 11) * 0.8 + (2 / 11) * 0.1, 2)
  expect(share(values, 2)).toBeCloseTo((9 / 11) * -0.5 + (2 / 11) * 0.5, 1)
})

it('draws from the model itself where nothing is given', () => {
  const values = pool({ options: [free, free] }).draw(createRandom(2, 'draw'))
  expect(share(values, 0)).toBeCloseTo(0.55, 1)
  expect(share(values, 3)).toBeCloseTo(0.45, 1)
})

it('takes what is given row by row', () => {
  const options = [Int32Array.of(0, 1, -1), Int32Array.of(1, -1, 0)]
  const values = pool({ options }).draw(createRandom(3, 'draw'))
  expect([values[0], values[4], values[6], values[13]]).toEqual([1, 1, 1, 1])
})

it('tells how many latent rows carry what is given', () => {
  expect(pool({ options: [Int32Array.of(-1), Int32Array.of(-1)] }).support()).toBeCloseTo(2, 9)
  expect(pool({ options: [Int32Array.of(0), Int32Array.of(0)] }).support()).toBeLessThan(1.1)
})

/** Three choices that a hidden kind of row brings together: of each kind its share, and the chances of options. */
const kinds = [
  {
    weight: 0.55,
    options: [
      [0.8, 0.15, 0.05],
      [0.7, 0.2, 0.1],
      [0.9, 0.1],
    ],
  },
  {
    weight: 0.4,
    options: [
      [0.1, 0.8, 0.1],
      [0.1, 0.1, 0.8],
      [0.3, 0.7],
    ],
  },
  {
    weight: 0.05,
    options: [
      [0.02, 0.08, 0.9],
      [0.25, 0.5, 0.25],
      [0.5, 0.5],
    ],
  },
] as const
const width = 8
const segments = [
  { kind: 'choice', offset: 0, width: 3 },
  { kind: 'choice', offset: 3, width: 3 },
  { kind: 'choice', offset: 6, width: 2 },
] as const
const together = { width, segments }

const chanceOf = (kind: number, choice: number, option: number) => kinds[kind].options[choice][option]
const chancesOf = (kind: number) => kinds[kind].options.flat()

/** Of the joint distribution, the share of each option of the third choice among rows whose first two are in the sets. */
function wanted(first: readonly number[], second: readonly number[]): number[] {
  const weights = [0, 1].map((third) =>
    kinds.reduce(
      (sum, { weight }, kind) =>
        sum +
        weight *
          first.reduce((total, option) => total + chanceOf(kind, 0, option), 0) *
          second.reduce((total, option) => total + chanceOf(kind, 1, option), 0) *
          chanceOf(kind, 2, third),
      0,
    ),
  )
  return weights.map((weight) => weight / (weights[0] + weights[1]))
}

const sets = (first: readonly number[], second: readonly number[]): Given => ({
  options: [free, free, free],
  allowed: [
    Uint8Array.from([0, 1, 2], (option) => Number(first.includes(option))),
    Uint8Array.from([0, 1, 2], (option) => Number(second.includes(option))),
    null,
  ],
})

describe('sets of options in several choices at once', () => {
  it.each([
    { first: [1, 2], second: [0, 1] },
    { first: [2], second: [0, 2] },
  ])('leave all that the model has between them: $first and $second', ({ first, second }) => {
    const filled = new LatentPool(together, sets(first, second))
    // Members by the shares of kinds, to the row.
    kinds.forEach(({ weight }, kind) => {
      filled.add(Float32Array.from(Array.from({ length: Math.round(100 * weight) }, () => chancesOf(kind)).flat()))
    })
    const values = filled.draw(createRandom(4, 'sets'))
    for (let option = 0; option < 3; option++) {
      if (!first.includes(option)) expect(share(values, option, width)).toBe(0)
      if (!second.includes(option)) expect(share(values, 3 + option, width)).toBe(0)
    }
    expect(share(values, 6, width)).toBeCloseTo(wanted(first, second)[0], 1)
  })
})

/** Shares of the options of all choices, one after the other. */
const shares = Float32Array.from({ length: width }, (_, column) => {
  const choice = segments.findIndex(({ offset, width: options }) => column < offset + options)
  return kinds.reduce(
    (sum, { weight }, kind) => sum + weight * chanceOf(kind, choice, column - segments[choice].offset),
    0,
  )
})

/**
 * A conditional generator without a fault: told an option, it makes a row of a kind that is as likely as it is among rows with that
 * option, and the option itself.
 */
function toldMember(column: number, uniform: number): number[] {
  const choice = segments.findIndex(({ offset, width: options }) => column < offset + options)
  const option = column - segments[choice].offset
  let rest = uniform * shares[column]
  let kind = 0
  while (kind < 2 && rest >= kinds[kind].weight * chanceOf(kind, choice, option)) {
    rest -= kinds[kind].weight * chanceOf(kind, choice, option)
    kind++
  }
  const row: number[] = [...chancesOf(kind)]
  const { offset, width: options } = segments[choice]
  for (let at = offset; at < offset + options; at++) row[at] = at === column ? 1 : 0
  return row
}

function toldPool(given: Given, members: number): LatentPool {
  const natural = conditionsByWeights(segments, shares)
  const told = toldConditions(segments, natural, given)
  const filled = new LatentPool(together, given)
  const random = createRandom(5, 'members')
  const conditions = Int32Array.from({ length: members }, () => told.draw(random))
  filled.add(
    Float32Array.from([...conditions].flatMap((column) => toldMember(column, random.uniform()))),
    Float64Array.from(conditions, (column) => natural.chances[column] / told.chances[column]),
  )
  return filled
}

describe('a generator that is told conditions', () => {
  it.each([
    { first: [2], second: [0, 1, 2] },
    { first: [2], second: [2] },
    { first: [1, 2], second: [0, 1] },
  ])('gives the rows that have $first and $second as they are', ({ first, second }) => {
    const values = toldPool(sets(first, second), 20_000).draw(createRandom(6, 'told'))
    expect(Math.abs(share(values, 6, width) - wanted(first, second)[0])).toBeLessThan(0.03)
  })

  it('gives rows that are fixed one by one as they are, beside rows of which nothing is given', () => {
    // A third each: first option 2, second option 1, nothing.
    const third = (which: number, option: number) =>
      Int32Array.from(free, (_, row) => (row % 3 === which ? option : -1))
    const given = { options: [third(0, 2), third(1, 1), free] }
    const values = toldPool(given, 40_000).draw(createRandom(7, 'rows'))
    const among = (which: number) => {
      let sum = 0
      for (let row = which; row < rows; row += 3) sum += values[row * width + 6]
      return sum / (rows / 3)
    }
    expect(Math.abs(among(0) - wanted([2], [0, 1, 2])[0])).toBeLessThan(0.03)
    expect(Math.abs(among(1) - wanted([0, 1, 2], [1])[0])).toBeLessThan(0.03)
    expect(Math.abs(among(2) - wanted([0, 1, 2], [0, 1, 2])[0])).toBeLessThan(0.03)
  })

  it('is told of what is given in a part of its latent rows, options of a set by their shares', () => {
    const natural = conditionsByWeights(segments, shares)
    const { chances } = toldConditions(segments, natural, sets([2], [1, 2]))
    const [first, second] = [natural.chances[4], natural.chances[5]]
    const expected = [...natural.chances].map((share) => 0.75 * share)
    expected[2] += 0.125
    expected[4] += (0.125 * first) / (first + second)
    expected[5] += (0.125 * second) / (first + second)
    for (const [column, chance] of chances.entries()) expect(chance).toBeCloseTo(expected[column], 9)
    expect(toldConditions(segments, natural, { options: [free, free, free] }).chances).toEqual(natural.chances)
  })

  it('finds what it makes only when it is told', () => {
    const two = [
      { kind: 'choice', offset: 0, width: 2 },
      { kind: 'choice', offset: 2, width: 2 },
    ] as const
    const natural = conditionsByWeights(two, Float32Array.of(0.9999, 0.0001, 0.5, 0.5))
    const given = { options: [Int32Array.of(1), Int32Array.of(-1)] }
    const told = toldConditions(two, natural, given)
    const random = createRandom(9, 'rare')
    const filled = new LatentPool({ width: 4, segments: two }, given)
    const conditions = Int32Array.from({ length: 2000 }, () => told.draw(random))
    filled.add(
      Float32Array.from([...conditions].flatMap((column) => [...(column === 1 ? [0, 1] : [1, 0]), 0.2, 0.8])),
      Float64Array.from(conditions, (column) => natural.chances[column] / told.chances[column]),
    )
    expect(filled.support()).toBeGreaterThan(400)
    expect([...filled.draw(random)].slice(0, 2)).toEqual([0, 1])
  })
})
