// Control: how someone outside steers a run: pause, resume, one step, stop.

type Mode = 'running' | 'paused' | 'stopped'

export class Control {
  #mode: Mode = 'running'
  #stepsAllowed = 0
  #wake: (() => void) | null = null

  get mode(): Mode {
    return this.#mode
  }

  pause(): void {
    if (this.#mode === 'running') this.#mode = 'paused'
  }

  resume(): void {
    if (this.#mode !== 'paused') return
    this.#mode = 'running'
    this.#wake?.()
  }

  /** Lets a paused run do one step. */
  step(): void {
    if (this.#mode !== 'paused') return
    this.#stepsAllowed++
    this.#wake?.()
  }

  /** Ends the run after the step in progress; the model is kept. */
  stop(): void {
    this.#mode = 'stopped'
    this.#wake?.()
  }

  /**
   * Resolves at once while running; while paused, when one more step is allowed or the pause ends. Resolves to false
   * when the run shall end.
   */
  async permit(): Promise<boolean> {
    while (this.#mode === 'paused') {
      if (this.#stepsAllowed > 0) {
        this.#stepsAllowed--
        return true
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = null
    }
    return this.#mode !== 'stopped'
  }
}
