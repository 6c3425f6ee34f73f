// Special functions of the normal distribution, to about the last digit of a double.

const rootPi = Math.sqrt(Math.PI)

/** Coefficients of the rational approximations of W. J. Cody, "Rational Chebyshev approximation for the error function" (1969). */
const small = {
  numerator: [
    1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3,
  ],
  denominator: [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3],
}
const middle = {
  numerator: [
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
    8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
  ],
  denominator: [
    1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
    3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
  ],
}
const large = {
  numerator: [
    1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
    1.60837851487422766e-2, 6.58749161529837803e-4,
  ],
  denominator: [
    1, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3,
  ],
}

function horner(coefficients: readonly number[], x: number): number {
  let sum = coefficients[0]
  for (let i = 1; i < coefficients.length; i++) sum = sum * x + coefficients[i]
  return sum
}

/** exp(x²)·erfc(x) for x ≥ 0.46875, which neither under- nor overflows. */
function scaledErfc(x: number): number {
  if (x <= 4) return horner(middle.numerator, x) / horner(middle.denominator, x)
  const t = 1 / (x * x)
  return (1 / rootPi - (t * horner(large.numerator, t)) / horner(large.denominator, t)) / x
}

/** exp(−x²) without the rounding of x² spoiling large x: x is split into a part of few bits and the rest. */
function expOfMinusSquare(x: number): number {
  const head = Math.trunc(x * 16) / 16
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head))
}

/** The complementary error function. */
export function erfc(x: number): number {
  const size = Math.abs(x)
  if (size < 0.46875) return 1 - (x * horner(small.numerator, x * x)) / horner(small.denominator, x * x)
  const tail = scaledErfc(size) * expOfMinusSquare(size)
  return x < 0 ? 2 - tail : tail
}

/** P[N(0,1) ≤ x], with full relative precision in the lower tail. */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x * Math.SQRT1_2)
}

/** P[lower < N(0,1) ≤ upper], taken from the nearer tail so that small masses keep their relative precision. */
export function normalMass(lower: number, upper: number): number {
  return lower > 0 ? normalCdf(-lower) - normalCdf(-upper) : normalCdf(upper) - normalCdf(lower)
}

/** log P[N(0,1) ≤ x]; finite wherever x² is. */
export function logNormalCdf(x: number): number {
  if (x > -1) return Math.log1p(-normalCdf(-x))
  return Math.log(0.5 * scaledErfc(-x * Math.SQRT1_2)) - 0.5 * x * x
}

/**
 * The x with P[N(0,1) ≤ x] = p. Newton's method on log Φ, which is increasing and concave, so that from a start on the
 * left it climbs to the root without overshooting; Φ(−s) ≤ ½·exp(−s²/2) gives such a start.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? Number.NEGATIVE_INFINITY : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN
  if (p > 0.5) return -normalQuantile(1 - p)
  const target = Math.log(p)
  let x = -Math.sqrt(Math.max(0, -2 * (target + Math.LN2)))
  for (let round = 0; round < 50; round++) {
    const log = logNormalCdf(x)
    const step = (target - log) * Math.sqrt(2 * Math.PI) * Math.exp(log + 0.5 * x * x)
    x += step
    if (Math.abs(step) <= 4e-16 * Math.max(1, Math.abs(x))) break
  }
  return x
}
