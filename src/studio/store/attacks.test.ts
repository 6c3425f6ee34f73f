// What an attack's score amounts to.
import { expect, it } from 'vitest'
import { attackVerdict } from './attacks.ts'

const many = { members: 10_000, nonMembers: 10_000 }
const few = { members: 30, nonMembers: 30 }

it('grows graver with the score', () => {
  expect([0.4, 0.5, 0.55, 0.65, 0.8].map((auc) => attackVerdict(many, auc))).toEqual([
    'guessing',
    'guessing',
    'slight',
    'clear',
    'strong',
  ])
})

it('takes for guessing what few rows give by chance', () => {
  expect(attackVerdict(few, 0.62)).toBe('guessing')
  expect(attackVerdict(many, 0.62)).toBe('clear')
})
