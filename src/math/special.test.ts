// Golden values: mpmath 1.4.1 with 40 digits.
import { describe, expect, it } from 'vitest'
import { erfc, logNormalCdf, normalCdf, normalMass, normalQuantile } from './special.ts'

const relativeError = (value: number, golden: number) =>
  golden === 0 ? Math.abs(value) : Math.abs(value - golden) / Math.abs(golden)

describe('erfc', () => {
  it.each([
    [-6, 1.9999999999999999785],
    [-1.5, 1.9661051464753107271],
    [-0.3, 1.3286267594591274162],
    [0, 1],
    [1e-8, 0.99999998871620832904],
    [0.2, 0.77729741078952153382],
    [0.46875, 0.50738652678206200841],
    [0.5, 0.47950012218695346232],
    [1, 0.15729920705028513066],
    [2, 0.0046777349810472658379],
    [3.9, 3.4792248597231767129e-8],
    [4, 1.5417257900280018852e-8],
    [5, 1.5374597944280348502e-12],
    [10, 2.088487583762544757e-45],
    [20, 5.3958656116079009289e-176],
    [26, 5.6631924088561428465e-296],
  ])('of %d is right to the last digits', (x, golden) => {
    expect(relativeError(erfc(x), golden)).toBeLessThan(1e-15)
  })
})

describe('logNormalCdf', () => {
  it.each([
    [-40, -804.60844201375378817],
    [-38.5, -745.69527029041108133],
    [-20, -203.91715537109726394],
    [-8, -35.013437159914549896],
    [-3, -6.6077262215103495433],
    [-1, -1.8410216450092635058],
    [-0.1, -0.77615459273027332557],
    [0, -Math.LN2],
    [0.5, -0.36894641528865639307],
    [2, -0.023012909328963488465],
    [8, -6.2209605742717860585e-16],
    [9, -1.1285884059538406478e-19],
  ])('of %d is right in both tails', (x, golden) => {
    // Rounding x/√2 alone costs x²·1e-16 far out.
    expect(relativeError(logNormalCdf(x), golden)).toBeLessThan(2e-14)
  })
})

describe('normalQuantile', () => {
  it.each([
    [1e-300, -37.047096299361199237],
    [1e-22, -9.7417899430909279742],
    [1e-10, -6.3613409024040561991],
    [1e-3, -3.0902323061678135354],
    [0.02425, -1.9729610513118848376],
    [0.3, -0.52440051270804081597],
    [0.5, 0],
    [0.7, 0.52440051270804065631],
    [0.975, 1.9599639845400538556],
    [1 - 1e-10, 6.3613408896974218642],
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
