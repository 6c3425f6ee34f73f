// Wilson: against anonymeter's own figures.
import { expect, it } from 'vitest'
import { golden } from './testrisk.ts'
import { residualRisk, successRate } from './wilson.ts'

it.each(golden.rates)('gives the rate of $successes successes in $attacks', ({ successes, attacks, value, error }) => {
  const rate = successRate(successes, attacks)
  expect(rate.value).toBeCloseTo(value, 12)
  expect(rate.low).toBeCloseTo(value - error, 12)
  expect(rate.high).toBeCloseTo(value + error, 12)
})

it.each(golden.risks)('gives the risk of $main against $control', ({ main, control, value, low, high }) => {
  const risk = residualRisk(successRate(...main), successRate(...control))
  expect(risk.value).toBeCloseTo(value, 12)
  expect(risk.low).toBeCloseTo(low, 12)
  expect(risk.high).toBeCloseTo(high, 12)
})

it('gives attacks that go together the interval of fewer', () => {
  const { value, low, high } = successRate(4, 20)
  expect(successRate(40, 200, 10)).toEqual({ successes: 40, attacks: 200, value, low, high })
})
