// Breather: lets waiting messages and timers in between steps.
import type { Control } from './control.ts'
import { StoppedError } from './errors.ts'
import type { Work } from './work.ts'

/**
 * Milliseconds between two breaths: pause and stop are heard so soon. A timer costs up to four milliseconds in browsers;
 * message channels would be quicker, but Node lets no timer through while one is busy.
 */
const every = 100

export class Breather {
  readonly #control: Control | undefined
  #last = performance.now()

  /** Without a control nobody can stop what breathes, or stops it in another way. */
  constructor(control?: Control) {
    this.#control = control
  }

  get due(): boolean {
    return performance.now() - this.#last >= every
  }

  /** Yields to the event loop when it is time to, and waits there while paused. Throws StoppedError. */
  async breathe(): Promise<void> {
    if (!this.due) return
    await new Promise((resolve) => setTimeout(resolve, 0))
    if (this.#control && !(await this.#control.permit())) throw new StoppedError()
    this.#last = performance.now()
  }
}

/** Does the work, with a breath whenever it is time for one. Throws what the work throws, and StoppedError. */
export async function carryOut<T>(work: Work<T>, control?: Control): Promise<T> {
  const breather = new Breather(control)
  try {
    for (;;) {
      const { done, value } = work.next()
      if (done) return value
      if (breather.due) await breather.breathe()
    }
  } finally {
    // Given up, it still puts its own things in order.
    work.return(undefined as T)
  }
}
