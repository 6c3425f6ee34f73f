// The supply of random words: each word once, and none left lying about.
import { expect, it } from 'vitest'
import { Words } from './words.ts'

it('gives each word once, and asks for more when none is left', () => {
  const blocks = [Uint32Array.of(1, 2), Uint32Array.of(3)]
  const words = new Words(() => blocks.shift() ?? new Uint32Array(0))
  expect([words.one(), words.one(), words.one()]).toEqual([1, 2, 3])
  expect(words.left).toBe(0)
})

it('goes on with what is loaded, and wipes what was there before', () => {
  const before = Uint32Array.of(1, 2, 3)
  const words = new Words(() => before)
  words.one()
  words.load(Uint32Array.of(7, 8))
  expect([words.left, words.one(), words.one()]).toEqual([2, 7, 8])
  expect(before).toEqual(Uint32Array.of(0, 0, 0))
})

it('takes more than one block from the system without a repeat', () => {
  const words = new Words()
  const pairs = Array.from({ length: 40_000 }, () => words.one() * 0x200000 + (words.one() >>> 11))
  expect(new Set(pairs).size).toBe(40_000)
})

it('makes uniforms of 53 bits that are never 0 and may be 1', () => {
  const uniform = (high: number, low: number) => new Words(() => Uint32Array.of(high, low)).uniform()
  expect(uniform(0, 0)).toBe(2 ** -53)
  expect(uniform(0xffffffff, 0xffffffff)).toBe(1)
  expect(uniform(0x80000000, 0)).toBe(0.5 + 2 ** -53)
})
