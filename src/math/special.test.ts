// Golden values: mpmath 1.4.1 with 40 digits.
import { describe, expect, it } from 'vitest'
import { erfc, logNormalCdf, normalCdf, normalMass, normalQuantile } from './special.ts'

const relativeError = (value: number, golden: number) =>
  golden === 0 ? Math.abs(value) : Math.abs(value - golden) / Math.abs(golden)

describe('erfc', () => {
  it.each([
    [-6, 2],
    [-1.5, 1.9661051464753108],
    [-0.3, 1.3286267594591274],
    [0, 1],
    [1e-8, 0.9999999887162083],
    [0.2, 0.7772974107895215],
    [0.46875, 0.507386526782062],
    [0.5, 0.4795001221869535],
    [1, 0.15729920705028513],
    [2, 0.004677734981047266],
    [3.9, 3.4792248597231765e-8],
    [4, 1.541725790028002e-8],
    [5, 1.537459794428035e-12],
    [10, 2.088487583762545e-45],
    [20, 5.395865611607901e-176],
    [26, 5.663192408856143e-296],
  ])('of %d is right to the last digits', (x, golden) => {
    expect(relativeError(erfc(x), golden)).toBeLessThan(1e-15)
  })

  it('is 2 and 0 at the ends', () => {
    expect(erfc(Number.NEGATIVE_INFINITY)).toBe(2)
    expect(erfc(Number.POSITIVE_INFINITY)).toBe(0)
  })
})

describe('logNormalCdf', () => {
  it.each([
    [-40, -804.6084420137538],
    [-38.5, -745.695270290411],
    [-20, -203.91715537109727],
    [-8, -35.01343715991455],
    [-3, -6.607726221510349],
    [-1, -1.8410216450092636],
    [-0.1, -0.7761545927302733],
    [0, -Math.LN2],
    [0.5, -0.3689464152886564],
    [2, -0.02301290932896349],
    [8, -6.220960574271786e-16],
    [9, -1.1285884059538405e-19],
  ])('of %d is right in both tails', (x, golden) => {
    // Rounding x/√2 alone costs x²·1e-16 far out.
    expect(relativeError(logNormalCdf(x), golden)).toBeLessThan(2e-14)
  })
})

describe('normalQuantile', () => {
  it.each([
    [1e-300, -37.0470962993612],
    [1e-22, -9.741789943090929],
    [1e-10, -6.361340902404057],
    [1e-3, -3.0902323061678136],
    [0.02425, -1.972961051311885],
    [0.3, -0.5244005127080408],
    [0.5, 0],
    [0.7, 0.5244005127080407],
    [0.975, 1.9599639845400538],
    [1 - 1e-10, 6.361340889697422],
  ])('of %d is right', (p, golden) => {
    expect(relativeError(normalQuantile(p), golden)).toBeLessThan(2e-15)
  })

  it('is infinite at 0 and 1 and undefined beyond', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
    expect(normalQuantile(1.1)).toBeNaN()
  })

  it('inverts normalCdf', () => {
    for (let x = -30; x <= 5; x += 0.37) expect(normalQuantile(normalCdf(x))).toBeCloseTo(x, 8)
  })
})

describe('normalMass', () => {
  it('keeps its relative precision in both tails', () => {
    expect(relativeError(normalMass(20, 21), normalMass(-21, -20))).toBe(0)
    expect(relativeError(normalMass(-9, 9), 1 - 2 * normalCdf(-9))).toBeLessThan(1e-15)
  })
})
