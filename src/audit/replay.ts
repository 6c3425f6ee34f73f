// Replay: a run with its answers about real rows recorded, and the same run on a neighbouring table with those answers put
// in again (Re:cord-play, arXiv 2602.17454). What then still differs has passed by the mechanism.
import type { Noise } from '../models/mechanism.ts'
import type { Mechanism } from '../models/model.ts'
import type { Look } from '../privacy/ledger.ts'
import { Releases } from '../privacy/releases.ts'
import type { Words } from '../privacy/words.ts'

/** One answer about real rows. */
export interface Released {
  readonly name: string
  /** Without noise. */
  readonly truth: Float64Array
  /** How far, in Euclidean norm, one row was declared to move the truth. */
  readonly sensitivity: number
  readonly answer: Float64Array
}

/** Keeps every answer of a run; with the tape of another run, gives that run's answers instead of its own. */
export class Tape {
  readonly releases: Released[] = []
  readonly #original: Tape | null

  constructor(original: Tape | null = null) {
    this.#original = original
  }

  /** `make`: the answer where none was recorded. */
  answer(name: string, truth: Float64Array, sensitivity: number, make: () => Float64Array): Float64Array {
    const recorded = this.#original?.releases[this.releases.length]
    const answer = recorded ? fitted(recorded, truth) : make()
    this.releases.push({ name, truth, sensitivity, answer })
    return answer
  }

  /**
   * What is wrong with the replay: other answers than were recorded, or a truth that differs by more than `rows` rows may
   * move it. `rows`: 1 where a row was taken away; √2 where one histogram's row was replaced, which leaves one bin for another.
   */
  findings(rows: number): string[] {
    const recorded = this.#original?.releases ?? []
    const asked = this.releases.map(({ name }) => name).join(', ')
    const before = recorded.map(({ name }) => name).join(', ')
    if (asked !== before) return [`asked for ${asked || 'nothing'} where ${before || 'nothing'} was recorded`]
    return this.releases.flatMap(({ name, truth, sensitivity }, i) => {
      const moved = Math.sqrt(distance(...aligned(truth, recorded[i].truth)))
      const allowed = rows * sensitivity * (1 + rounding)
      return moved <= allowed ? [] : [`${name} ${i} moved by ${moved}, declared ${rows * sensitivity}`]
    })
  }
}

/** What single precision may add to a norm. */
const rounding = 1e-4

/** Releases whose answers are taped. */
export class TapedReleases extends Releases {
  readonly #tape: Tape

  constructor(looks: readonly Look[], words: Words, tape: Tape) {
    super(looks, 1, words)
    this.#tape = tape
  }

  protected override addNoise(values: Float64Array, sensitivity: number, noiseMultiplier: number): Float64Array {
    return this.#tape.answer('histogram', values, sensitivity, () =>
      super.addNoise(values, sensitivity, noiseMultiplier),
    )
  }
}

/** A mechanism whose releases are taped. `sensitivity`: in the unit of the sum. */
export function tapedMechanism(mechanism: Mechanism, sensitivity: number, noise: Noise, tape: Tape): Mechanism {
  return {
    // Asked anew every time, as the mechanism itself is.
    get divisor() {
      return mechanism.divisor
    },
    microbatches: mechanism.microbatches,
    clippedSum: (network, parts, mask, groups) => mechanism.clippedSum(network, parts, mask, groups),
    release: (kernels, sum) => mechanism.release(kernels, sum),
    releaseOnHost(sum) {
      const answer = tape.answer('update', flat(sum), sensitivity, () =>
        flat(mechanism.releaseOnHost ? mechanism.releaseOnHost(sum) : noised(sum, noise)),
      )
      let at = 0
      return sum.map(({ length }) => {
        at += length
        return Float32Array.from(answer.subarray(at - length, at))
      })
    },
  }
}

function noised(sum: readonly Float32Array[], noise: Noise): Float64Array[] {
  const drawn = noise.take()
  return sum.map((values, i) => Float64Array.from(values, (value, at) => value + drawn[i][at]))
}

function flat(arrays: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(arrays.flatMap((array) => Array.from(array)))
}

const distance = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0)

/** The recorded answer to a truth that may hold one word more or less. */
function fitted(recorded: Released, truth: Float64Array): Float64Array {
  const at = lack(recorded.truth, truth)
  if (recorded.truth.length < truth.length) return withZero(recorded.answer, at)
  if (recorded.truth.length > truth.length) return recorded.answer.filter((_, i) => i !== at)
  return recorded.answer
}

/** Two truths in one shape, of which one may hold one word more: who lacks a word counts it 0 times. */
function aligned(one: Float64Array, other: Float64Array): [Float64Array, Float64Array] {
  const at = lack(one, other)
  if (one.length < other.length) return [withZero(one, at), other]
  if (one.length > other.length) return [one, withZero(other, at)]
  return [one, other]
}

/** Where the shorter of two truths lacks a word: where it fits best. */
function lack(one: Float64Array, other: Float64Array): number {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  if (short.length === long.length) return -1
  const places = Array.from(long.keys())
  const misfit = places.map((at) => distance(withZero(short, at), long))
  return misfit.indexOf(Math.min(...misfit))
}

const withZero = (values: Float64Array, at: number) =>
  Float64Array.from([...values.subarray(0, at), 0, ...values.subarray(at)])
