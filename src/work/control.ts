// Control: how someone outside steers long work: pause, resume, one step, stop.
import { StoppedError } from './errors.ts'

type Mode = 'running' | 'paused' | 'stopped'

export class Control {
  #mode: Mode = 'running'
  #stepsAllowed = 0
  #wake: (() => void) | null = null
  readonly #stopping = new AbortController()

  get mode(): Mode {
    return this.#mode
  }

  /** Aborts with a StoppedError, for work that takes a signal. */
  get signal(): AbortSignal {
    return this.#stopping.signal
  }

  pause(): void {
    if (this.#mode === 'running') this.#mode = 'paused'
  }

  resume(): void {
    if (this.#mode !== 'paused') return
    this.#mode = 'running'
    this.#stepsAllowed = 0
    this.#wake?.()
  }

  /** Lets paused work do one step. */
  step(): void {
    if (this.#mode !== 'paused') return
    this.#stepsAllowed++
    this.#wake?.()
  }

  /** Ends the work after the step in progress: a run keeps its model, all other work is given up. */
  stop(): void {
    this.#mode = 'stopped'
    this.#stopping.abort(new StoppedError())
    this.#wake?.()
  }

  /**
   * Resolves at once while running; while paused, when one more step is allowed or the pause ends. Resolves to false
   * when the work shall end.
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
