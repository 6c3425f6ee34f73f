// Advice: the order of findings, and that what it says would be enough is.
import { describe, expect, it } from 'vitest'
import { advise } from './advice.ts'
import { calibrateNoise } from './calibrate.ts'
import { composedEpsilon } from './composition.ts'
import type { PrivacyEvent, SubsampledGaussian } from './events.ts'

/** 500 updates, each of a tenth of the rows unless told otherwise. */
function choice(rows: number, epsilon: number, noiseMultiplier: number, batch = rows / 10) {
  const training: SubsampledGaussian = {
    kind: 'subsampled-gaussian',
    sampleRate: batch / rows,
    noiseMultiplier,
    steps: 500,
    clipNorm: 1,
    batch,
    rows,
    cap: null,
    sensitivity: 1,
  }
  return { epsilon, delta: 1e-5, before: [] as PrivacyEvent[], training, groupSize: 1 }
}

/** What it costs to have no more noise than is just not refused, after looks that take a share of that. */
function costOfJustEnough(rows: number, share: number, epsilon: number) {
  const { training, delta } = choice(rows, epsilon, (mostNoise * rows) / 10)
  return composedEpsilon([...looks(share * epsilon), training], delta).epsilon
}

const looks = (epsilon: number): PrivacyEvent[] => [{ kind: 'epsilon-delta', epsilon, delta: 0, count: 1 }]

/** Above this, in clip norms on the average, a choice is refused. */
const mostNoise = 0.03

describe('advise', () => {
  it('goes by the noise on the average, from comfortable to refused', () => {
    expect(advise(choice(5000, 3, 0.5)).key).toBe('advice.comfortable')
    expect(advise(choice(5000, 3, 3)).key).toBe('advice.workable')
    expect(advise(choice(5000, 3, 8)).key).toBe('advice.rough')
    expect(advise(choice(5000, 3, 20)).refused).toBe(true)
  })

  it('names an ε that is enough where it refuses, looks before training included, and hardly more', () => {
    const plan = { ...choice(1000, 1, 10), before: looks(0.15) }
    const advice = advise(plan)
    expect(advice).toMatchObject({ key: 'advice.hopeless', refused: true })
    const { epsilon = 0 } = advice.nearest ?? {}
    expect(advice.values).toMatchObject({ rows: 1000, epsilonNeeded: epsilon })
    expect(costOfJustEnough(1000, 0.15, epsilon)).toBeLessThanOrEqual(epsilon)
    expect(costOfJustEnough(1000, 0.15, 0.95 * epsilon)).toBeGreaterThan(0.95 * epsilon)
  })

  it('lets looks with Gaussian noise keep their share of that ε', () => {
    const histogram = (noiseMultiplier: number) => ({ ...choice(1000, 1, noiseMultiplier, 1000).training, steps: 1 })
    const { delta } = choice(1000, 1, 10)
    const lookFor = (epsilon: number) => histogram(calibrateNoise({ training: histogram(1), delta, epsilon }))
    const { epsilon = 0 } = advise({ ...choice(1000, 1, 10), before: [lookFor(0.3)] }).nearest ?? {}
    const cost = (at: number) =>
      composedEpsilon([lookFor(0.3 * at), choice(1000, at, mostNoise * 100).training], delta).epsilon
    expect(cost(epsilon)).toBeLessThanOrEqual(epsilon)
    expect(cost(0.95 * epsilon)).toBeGreaterThan(0.95 * epsilon)
  })

  it('names rows that are enough, and hardly more', () => {
    const { training, delta } = choice(1000, 1, 10)
    const epsilon = composedEpsilon([training], delta).epsilon
    const { rows = 0 } = advise({ ...choice(1000, epsilon, 10) }).nearest ?? {}
    expect(costOfJustEnough(rows, 0, epsilon)).toBeLessThanOrEqual(epsilon)
    expect(costOfJustEnough(0.95 * rows, 0, epsilon)).toBeGreaterThan(epsilon)
  })

  it('names rows alone where no ε that promises anything is enough', () => {
    const { key, nearest } = advise(choice(100, 1, 10))
    expect(key).toBe('advice.tooFewRows')
    expect(Object.keys(nearest ?? {})).toEqual(['rows'])
  })

  it('asks for more rows where they need a smaller δ', () => {
    const plan = choice(400, 1, 20)
    const rows = (delta: number) => advise({ ...plan, delta }).nearest?.rows ?? 0
    expect(rows(1e-9)).toBe(6700)
    expect(rows(1e-3)).toBeGreaterThan(8000)
  })

  it('refuses a δ that would let a whole row out, before all else, and names one that would not', () => {
    const { key, refused, nearest } = advise({ ...choice(30_000, 3, 10_000), delta: 1 / 30_000 })
    expect({ key, refused }).toEqual({ key: 'advice.deltaTooLarge', refused: true })
    expect(nearest?.delta).toBeLessThan(1 / 30_000)
    expect(nearest?.delta).toBeGreaterThan(0)
  })

  it('warns of an ε that promises little', () => {
    const { key, values, refused } = advise(choice(5000, 12, 1))
    expect({ key, refused }).toEqual({ key: 'advice.weakPromise', refused: false })
    expect(values.odds).toBeCloseTo(Math.exp(12), 5)
  })
})

it('judges tables that are released once by limits of their own', () => {
  const tables = (noiseMultiplier: number, epsilon = 1) => {
    const { training, ...rest } = choice(10_000, epsilon, noiseMultiplier, 10_000)
    return advise({ ...rest, delta: 1e-6, training: { ...training, steps: 1 } })
  }
  expect([2, 4.5, 20].map((noise) => tables(noise).key)).toEqual([
    'advice.comfortable',
    'advice.workable',
    'advice.rough',
  ])
  expect(tables(100, 0.1)).toMatchObject({ key: 'advice.hopeless', refused: true })
})
