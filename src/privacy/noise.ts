// NoiseSource: the noise of private updates, made ahead of them where there is a thread for it.
import { fillDiscreteGaussian, wordsPerDiscreteGaussian } from './discretegaussian.ts'
import { fillGaussian, wordsPerGaussian } from './gaussian.ts'
import { createKeystream, type Keystream } from './keystream.ts'
import { Words } from './words.ts'

export interface NoiseRequest {
  /** Numbers that each array of one release holds. */
  readonly lengths: readonly number[]
  /** Of every number, in the unit of the sum that it is added to. */
  readonly standardDeviation: number
  /**
   * Step of the grid that hardened noise lies on (discrete Gaussian, in multiples of it), a power of two; `null`: continuous.
   * The standard deviation is rounded up to a multiple of it, at most 2²⁶ times it.
   */
  readonly grid: number | null
}

/** One array a length: of double precision on a grid, else of single. */
export type Release = Float64Array<ArrayBuffer>[] | Float32Array<ArrayBuffer>[]

/** Noise of one shape. What was taken is never given again. */
export interface NoiseSource {
  /** Resolves once `releases` releases can be taken without waiting. */
  ready(releases: number): Promise<void>
  /**
   * Independent noise, one array a length; made on the spot where none is ready. Multiples of the grid where there is one.
   * The arrays hold until the next call: then they are wiped and filled anew.
   */
  take(): Release
  close(): void
}

/** Values between two looks at how many words are left. */
const portion = 4096

/** Words fetched at a time: one megabyte. */
const wordsPerBlock = 2 ** 18

/** Makes releases of one request: from a keystream where there is time to wait for it, else from the system's generator. */
export class NoiseMaker {
  readonly #request: NoiseRequest
  readonly #keystream: Keystream
  readonly #words: Words
  readonly #wordsPerValue: number
  readonly #spares: Release[] = []

  constructor(request: NoiseRequest, keystream = createKeystream(), words = new Words()) {
    this.#request = request
    this.#keystream = keystream
    this.#words = words
    this.#wordsPerValue = request.grid === null ? wordsPerGaussian : wordsPerDiscreteGaussian
  }

  /** A release from the keystream. The few words that a portion may lack come from the system. */
  async make(into = this.#arrays()): Promise<Release> {
    for (const array of into) {
      for (let at = 0; at < array.length; at += portion) {
        const part = array.subarray(at, at + portion)
        if (this.#words.left < part.length * this.#wordsPerValue) {
          this.#words.load(await this.#keystream.next(wordsPerBlock))
        }
        this.#fill(part)
      }
    }
    return into
  }

  /** A release on the spot, from the words that are left and the system's generator. */
  makeNow(): Release {
    const release = this.#arrays()
    for (const array of release) this.#fill(array)
    return release
  }

  /** Wipes a release and keeps its arrays for the next. */
  giveBack(release: Release): void {
    wipe(release)
    this.#spares.push(release)
  }

  #arrays(): Release {
    const { lengths, grid } = this.#request
    const spare = this.#spares.pop()
    if (spare) return spare
    return grid === null ? lengths.map((n) => new Float32Array(n)) : lengths.map((n) => new Float64Array(n))
  }

  #fill(values: Float64Array | Float32Array): void {
    const { standardDeviation, grid } = this.#request
    if (values instanceof Float64Array) {
      const step = grid ?? 1
      fillDiscreteGaussian(this.#words, values, Math.ceil(standardDeviation / step), step)
    } else fillGaussian(this.#words, values, standardDeviation)
  }
}

export function wipe(release: Release): void {
  for (const array of release) array.fill(0)
}

/** A release, and where its arrays go when they have been used. */
interface Stored {
  readonly release: Release
  readonly giveBack: (release: Release) => void
}

/**
 * Releases that lie ready. Whoever makes noise elsewhere puts it here; what is missing when it is asked for is made here,
 * so that a thread that is slow, busy or dead never holds up an update.
 */
export class NoiseStock implements NoiseSource {
  readonly #maker: NoiseMaker
  readonly #ended: () => void
  readonly #stored: Stored[] = []
  #taken: Stored | null = null
  #closed = false

  /** `ended`: nothing more needs to be put here. */
  constructor(request: NoiseRequest, ended: () => void = () => {}) {
    this.#maker = new NoiseMaker(request)
    this.#ended = ended
  }

  put(release: Release, giveBack: (release: Release) => void): void {
    if (this.#closed) wipe(release)
    else this.#stored.push({ release, giveBack })
  }

  async ready(releases: number): Promise<void> {
    // What a thread sent lies in the event loop's queue until it turns.
    if (this.#stored.length < releases) await turn()
    while (this.#stored.length < releases && !this.#closed) this.put(await this.#maker.make(), this.#toMaker)
  }

  take(): Release {
    this.#taken?.giveBack(this.#taken.release)
    this.#taken = this.#stored.shift() ?? { release: this.#maker.makeNow(), giveBack: this.#toMaker }
    return this.#taken.release
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const { release } of this.#stored.splice(0)) wipe(release)
    if (this.#taken) wipe(this.#taken.release)
    this.#taken = null
    this.#ended()
  }

  readonly #toMaker = (release: Release) => this.#maker.giveBack(release)
}

/** Lets waiting messages in. A message of one's own comes back at once, where a timer takes up to four milliseconds. */
export function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
