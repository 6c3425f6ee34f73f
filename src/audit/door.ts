// Door: the releases of a real run, with what they give away kept for the attacker; and doors with one mistake each.
import { createRandom } from '../math/random.ts'
import type { Look } from '../privacy/ledger.ts'
import { Releases } from '../privacy/releases.ts'
import { Words } from '../privacy/words.ts'

/** What a broken door does otherwise. */
export interface Mistake {
  /** The noise in parts of what it should be; default 1. */
  readonly noise?: number
  /** What one row is taken to move, instead of what it does. */
  readonly sensitivity?: number
  /** Words are told above this, instead of where nobody's own word would be told. */
  readonly threshold?: number
}

export class Door extends Releases {
  /** All that has gone out, in order. */
  readonly answers: Float64Array[] = []
  readonly #mistake: Mistake

  constructor(looks: readonly Look[], words: Words, mistake: Mistake = {}) {
    super(looks, 1, words)
    this.#mistake = mistake
  }

  override threshold(what: string): number | null {
    const threshold = super.threshold(what)
    return threshold === null ? null : (this.#mistake.threshold ?? threshold)
  }

  protected override addNoise(values: Float64Array, sensitivity: number, noiseMultiplier: number): Float64Array {
    const { noise = 1, sensitivity: mistaken = sensitivity } = this.#mistake
    const answer = super.addNoise(values, mistaken, noise * noiseMultiplier)
    this.answers.push(answer)
    return answer
  }
}

/** Words that anybody can draw again who knows the seed: a mistake in earnest, and of use in tests. */
export function seededWords(seed: number): Words {
  const random = createRandom(seed, 'words')
  return new Words(() => Uint32Array.from({ length: 1024 }, () => random.integer(2 ** 32)))
}
