import { describe, expect, it } from 'vitest'
import { advise } from './advice.ts'

const adult = { rows: 32561, epsilon: 3, delta: 1e-5, noiseMultiplier: 3.29, batch: 500 }

describe('advise', () => {
  it('calls Adult workable at ε = 3, rough at 1 and comfortable at 10', () => {
    expect(advise(adult).key).toBe('advice.workable')
    expect(advise({ ...adult, epsilon: 1, noiseMultiplier: 8.73 }).key).toBe('advice.rough')
    expect(advise({ ...adult, epsilon: 10, noiseMultiplier: 1.33 }).key).toBe('advice.comfortable')
  })

  it('calls a thousand rows at ε = 3 hopeless and says how many it would take', () => {
    const { key, values } = advise({ rows: 1000, epsilon: 3, delta: 1e-5, noiseMultiplier: 4.83, batch: 100 })
    expect(key).toBe('advice.hopeless')
    expect(values.rowsNeeded).toBe(4830)
    expect(values.noise).toBeCloseTo(0.0483, 12)
  })

  it('never asks for fewer rows than there are', () => {
    expect(advise(adult).values.rowsNeeded).toBe(32561)
  })

  it('warns of a δ that would let a whole row out, before all else', () => {
    expect(advise({ ...adult, delta: 1 / 32561, noiseMultiplier: 100 }).key).toBe('advice.deltaTooLarge')
  })

  it('warns of an ε that promises little', () => {
    const { key, values } = advise({ ...adult, epsilon: 12, noiseMultiplier: 1 })
    expect(key).toBe('advice.weakPromise')
    expect(values.odds).toBeCloseTo(Math.exp(12), 5)
  })
})
