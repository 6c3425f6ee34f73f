// What an ε means.
import { expect, it } from 'vitest'
import { bandOf, certainty } from './epsilon.ts'

it('names a band for every ε, from very strong to weak', () => {
  expect([0.1, 0.5, 1, 3, 8, 20, 1000].map(bandOf)).toEqual([
    'veryStrong',
    'strong',
    'strong',
    'balanced',
    'moderate',
    'weak',
    'weak',
  ])
})

it('lets an even bet become e^ε / (1 + e^ε)', () => {
  expect(certainty(0)).toBe(0.5)
  expect(certainty(1)).toBeCloseTo(0.731, 3)
  expect(certainty(3)).toBeCloseTo(0.953, 3)
})
