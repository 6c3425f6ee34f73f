// What an attack's score amounts to.
import { expect, it } from 'vitest'
import { attackVerdict } from './attacks.ts'

it('grows graver with the score', () => {
  expect([0.4, 0.5, 0.55, 0.65, 0.8].map((auc) => attackVerdict({ chance: 0.01 }, auc))).toEqual([
    'guessing',
    'guessing',
    'slight',
    'clear',
    'strong',
  ])
})

it('takes for guessing what few rows give by chance', () => {
  expect(attackVerdict({ chance: 0.15 }, 0.62)).toBe('guessing')
})
