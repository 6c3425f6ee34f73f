import { describe, expect, it } from 'vitest'
import goldens from './goldens.json' with { type: 'json' }
import { drawnRows } from './group.ts'
import { deltaFromRdp, epsilonFromRdp, rdpOfGroup, rdpOfRandomizedResponse, rdpOrders, rdpVector } from './rdp.ts'

const composed = (sampleRate: number, noiseMultiplier: number, steps: number) =>
  rdpVector(sampleRate, noiseMultiplier).map((divergence) => steps * divergence)

describe('rdpVector', () => {
  it.each(goldens.logMoments)(
    'agrees with quadrature in many digits: %o',
    ({ sampleRate, noiseMultiplier, order, value }) => {
      const rdp = rdpVector(sampleRate, noiseMultiplier)[rdpOrders.indexOf(order)]
      expect(Math.abs((rdp * (order - 1)) / value - 1)).toBeLessThan(1e-11)
    },
  )

  it('is α/2σ² without sampling', () => {
    const rdp = rdpVector(1, 2)
    for (let i = 0; i < rdp.length; i++) expect(rdp[i]).toBe(rdpOrders[i] / 8)
  })

  it('comes close to α/2σ² as nearly every row is taken', () => {
    const rdp = rdpVector(1 - 1e-9, 2)
    for (let i = 0; i < 150; i++) expect(rdp[i]).toBeCloseTo(rdpOrders[i] / 8, 6)
  })

  it('grows with the order, across the change of method between whole and fractional orders', () => {
    for (const [sampleRate, noiseMultiplier] of [
      [1e-8, 1],
      [0.001, 0.3],
      [0.01, 1],
      [0.3, 0.1],
      [0.02, 30],
    ] as const) {
      const rdp = rdpVector(sampleRate, noiseMultiplier)
      for (let i = 1; i < rdp.length; i++) expect(rdp[i]).toBeGreaterThanOrEqual(rdp[i - 1])
    }
  })

  it('is nothing where no row is taken and everything where no noise is added', () => {
    expect(rdpVector(0, 1).every((value) => value === 0)).toBe(true)
    expect(rdpVector(0.5, 0).every((value) => value === Number.POSITIVE_INFINITY)).toBe(true)
  })

  it('refuses what is no mechanism', () => {
    expect(() => rdpVector(1.5, 1)).toThrow('sampleRate is 1.5, but it must be from 0 to 1')
    expect(() => rdpVector(0.1, Number.NaN)).toThrow('noiseMultiplier')
  })
})

describe('rdpOfGroup', () => {
  it.each(goldens.groupMoments)('agrees with quadrature in many digits: %o', (golden) => {
    const { sampleRate, noiseMultiplier, groupSize, order } = golden
    const rdp = rdpOfGroup(drawnRows(groupSize, sampleRate), noiseMultiplier)[rdpOrders.indexOf(order)]
    expect(Math.abs((rdp * (order - 1)) / Math.max(golden.remove, golden.add) - 1)).toBeLessThan(1e-10)
  })

  it('of one row is that of one row, where it is worked out', () => {
    const group = rdpOfGroup(drawnRows(1, 0.02), 1.3)
    rdpVector(0.02, 1.3).forEach((one, i) => {
      if (rdpOrders[i] > 63) expect(group[i]).toBe(Number.POSITIVE_INFINITY)
      else expect(group[i] / one).toBeCloseTo(1, 10)
    })
  })

  it('is α·k²/2σ² where all rows are taken, and nothing where none is', () => {
    const all = rdpOfGroup(drawnRows(4, 1), 5)
    for (let i = 0; i < 150; i++) expect(all[i] / ((rdpOrders[i] * 16) / 50)).toBeCloseTo(1, 10)
    expect(rdpOfGroup(drawnRows(4, 0), 5)[20]).toBe(0)
  })

  it('is not worked out with hardly any noise', () => {
    expect(rdpOfGroup(drawnRows(4, 0.1), 0)[0]).toBe(Number.POSITIVE_INFINITY)
    expect(rdpOfGroup(drawnRows(4, 0.1), 0.01)[0]).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('rdpOfRandomizedResponse', () => {
  it.each(goldens.randomizedResponse)('equals the closed form in many digits: %o', ({ epsilon, order, value }) => {
    const rdp = rdpOfRandomizedResponse(epsilon)[rdpOrders.indexOf(order)]
    expect(Math.abs(rdp - value)).toBeLessThan(1e-14 * Math.max(1, value))
  })

  it('lies between 0 and ε', () => {
    for (const epsilon of [0, 1e-9, 0.5, 700]) {
      for (const rdp of rdpOfRandomizedResponse(epsilon)) {
        expect(rdp).toBeGreaterThanOrEqual(0)
        expect(rdp).toBeLessThanOrEqual(epsilon)
      }
    }
  })
})

describe('epsilonFromRdp', () => {
  it.each(goldens.runs)('equals the reference: %o', (run) => {
    const { epsilon, order } = epsilonFromRdp(composed(run.sampleRate, run.noiseMultiplier, run.steps), run.delta)
    // Where the reference sums absolute values it over-estimates; there the quadrature is the measure.
    expect(Math.abs(epsilon / (run.rdpExact ?? run.rdp) - 1)).toBeLessThan(1e-10)
    expect(order).toBe(run.exactOrder ?? run.order)
    expect(epsilon).toBeLessThanOrEqual(run.rdp * (1 + 1e-10))
  })

  it('equals the published test value of Opacus', () => {
    expect(epsilonFromRdp(composed(0.04, 1.5, 2250), 1e-5).epsilon).toBeCloseTo(7.32911117143, 9)
  })

  it.each(goldens.mixed)('adds different mechanisms order by order: %o', ({ stretches, delta, rdp, order }) => {
    const total = new Float64Array(rdpOrders.length)
    for (const { sampleRate, noiseMultiplier, steps } of stretches) {
      composed(sampleRate, noiseMultiplier, steps).forEach((divergence, i) => {
        total[i] += divergence
      })
    }
    const result = epsilonFromRdp(total, delta)
    expect(result.epsilon).toBeLessThanOrEqual(rdp * (1 + 1e-10))
    expect(result.epsilon / rdp).toBeCloseTo(1, 5)
    expect(result.order).toBe(order)
  })

  it('is 0 where nothing was spent and infinite where everything was', () => {
    expect(epsilonFromRdp(rdpVector(0, 1), 1e-5).epsilon).toBe(0)
    expect(epsilonFromRdp(rdpVector(0.5, 0), 1e-5).epsilon).toBe(Number.POSITIVE_INFINITY)
  })

  it('rises with steps and sample rate and falls with noise and delta', () => {
    const epsilon = (q: number, sigma: number, steps: number, delta: number) =>
      epsilonFromRdp(composed(q, sigma, steps), delta).epsilon
    const base = epsilon(0.01, 1, 1000, 1e-5)
    expect(epsilon(0.01, 1, 1001, 1e-5)).toBeGreaterThan(base)
    expect(epsilon(0.011, 1, 1000, 1e-5)).toBeGreaterThan(base)
    expect(epsilon(0.01, 1.01, 1000, 1e-5)).toBeLessThan(base)
    expect(epsilon(0.01, 1, 1000, 2e-5)).toBeLessThan(base)
  })
})

describe('deltaFromRdp', () => {
  const { sampleRate, noiseMultiplier, steps, values } = goldens.deltas

  it.each(values)('equals the reference: %o', ({ epsilon, delta }) => {
    const result = deltaFromRdp(composed(sampleRate, noiseMultiplier, steps), epsilon)
    expect(result / delta).toBeCloseTo(1, 3)
    expect(result).toBeLessThanOrEqual(delta * (1 + 1e-10))
  })

  it('inverts epsilonFromRdp', () => {
    const rdp = composed(0.02, 1.3, 700)
    for (const delta of [1e-3, 1e-5, 1e-8]) {
      expect(deltaFromRdp(rdp, epsilonFromRdp(rdp, delta).epsilon) / delta).toBeCloseTo(1, 9)
    }
  })
})
