// The binomial distribution, to about the last digits of a double for any number of trials.

/** log n! − Stirling's log(√(2πn)·(n/e)ⁿ), for n = 0 … 15. */
const stirlingErrors = smallStirlingErrors()

function smallStirlingErrors(): number[] {
  const errors = [0]
  let factorial = 1
  for (let n = 1; n <= 15; n++) {
    factorial *= n
    errors.push(Math.log(factorial) - (0.5 * Math.log(2 * Math.PI * n) + n * Math.log(n) - n))
  }
  return errors
}

function stirlingError(n: number): number {
  if (n <= 15) return stirlingErrors[n]
  const square = 1 / (n * n)
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - square / 1188) * square) * square) * square) / n
}

/** x·log(x/mean) + mean − x without cancellation where x is near the mean. */
function deviance(x: number, mean: number): number {
  const distance = x - mean
  if (Math.abs(distance) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - distance
  const ratio = distance / (x + mean)
  let power = 2 * x * ratio
  let sum = distance * ratio
  for (let odd = 3; ; odd += 2) {
    power *= ratio * ratio
    const next = sum + power / odd
    if (next === sum) return sum
    sum = next
  }
}

/** P[Bin(trials, rate) = successes], by the saddle-point expansion of Loader (2000). */
export function binomialMass(trials: number, rate: number, successes: number): number {
  if (successes < 0 || successes > trials) return 0
  if (rate === 0 || rate === 1) return successes === rate * trials ? 1 : 0
  const failures = trials - successes
  if (successes === 0) return Math.exp(trials * Math.log1p(-rate))
  if (failures === 0) return Math.exp(trials * Math.log(rate))
  const exponent =
    stirlingError(trials) -
    stirlingError(successes) -
    stirlingError(failures) -
    deviance(successes, trials * rate) -
    deviance(failures, trials * (1 - rate))
  return Math.exp(exponent) * Math.sqrt(trials / (2 * Math.PI * successes * failures))
}

/** P[Bin(trials, rate) ≥ least]. */
export function binomialTail(trials: number, rate: number, least: number): number {
  if (least <= 0) return 1
  if (least > trials || rate === 0) return 0
  if (rate === 1) return 1
  const odds = rate / (1 - rate)
  const top = Math.max(least, Math.floor((trials + 1) * rate))
  const start = binomialMass(trials, rate, top)
  let sum = start
  for (let i = top, mass = start; i < trials; i++) {
    mass *= ((trials - i) / (i + 1)) * odds
    const next = sum + mass
    if (next === sum) break
    sum = next
  }
  for (let i = top, mass = start; i > least; i--) {
    mass *= i / ((trials - i + 1) * odds)
    const next = sum + mass
    if (next === sum) break
    sum = next
  }
  return Math.min(1, sum)
}
