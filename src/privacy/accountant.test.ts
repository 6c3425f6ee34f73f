import { describe, expect, it } from 'vitest'
import { Accountant, type AccountantState } from './accountant.ts'
import { calibrateNoise } from './calibrate.ts'
import { composedEpsilon } from './composition.ts'
import { promise, updates } from './testingevents.ts'

const before = [promise(0.05, 0, 4), promise(0.1, 1e-7)]
const { noiseMultiplier: _, ...planned } = updates({ sampleRate: 0.02, rows: 5000, cap: 168, steps: 900 })
const target = 2
const training = {
  ...planned,
  noiseMultiplier: calibrateNoise({ training: planned, before, delta: 1e-5, epsilon: target }),
}
const state: AccountantState = { before, training, groupSize: 1, delta: 1e-5, target }
const tight = (steps: number) => composedEpsilon([...before, { ...training, steps }], 1e-5).epsilon

describe('Accountant', () => {
  it('lets a calibrated run finish, and stops before the step that would overspend', () => {
    const accountant = new Accountant(state)
    let steps = 0
    while (!accountant.wouldExceed(steps + 1)) steps++
    expect(steps).toBe(900)
    expect(tight(900)).toBeLessThanOrEqual(target)
    expect(tight(902)).toBeGreaterThan(target)
    expect(accountant.wouldExceed(895 + 6)).toBe(true)
    expect(accountant.stepsLeft(10)).toBe(890)
    expect(accountant.stepsLeft(900)).toBe(0)
    expect(accountant.stepsLeft(905)).toBe(0)
  })

  it('shows an ε that never falls, never lies below the tight one and never passes the target, known points or not', () => {
    const accountant = new Accountant(state)
    for (const round of ['without points', 'with points']) {
      let last = 0
      for (let steps = 0; steps <= 900; steps++) {
        const { epsilon } = accountant.epsilon(steps)
        expect(epsilon, round).toBeGreaterThanOrEqual(last)
        expect(epsilon).toBeLessThanOrEqual(target)
        last = epsilon
      }
      for (const steps of [0, 1, 130, 561])
        expect(accountant.epsilon(steps).epsilon).toBeGreaterThan(tight(steps) - 1e-9)
      for (const steps of accountant.points()) accountant.know(steps, accountant.exactEpsilon(steps))
    }
  })

  it('says which accountant binds, and is tight where points are known', () => {
    const accountant = new Accountant(state)
    expect(accountant.epsilon(225).accountant).toBe('rdp')
    const byRdp = accountant.epsilon(225).epsilon
    accountant.know(225, accountant.exactEpsilon(225))
    expect(accountant.epsilon(225).accountant).toBe('pld')
    expect(accountant.epsilon(225).epsilon).toBeLessThan(byRdp)
    expect(accountant.epsilon(225).epsilon).toBeCloseTo(tight(225), 9)
    expect(accountant.epsilon(226).epsilon).toBeGreaterThan(accountant.epsilon(225).epsilon)
  })

  it('asks for points over the whole run', () => {
    const points = new Accountant(state).points()
    expect(points).toHaveLength(16)
    expect(points[15]).toBe(900)
    expect(points[0]).toBe(57)
    expect(new Accountant({ ...state, training: { ...training, steps: 3 } }).points()).toEqual([1, 2, 3])
  })

  it('answers at once: no loss distribution is worked out', () => {
    const accountant = new Accountant(state)
    const started = performance.now()
    for (let steps = 0; steps < 2000; steps++) accountant.epsilon(steps)
    // Some 10 µs each; a single loss distribution takes longer than the 0.2 ms allowed for here.
    expect((performance.now() - started) / 2000).toBeLessThan(0.2)
  })

  it('stops where a point contradicts the plan', () => {
    const accountant = new Accountant(state)
    accountant.know(450, 2.1)
    expect(accountant.wouldExceed(449)).toBe(false)
    expect(accountant.wouldExceed(450)).toBe(true)
    expect(accountant.stepsLeft(440)).toBe(9)
  })

  it('goes on from a checkpoint with the same figures', () => {
    const accountant = new Accountant(state)
    const restored = new Accountant(JSON.parse(JSON.stringify(state)))
    expect(restored.stepsLeft(0)).toBe(900)
    for (const steps of [0, 17, 900]) expect(restored.epsilon(steps)).toEqual(accountant.epsilon(steps))
    expect(restored.exactEpsilon(500)).toBe(accountant.exactEpsilon(500))
  })

  it('refuses what is no state', () => {
    expect(() => new Accountant({ ...state, delta: 0 })).toThrow('delta is 0')
    expect(() => new Accountant({ ...state, target: 0 })).toThrow('epsilon is 0')
    expect(() => new Accountant({ ...state, groupSize: 1.5 })).toThrow('groupSize is 1.5')
  })
})
