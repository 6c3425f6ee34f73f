import { describe, expect, it } from 'vitest'
import { binomialMass } from '../math/binomial.ts'
import { crowdedOut, crowding, drawnRows, rateWhileCrowded } from './group.ts'
import { deltaOfPrivacyLoss } from './loss.ts'
import { lossOfOneUse } from './pld.ts'
import { deltaOfRenyiCost, renyiCostOfOneUse } from './renyi.ts'
import { updates } from './testingevents.ts'

describe('drawnRows', () => {
  it('is the binomial distribution of a small group', () => {
    const { first, weights, beyond } = drawnRows(3, 0.2)
    expect([first, beyond]).toEqual([0, 0])
    expect(weights).toHaveLength(4)
    for (let rows = 0; rows <= 3; rows++) expect(weights[rows]).toBeCloseTo(binomialMass(3, 0.2, rows), 14)
  })

  it('leaves nothing of a large group out', () => {
    for (const rate of [1e-9, 0.001, 0.5, 0.999, 1]) {
      const { first, weights, beyond } = drawnRows(1000, rate)
      expect(weights.reduce((sum, weight) => sum + weight, beyond)).toBeCloseTo(1, 11)
      expect(beyond).toBeLessThan(1e-21)
      expect(first + weights.length).toBeLessThanOrEqual(1001)
    }
    expect(drawnRows(1000, 1)).toEqual({ first: 1000, weights: [1], beyond: 0 })
    expect(drawnRows(1000, 1e-9).weights.length).toBeLessThan(6)
  })
})

describe('a cap', () => {
  const event = updates({ rows: 60000, cap: 320 })

  it('crowds as seldom as the binomial tail says', () => {
    for (const [groupSize, least] of [
      [1, 320],
      [3, 318],
    ]) {
      let tail = 0
      for (let others = least; others < 600; others++) tail += binomialMass(60000 - groupSize, event.sampleRate, others)
      expect(crowding(event, groupSize) / tail).toBeCloseTo(1, 10)
    }
    expect(crowding(updates({ cap: null }), 1)).toBe(0)
    expect(crowding(updates({ cap: 60000 }), 5)).toBe(0)
  })

  it('keeps a row less often than it is drawn', () => {
    const rate = rateWhileCrowded(event)
    expect(rate).toBeLessThan(event.sampleRate)
    expect(rate).toBeGreaterThan(event.sampleRate * 0.9)
    expect(crowdedOut(event, 1)).toBeCloseTo(crowding(event, 1) * event.sampleRate, 15)
  })
})

/** All subsets of 0 … n − 1, as lists. */
function subsets(n: number): number[][] {
  return Array.from({ length: 2 ** n }, (_, bits) =>
    Array.from({ length: n }, (_, i) => i).filter((i) => bits & (1 << i)),
  )
}

/** The distribution of the sum of the kept rows' values: every row is drawn at `rate`, and of more than `cap` a uniformly random part is kept. */
function keptSums(values: readonly (number | null)[], rate: number, cap: number): Map<number, number> {
  const present = values.filter((value) => value !== null)
  const sums = new Map<number, number>()
  for (const drawn of subsets(present.length)) {
    const chance = rate ** drawn.length * (1 - rate) ** (present.length - drawn.length)
    const kept =
      drawn.length <= cap
        ? [drawn]
        : subsets(drawn.length)
            .filter((part) => part.length === cap)
            .map((part) => part.map((i) => drawn[i]))
    for (const rows of kept) {
      const sum = rows.reduce((total, row) => total + present[row], 0)
      sums.set(sum, (sums.get(sum) ?? 0) + chance / kept.length)
    }
  }
  return sums
}

/** δ(ε) between two discrete distributions with Gaussian noise, by the rectangle rule. */
function deltaBetween(p: Map<number, number>, q: Map<number, number>, sigma: number, epsilon: number): number {
  const density = (sums: Map<number, number>, x: number) => {
    let sum = 0
    for (const [mean, weight] of sums) sum += weight * Math.exp(-((x - mean) ** 2) / (2 * sigma * sigma))
    return sum / (sigma * Math.sqrt(2 * Math.PI))
  }
  let delta = 0
  const width = sigma / 200
  for (let x = -30; x < 30; x += width) delta += width * Math.max(0, density(p, x) - Math.exp(epsilon) * density(q, x))
  return delta
}

describe('an update with a cap', () => {
  // Every row that the group pushes out pulls the other way: the worst there is on a line.
  const rate = 0.4
  const sigma = 0.9
  it.each([
    [1, 1],
    [1, 2],
    [1, 3],
    [2, 2],
    [2, 3],
    [3, 2],
    [3, 5],
  ])('covers what all draws of five rows can tell of a group of %d, at a cap of %d', (groupSize, cap) => {
    const event = updates({ rows: 5, sampleRate: rate, noiseMultiplier: sigma, steps: 1, cap })
    const loss = lossOfOneUse(event, groupSize)
    const cost = renyiCostOfOneUse(event, groupSize)
    for (const others of [-1, 1]) {
      const values = (group: number | null) => Array.from({ length: 5 }, (_, row) => (row < groupSize ? group : others))
      const withGroup = keptSums(values(1), rate, cap)
      // Without its values but with its places, and without its places.
      for (const group of [0, null]) {
        const without = keptSums(values(group), rate, cap)
        for (const epsilon of [0, 0.3, 1, 2]) {
          const truth = Math.max(
            deltaBetween(withGroup, without, sigma, epsilon),
            deltaBetween(without, withGroup, sigma, epsilon),
          )
          expect(deltaOfPrivacyLoss(loss, epsilon)).toBeGreaterThan(truth - 1e-9)
          expect(deltaOfRenyiCost(cost, epsilon)).toBeGreaterThan(truth - 1e-9)
        }
      }
    }
  })
})
