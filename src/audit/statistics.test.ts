// Tests of the audit's statistics against published values.
import { describe, expect, it } from 'vitest'
import { normalQuantile } from '../math/special.ts'
import { oneRunBound, oneRunBoundOfScores, oneRunPValue } from './onerun.ts'
import { clopperPearsonUpper } from './refutation.ts'

const logOdds = (p: number) => Math.log(p / (1 - p))

/** Scores that lie exactly as a normal distribution says, as in JAX Privacy's tests/auditing_test.py. */
const deterministicNormal = (mean: number, count: number) =>
  Float64Array.from({ length: count }, (_, i) => mean + normalQuantile((i + 0.5) / count))

/** Members and others below each score, on the convex frontier alone: the thresholds that JAX Privacy's auditing.py tries. */
function frontier(members: Float64Array, others: Float64Array): { missed: number; cleared: number }[] {
  const points: { missed: number; cleared: number }[] = []
  const values = [...new Set([...members, ...others])].sort((a, b) => a - b)
  values.push(Number.POSITIVE_INFINITY)
  let missed = 0
  let cleared = 0
  for (const value of values) {
    while (missed < members.length && members[missed] < value) missed++
    while (cleared < others.length && others[cleared] < value) cleared++
    const point = { missed, cleared }
    for (let at = points.length; at >= 2; at--) {
      const [a, b] = [points[at - 2], points[at - 1]]
      const turn =
        (b.cleared - a.cleared) * (point.missed - b.missed) - (point.cleared - b.cleared) * (b.missed - a.missed)
      if (turn > 0) break
      points.pop()
    }
    points.push(point)
  }
  return points
}

describe('the limits of a chance', () => {
  it('are those of Clopper and Pearson', () => {
    // No success in n: 1 − α^(1/n). The 500/0 split at 1 % on both sides is the golden of TensorFlow Privacy's audit_2020.
    expect(clopperPearsonUpper(0, 500, 0.005)).toBeCloseTo(1 - 0.005 ** (1 / 500), 12)
    const upper = clopperPearsonUpper(0, 500, 0.005)
    expect(Math.log((1 - upper) / upper)).toBeCloseTo(4.541915810224092, 9)
    expect(Math.log((1 - upper) / upper) / 2).toBeCloseTo(2.27095790511, 9)
    // scipy 1.17.1, beta.ppf(0.95, 31, 70).
    expect(clopperPearsonUpper(30, 100, 0.05)).toBeCloseTo(0.3842206127942016, 10)
    expect(clopperPearsonUpper(7, 7, 0.05)).toBe(1)
  })
})

describe('the one-run audit', () => {
  it.each([
    [1, 1.13346],
    [2, 2.311945],
    [4, 4.395568],
  ])('gives the bound of JAX Privacy for normal scores %d apart', (shift, expected) => {
    const count = 10_000
    const points = frontier(deterministicNormal(shift, count), deterministicNormal(0, count))
    const tried = points
      .map(({ missed, cleared }) => ({ right: count - missed, guesses: 2 * count - missed - cleared }))
      .filter(({ guesses }) => guesses > 0)
      // The most promising first, so that few others take more than one look.
      .sort((a, b) => promise(b) - promise(a))
    let best = 0
    for (const { right, guesses } of tried) {
      if (right / guesses <= 1 / (1 + Math.exp(-best))) continue
      best = oneRunBound({ canaries: 2 * count, guesses, correct: right }, 1e-6, 0.05 / points.length, best)
    }
    expect(best / expected).toBeCloseTo(1, 5)
  })

  it('gives p-values worked out by hand', () => {
    // 3 of 3 right at ε = ln 3: (3/4)³; with δ, twice the canaries times δ times the steepest of P[Bin = 2] and so on.
    const seen = { canaries: 10, guesses: 3, correct: 3 }
    expect(oneRunPValue(seen, Math.log(3), 0)).toBeCloseTo(27 / 64, 12)
    expect(oneRunPValue(seen, Math.log(3), 1e-3)).toBeCloseTo(27 / 64 + 20 * 1e-3 * (27 / 64), 12)
    expect(oneRunPValue(seen, Math.log(3), 1)).toBe(1)
  })

  it('refutes nothing where guesses are as good as chance, and much where all are right', () => {
    const isMember = Array.from({ length: 400 }, (_, i) => i % 2 === 0)
    const blind = Array.from({ length: 400 }, (_, i) => (i * 7919) % 400)
    const perfect = isMember.map((member) => (member ? 1 : 0))
    expect(oneRunBoundOfScores(blind, isMember, 1e-6, 0.05)).toBe(0)
    const bound = oneRunBoundOfScores(perfect, isMember, 0, 0.05)
    // All 400 right: (e^ε/(1+e^ε))^400 = 0.05/3.
    expect(bound).toBeCloseTo(logOdds((0.05 / 3) ** (1 / 400)), 6)
  })
})

/** Lower end of what the precision may be, by the normal approximation: an order of trial, no bound. */
function promise({ right, guesses }: { readonly right: number; readonly guesses: number }): number {
  const share = right / guesses
  return share - 4 * Math.sqrt((share * (1 - share) + 1e-3) / guesses)
}
