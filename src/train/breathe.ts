// Lets waiting messages in between steps: a macrotask without the four milliseconds that nested timers are held back.

export class Breather {
  readonly #channel = new MessageChannel()
  #last = performance.now()

  /** Yields to the event loop when more than `every` milliseconds have passed since it last did. */
  async breathe(every = 30): Promise<void> {
    if (performance.now() - this.#last < every) return
    await new Promise<void>((resolve) => {
      this.#channel.port1.onmessage = () => resolve()
      this.#channel.port2.postMessage(null)
    })
    this.#last = performance.now()
  }

  /** Ends the channel; without it Node would wait for messages for ever. */
  close(): void {
    this.#channel.port1.close()
  }
}
