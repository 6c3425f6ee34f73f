// Releases: the only door through which facts about real rows leave before training: counts, with noise, as planned.
import { normalQuantile } from '../math/special.ts'
import { UnplannedReleaseError } from './errors.ts'
import { fillGaussian } from './gaussian.ts'
import type { LedgerKind, Look } from './ledger.ts'
import { Words } from './words.ts'

/** Something that may be asked about the rows: paid for, a number of times. */
export interface Question {
  /** Standard deviation of the noise on every count. */
  readonly deviation: number
  /** `counts`: whole numbers, each row in one of them at most. Throws UnplannedReleaseError where it was asked too often. */
  ask(counts: Float64Array): Float64Array
}

/**
 * Answers what was planned, and charged, ahead, and nothing more. Every answer is a histogram: each row counts at most once
 * in it, so that a row more or less moves it by one in one bin, its sensitivity in any norm.
 *
 * The noise is Gaussian, rounded to whole numbers. As counts are whole, rounding the noise is rounding the noisy count: work
 * after a Gaussian mechanism, which its accounting covers exactly; and whole numbers have no low bits that could give
 * away what they were added to (Mironov 2012). Gaussian rather than Laplace noise because a table has many columns: to
 * ask k of them costs √k times as much as to ask one, not k times, and the tails, which set the threshold below which
 * words are not told, are lighter. With 15 columns at a common ε of 0.15 and δ = 1.7e-8, a word must occur in some 630 rows
 * to be told, against 2,000 with Laplace noise.
 */
export class Releases {
  readonly looks: readonly Look[]
  readonly #groupSize: number
  readonly #words: Words
  readonly #asked = new Map<Look, number>()

  /** `groupSize`: rows that one person has at most. `words`: random words for the noise; never from a seed, except to test. */
  constructor(looks: readonly Look[], groupSize = 1, words = new Words()) {
    this.looks = looks
    this.#groupSize = groupSize
    this.#words = words
  }

  /**
   * Noisy counts up to this must not be told for words of a field: one that occurs in the rows of one person alone passes it
   * with probability δ at most (Gaussian thresholding; Wilson et al. 2020, arXiv 1909.01917, section 3.2). `null`: the list of
   * words is not paid for. Half a row is for the rounding of the noise.
   */
  threshold(what: string): number | null {
    const mechanism = this.#find('categories', what)?.mechanism
    const question = this.question('labels', what)
    if (mechanism?.kind !== 'epsilon-delta' || question === null) return null
    return this.#groupSize + 0.5 - question.deviation * normalQuantile(mechanism.delta)
  }

  /**
   * Null where the answer is not paid for. `sensitivity`: how far one row can move the counts that will be asked (Euclidean
   * norm), if each row counts more than once in them.
   */
  question(kind: LedgerKind, what: string, sensitivity = 1): Question | null {
    const look = this.#find(kind, what)
    if (look?.mechanism?.kind !== 'subsampled-gaussian') return null
    const { noiseMultiplier, steps } = look.mechanism
    return {
      deviation: sensitivity * noiseMultiplier,
      ask: (counts) => {
        const asked = (this.#asked.get(look) ?? 0) + 1
        if (asked > steps) throw new UnplannedReleaseError(kind, what)
        this.#asked.set(look, asked)
        return this.addNoise(counts, sensitivity, noiseMultiplier)
      },
    }
  }

  /** The one place where noise meets a true answer: `sensitivity` is what one row can change of it (Euclidean norm). */
  protected addNoise(values: Float64Array, sensitivity: number, noiseMultiplier: number): Float64Array {
    const noise = new Float64Array(values.length)
    fillGaussian(this.#words, noise, sensitivity * noiseMultiplier)
    return values.map((value, i) => value + Math.round(noise[i]))
  }

  #find(kind: LedgerKind, what: string): Look | undefined {
    return this.looks.find((look) => look.kind === kind && look.what === what && look.mechanism !== null)
  }
}
