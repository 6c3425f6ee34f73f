// QuantileMap: level and value undo each other; heaped values and tails keep their share.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { fitQuantileMap, levelOf, straightMap, valueAtLevel } from './quantilemap.ts'

const mapOf = (values: readonly number[]) => {
  const sorted = Float64Array.from(values).sort()
  return fitQuantileMap(sorted, 0, sorted.length, sorted[0], sorted[sorted.length - 1])
}

describe('QuantileMap', () => {
  it('finds every value again from its level', () => {
    const magnitudes = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -20, max: 20 }))
    fc.assert(
      fc.property(fc.array(magnitudes, { minLength: 1, maxLength: 300 }), fc.integer(), (values, seed) => {
        const map = mapOf(values)
        const random = createRandom(seed, 'test')
        const scale = Math.max(...values.map(Math.abs))
        for (const value of values) {
          const level = levelOf(map, value, random.uniform())
          expect(level).toBeGreaterThanOrEqual(0)
          expect(level).toBeLessThanOrEqual(1)
          expect(Math.abs(valueAtLevel(map, level) / 2 - value / 2)).toBeLessThanOrEqual(1e-11 * scale)
        }
      }),
    )
  })

  it('rises with the level and stays within the edges', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (values) => {
        const map = mapOf(values)
        let before = Math.min(...values)
        for (let i = 0; i <= 100; i++) {
          const value = valueAtLevel(map, i / 100)
          expect(value).toBeGreaterThanOrEqual(before - 1e-15 * Math.abs(before) - 1e-320)
          before = value
        }
        expect(before).toBe(Math.max(...values))
      }),
    )
  })

  it('spreads levels evenly, whatever the distribution', () => {
    const random = createRandom(1, 'lognormal')
    const values = Array.from({ length: 5000 }, () => Math.exp(2 * random.normal()))
    const map = mapOf(values)
    const levels = values.map((value) => levelOf(map, value, random.uniform())).sort((a, b) => a - b)
    const worst = Math.max(...levels.map((level, i) => Math.abs(level - i / levels.length)))
    expect(worst).toBeLessThan(0.01)
  })

  it('gives a value that occurs often its share of levels and nothing else', () => {
    const values = [...Array(700).fill(40), ...Array.from({ length: 300 }, (_, i) => i)]
    const map = mapOf(values)
    let heaped = 0
    for (let i = 0; i < 1000; i++) if (valueAtLevel(map, (i + 0.5) / 1000) === 40) heaped++
    expect(heaped).toBeGreaterThanOrEqual(700)
    expect(heaped).toBeLessThanOrEqual(702)
  })

  it('gives one extreme row the weight of one row', () => {
    const values = [...Array.from({ length: 999 }, (_, i) => i / 999), 1e12]
    const map = mapOf(values)
    expect(valueAtLevel(map, 0.9985)).toBeLessThan(1)
    expect(valueAtLevel(map, 1)).toBe(1e12)
  })

  it('keeps few knots and, between its edges, no value of a single row', () => {
    const random = createRandom(2, 'normal')
    const values = Array.from({ length: 3000 }, () => random.normal())
    const map = mapOf(values)
    expect(map.levels.length).toBeLessThanOrEqual(64)
    const rows = new Set(values)
    expect(map.values.slice(1, -1).filter((value) => rows.has(value))).toEqual([])
  })

  it('is a straight line where only the edges are known', () => {
    expect(valueAtLevel(straightMap(-10, 30), 0.25)).toBe(0)
    expect(levelOf(straightMap(-10, 30), 0, 0.5)).toBe(0.25)
  })
})
