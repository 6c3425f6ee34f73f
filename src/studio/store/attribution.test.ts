// What the page keeps of the looks at which fields are hardest.
import { expect, it } from 'vitest'
import type { FieldAttribution } from '../../worker/protocol.ts'
import { mostLooks, withLook } from './attribution.ts'

const look = (step: number): FieldAttribution => ({ kind: 'contrast', step, shares: [0.25, 0.75, null] })
const stepsOf = (looks: readonly FieldAttribution[]) => looks.map(({ step }) => step)
const after = (steps: number) => Array.from({ length: steps }, (_, i) => look(i + 1)).reduce(withLook, [])

it('keeps the first and the last look, and no more than a small chart can show', () => {
  for (const count of [1, mostLooks, mostLooks + 1, 1000]) {
    const steps = stepsOf(after(count))
    expect([steps[0], steps.at(-1)]).toEqual([1, count])
    expect(steps.length).toBeLessThanOrEqual(mostLooks)
    expect(steps.length).toBeGreaterThanOrEqual(Math.min(count, mostLooks / 2))
  }
})

it('gives up the looks that a run went back before', () => {
  expect(stepsOf(withLook(after(6), look(4)))).toEqual([1, 2, 3, 4])
})

it('starts anew where the shares are of something else', () => {
  expect(withLook(after(3), { ...look(9), kind: 'tables' })).toHaveLength(1)
})
