// Mixture: what becomes an atom, and where components are cut.
import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { fitMixture, flatMixture } from './mixture.ts'

const sorted = (values: readonly number[]) => Float64Array.from(values).sort()
const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0)

describe('fitMixture', () => {
  it('makes every value an atom where there are few', () => {
    const { atoms, maps, shares } = fitMixture(sorted([1, 1, 1, 2, 2, 2, 5, 5, 5, 5, 5, 5]), 8)
    expect(atoms).toEqual([1, 2, 5])
    expect(maps).toEqual([])
    expect(shares).toEqual([0.25, 0.25, 0.5])
  })

  it('sets zeros apart from the continuous rest', () => {
    const random = createRandom(1, 'gains')
    const values = Array.from({ length: 4000 }, (_, i) => (i % 10 < 9 ? 0 : Math.exp(7 + random.normal())))
    const { atoms, maps, shares } = fitMixture(sorted(values), 8)
    expect(atoms).toEqual([0])
    expect(maps.length).toBeGreaterThanOrEqual(2)
    expect(shares[0]).toBe(0.9)
    expect(sum(shares)).toBeCloseTo(1, 12)
  })

  it('sets heaped whole numbers apart, but not the whole numbers of a smooth distribution', () => {
    const random = createRandom(2, 'hours')
    const smooth = Array.from({ length: 3000 }, () => Math.round(50 + 12 * random.normal()))
    expect(fitMixture(sorted(smooth), 8).atoms).toEqual([])
    const heaped = [...smooth, ...Array(2000).fill(40), ...Array(500).fill(60)]
    expect(fitMixture(sorted(heaped), 8).atoms).toEqual([40, 60])
  })

  it('cuts between modes, not through them', () => {
    const random = createRandom(3, 'modes')
    const near = (centre: number, count: number) => Array.from({ length: count }, () => centre + random.normal())
    const { cuts } = fitMixture(sorted([...near(0, 900), ...near(100, 1100)]), 2)
    expect(cuts).toHaveLength(1)
    expect(cuts[0]).toBeGreaterThan(4)
    expect(cuts[0]).toBeLessThan(96)
  })

  it('takes fewer components where there are few rows', () => {
    const line = (rows: number) => Float64Array.from({ length: rows }, (_, i) => i)
    expect(fitMixture(line(90), 8).maps).toHaveLength(1)
    expect(fitMixture(line(250), 8).maps).toHaveLength(5)
    expect(fitMixture(line(25_000), 8).maps).toHaveLength(8)
  })
})

describe('flatMixture', () => {
  it('cuts a range into equal widths', () => {
    expect(flatMixture(0, 100, 0, 4).cuts).toEqual([25, 50, 75])
    expect(flatMixture(-1e308, 1e308, 0, 2).cuts).toEqual([0])
  })

  it('makes each value of a small range an atom', () => {
    expect(flatMixture(3, 6, 1, 8)).toEqual({
      atoms: [3, 4, 5, 6],
      cuts: [],
      maps: [],
      shares: [0.25, 0.25, 0.25, 0.25],
    })
    expect(flatMixture(7, 7, 0, 8).atoms).toEqual([7])
  })
})
