// Lets waiting messages and timers in between steps.

/**
 * Milliseconds between two breaths: pause and stop are heard so soon. A timer costs up to four milliseconds in browsers;
 * message channels would be quicker, but Node lets no timer through while one is busy.
 */
const every = 100

export class Breather {
  #last = performance.now()

  /** Yields to the event loop when it is time to. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#last < every) return
    await new Promise((resolve) => setTimeout(resolve, 0))
    this.#last = performance.now()
  }
}
