// Plateau: when a run ends early, and that noise alone does not end it.
import { expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { Plateau } from './plateau.ts'

/** Looks until the end; `null`: it was not ended. */
function endOf(patience: number, scores: readonly number[]): number | null {
  const plateau = new Plateau(patience)
  const end = scores.findIndex((score) => plateau.note(score))
  return end < 0 ? null : end + 1
}

it('ends a run whose score stays where it is, after as many looks as are waited for', () => {
  const flat = Array.from({ length: 60 }, () => 0.9)
  // Five for the first mean.
  expect(endOf(10, flat)).toBe(15)
  expect(endOf(30, flat)).toBe(35)
})

it('goes on while the score rises slowly under noise that is larger than each rise', () => {
  const random = createRandom(1, 'scores')
  const rising = Array.from({ length: 200 }, (_, look) => 0.8 + look * 0.0005 + 0.004 * random.normal())
  expect(endOf(12, rising)).toBeNull()
})

it('ends a run that rises and then goes up and down about one score', () => {
  const random = createRandom(2, 'scores')
  const scores = Array.from({ length: 200 }, (_, look) => Math.min(0.95, 0.5 + 0.02 * look) + 0.002 * random.normal())
  const end = endOf(12, scores) ?? 200
  expect(end).toBeGreaterThan(23 + 12)
  expect(end).toBeLessThan(100)
})
