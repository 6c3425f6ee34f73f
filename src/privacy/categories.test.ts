// Categories: which words are told, in what order, and what becomes of the others.
import { describe, expect, it } from 'vitest'
import { askWords, type WordsQuestion } from './categories.ts'

/** Asks with noise that is known: `noise[i]` on the i-th count. */
function ask(counts: Record<string, number>, more: Partial<WordsQuestion> & { noise?: number[] } = {}) {
  const { noise = [], ...rest } = more
  return askWords({
    counts: new Map(Object.entries(counts)),
    rows: 1000,
    list: null,
    threshold: 50,
    question: { deviation: 10, ask: (values) => values.map((value, i) => value + (noise[i] ?? 0)) },
    ...rest,
  })
}

describe('a list that is asked for', () => {
  it('holds the words whose noisy count is above the threshold, and one word for the others', () => {
    const found = ask({ common: 800, usual: 120, rare: 40, seldom: 39, once: 1 })
    expect([...found.shares.keys()]).toEqual(['common', 'usual', 'other'])
    expect(found.other).toBe('other')
    expect(found.shares.get('common')).toBeCloseTo(0.8, 1)
  })

  it('judges by the noisy count alone', () => {
    // In order of the alphabet: common, rare, usual.
    const found = ask({ usual: 120, rare: 45, common: 800 }, { noise: [0, 6, -71] })
    expect([...found.shares.keys()]).toEqual(['common', 'rare', 'other'])
  })

  it('comes in the order of the alphabet, whatever the order of the rows', () => {
    const one = ask({ b: 300, c: 300, a: 400 })
    const other = ask({ a: 400, c: 300, b: 300 })
    expect([...one.shares.keys()]).toEqual(['a', 'b', 'c'])
    expect([...other.shares.keys()]).toEqual(['a', 'b', 'c'])
  })

  it('needs no word for others where hardly any are left', () => {
    const found = ask({ a: 500, b: 490, c: 10 })
    expect(found.other).toBeNull()
    expect([...found.shares.keys()]).toEqual(['a', 'b'])
    expect([...found.shares.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
  })

  it('lets the others join a word that is called so', () => {
    const found = ask({ other: 400, a: 300, b: 40, c: 40, d: 40, e: 40, f: 40, g: 40, h: 40, i: 20 })
    expect([...found.shares.keys()]).toEqual(['a', 'other'])
    expect(found.shares.get('other')).toBeCloseTo(0.7, 1)
  })

  it('may be empty', () => {
    expect(ask({ a: 3 }, { rows: 3 })).toEqual({ shares: new Map(), missing: 0, other: null })
  })
})

describe('a list that is known', () => {
  it('is told whole, in its order; other words count as missing', () => {
    const found = ask({ a: 500, z: 300 }, { list: ['z', 'a', 'never'], noise: [0, 0, -4] })
    expect([...found.shares.keys()]).toEqual(['z', 'a', 'never'])
    expect(found.shares.get('never')).toBe(0)
    expect(found.missing).toBeCloseTo(0.2, 1)
    expect(found.other).toBeNull()
  })

  it('keeps rare words rare, none of them away, and all together as often as they are', () => {
    const words = Array.from({ length: 40 }, (_, i) => `w${i}`)
    const counts = Object.fromEntries(words.map((word, i) => [word, i === 0 ? 800 : i <= 20 ? 10 : 0]))
    const noise = words.map((_, i) => (i === 0 ? 0 : i % 2 === 0 ? 9 : -9))
    const { shares } = ask(counts, { list: words, noise })
    expect(Math.min(...shares.values())).toBeGreaterThan(0)
    expect(shares.get('w0')).toBeCloseTo(0.8, 4)
    const drawn = [...shares.values()].slice(1)
    expect(Math.max(...drawn)).toBeLessThan(0.015)
    expect(drawn.reduce((sum, share) => sum + share, 0)).toBeCloseTo(0.2, 4)
  })

  it('has no missing where the noise cannot tell it from none', () => {
    expect(ask({ a: 980 }, { list: ['a', 'b'] }).missing).toBe(0)
  })
})

it('tells every word of a list that needs no hiding', () => {
  expect([...ask({ a: 998, b: 2 }, { threshold: null }).shares.keys()]).toEqual(['a', 'b'])
})
