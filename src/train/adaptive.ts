// Adaptive: how many updates the discriminator gets a step, more of them when it falls behind (Bie et al. 2023, section 4.3).

/** Updates a step, one after the other. */
const ladder = [1, 2, 5, 10, 20, 50, 100, 200, 500]

/** Decay a step of the mean accuracy, the accuracy at which the discriminator has fallen behind, and the steps that a new rate gets to prove itself. */
const decay = 0.99
const behind = 0.6
const grace = 200

/**
 * Noise wears the discriminator down until it takes generated rows for real. Its accuracy on generated rows looks at no
 * real row, so that going by it costs no privacy.
 */
export class AdaptiveRate {
  #rate: number
  #accuracy: number | null = null
  #steps = 0

  /** `rate`: updates a step at first. */
  constructor(rate: number) {
    this.#rate = rate
  }

  /** Updates a step. */
  get rate(): number {
    return this.#rate
  }

  /**
   * Hears the mean accuracy on generated rows over the last `steps` steps, and may raise the rate: not before a rate has
   * had its grace period, and not to one at which the updates left would not last for another.
   */
  note(accuracy: number, steps: number, updatesLeft: number): void {
    if (steps === 0) return
    const kept = decay ** steps
    this.#accuracy = this.#accuracy === null ? accuracy : kept * this.#accuracy + (1 - kept) * accuracy
    this.#steps += steps
    if (this.#steps < grace || this.#accuracy > behind) return
    const next = ladder.find((rate) => rate > this.#rate)
    if (next === undefined || updatesLeft < next * grace) return
    this.#rate = next
    this.#steps = 0
  }
}
