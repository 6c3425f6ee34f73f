// Wilson: how often an attack succeeds, how sure that is, and what of it is due to having been learnt.
import { normalQuantile } from '../math/special.ts'

/** Two-sided, 95 %. */
const quantile = normalQuantile(0.975)

/** An estimate and the bounds of its 95 % interval. */
export interface Interval {
  readonly value: number
  readonly low: number
  readonly high: number
}

export interface SuccessRate extends Interval {
  readonly successes: number
  readonly attacks: number
}

/**
 * The centre of Wilson's score interval and its ends (Wilson 1927): they hold for few attacks, and for rates near 0 and 1.
 * The centre is pulled towards one half, by two successes and two failures or so. Successes need not be whole. Attacks that
 * do not succeed and fail apart are as good as `effect` times fewer (the design effect of Kish 1965).
 */
export function successRate(successes: number, attacks: number, effect = 1): SuccessRate {
  const square = quantile * quantile
  const [found, tried] = [successes / effect, attacks / effect]
  const whole = tried + square
  const value = (found + square / 2) / whole
  const error = (quantile / whole) * Math.sqrt((found * (tried - found)) / tried + square / 4)
  return { successes, attacks, value, low: Math.max(0, value - error), high: Math.min(1, value + error) }
}

const withinUnit = (value: number) => Math.max(0, Math.min(1, value))

/**
 * What an attack gains from its targets having been learnt, as a share of what it could gain: (main − control)/(1 − control),
 * and its interval by the propagation of errors, all on [0, 1] (Giomi et al. 2023, equation 1).
 */
export function residualRisk(main: SuccessRate, control: SuccessRate): Interval {
  const left = 1 - control.value
  const value = (main.value - control.value) / left
  const fromMain = halfWidth(main) / left
  const fromControl = (halfWidth(control) * (main.value - 1)) / (left * left)
  const error = Math.hypot(fromMain, fromControl)
  return { value: withinUnit(value), low: withinUnit(value - error), high: withinUnit(value + error) }
}

const halfWidth = ({ low, high }: Interval) => (high - low) / 2
