// Plateau: whether a run has stopped getting better, by the scores of its looks.

/** Looks whose mean is compared: single scores go up and down while the model gets better. */
const smoothed = 5

/** A gain that nobody would notice in the table is none. */
const leastGain = 0.0005

export class Plateau {
  readonly #patience: number
  #recent: number[] = []
  #best = Number.NEGATIVE_INFINITY
  #without = 0

  /** `patience`: looks without a better mean that are waited for. */
  constructor(patience: number) {
    this.#patience = patience
  }

  /** Takes the next score, 0 to 1; true once so many looks have brought nothing. */
  note(score: number): boolean {
    this.#recent = [...this.#recent, score].slice(-smoothed)
    if (this.#recent.length < smoothed) return false
    const mean = this.#recent.reduce((sum, each) => sum + each, 0) / smoothed
    if (mean > this.#best + leastGain) {
      this.#best = mean
      this.#without = 0
    } else this.#without++
    return this.#without >= this.#patience
  }
}
