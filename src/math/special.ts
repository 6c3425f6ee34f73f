// Special functions of the normal distribution, to about the last digit of a double.

const rootPi = Math.sqrt(Math.PI)

/** Coefficients of the rational approximations of W. J. Cody, "Rational Chebyshev approximation for the error function" (1969). */
const small = {
  numerator: [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694],
  denominator: [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171],
}
const middle = {
  numerator: [
    2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
    881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
  ],
  denominator: [
    1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
    4362.619090143247, 3439.3676741437216, 1230.3393548037495,
  ],
}
const large = {
  numerator: [
    0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
    0.0006587491615298378,
  ],
  denominator: [
    1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
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
  // Beyond 28 it is below the smallest double.
  const tail = size > 28 ? 0 : scaledErfc(size) * expOfMinusSquare(size)
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
