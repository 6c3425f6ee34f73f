// Pace: how fast a run goes and how long it still takes.

export class Pace {
  #seconds = 0
  #since: number | null = null
  #rate: number | null = null
  #mark = { step: 0, seconds: 0 }

  /** Seconds trained so far, pauses left out. `now` in milliseconds. */
  seconds(now: number): number {
    return this.#seconds + (this.#since === null ? 0 : (now - this.#since) / 1000)
  }

  start(now: number): void {
    this.#since ??= now
  }

  pause(now: number): void {
    this.#seconds = this.seconds(now)
    this.#since = null
  }

  /** Takes note of the step reached; the rate is an average that halves what lies a few notes back. */
  note(step: number, now: number): void {
    const seconds = this.seconds(now)
    const steps = step - this.#mark.step
    const passed = seconds - this.#mark.seconds
    if (steps <= 0 || passed <= 0) return
    const rate = steps / passed
    this.#rate = this.#rate === null ? rate : this.#rate + 0.3 * (rate - this.#rate)
    this.#mark = { step, seconds }
  }

  /** The run goes on from an earlier step: its rate stays, and is measured from there. */
  setBack(step: number, now: number): void {
    this.#mark = { step, seconds: this.seconds(now) }
  }

  stepsPerSecond(): number {
    return this.#rate ?? 0
  }

  /** Seconds until `steps` or `limit` seconds are reached, whichever comes first; null before 20 steps. */
  secondsLeft(step: number, steps: number, limit: number | null, now: number): number | null {
    if (this.#rate === null || step < 20) return null
    const bySteps = (steps - step) / this.#rate
    const byTime = limit === null ? Number.POSITIVE_INFINITY : limit - this.seconds(now)
    return Math.max(0, Math.min(bySteps, byTime))
  }
}
