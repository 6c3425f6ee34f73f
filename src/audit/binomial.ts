// Binomial: exact tails of coin tosses, which all bounds of the audit rest on.

/** Coefficients of Lanczos' approximation with g = 7, to about 15 digits (Godfrey 2001). */
const lanczos = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
]

/** log n! for n ≥ 0. */
function logFactorial(n: number): number {
  let sum = lanczos[0]
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i] / (n + i)
  const t = n + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (n + 0.5) * Math.log(t) - t + Math.log(sum)
}

const choose = (n: number, k: number) => logFactorial(n) - logFactorial(k) - logFactorial(n - k)

/**
 * P[at least k of `trials` come true], for k = 0 … trials + 1, where each does with odds e^`logOdds` : 1. Given as odds, as
 * chances very near 0 or 1 would lose their digits.
 */
export function atLeast(trials: number, logOdds: number): Float64Array {
  // log p and log(1−p), without overflow or cancellation.
  const logTrue = -Math.log1p(Math.exp(-Math.abs(logOdds))) - Math.max(0, -logOdds)
  const logFalse = logTrue - logOdds
  const tails = new Float64Array(trials + 2)
  for (let k = trials; k >= 0; k--) {
    tails[k] = tails[k + 1] + Math.exp(choose(trials, k) + k * logTrue + (trials - k) * logFalse)
  }
  return tails
}

/**
 * Clopper and Pearson's upper limit (1934): the chance p with which `successes` or fewer of `trials` come true with
 * probability `significance`. The true chance is above it with at most that probability.
 */
export function clopperPearsonUpper(successes: number, trials: number, significance: number): number {
  if (successes >= trials) return 1
  let low = successes / trials
  let high = 1
  for (let round = 0; round < 60; round++) {
    const middle = 0.5 * (low + high)
    const logOdds = Math.log(middle) - Math.log1p(-middle)
    // P[at most k of n] with chance p is P[at least n−k of n] with chance 1−p: small tails stay exact.
    if (atLeast(trials, -logOdds)[trials - successes] > significance) low = middle
    else high = middle
  }
  return high
}
