// Wasm clock: how long calls of WebAssembly take while something else is timed around them.

export class WasmClock {
  readonly #instance = WebAssembly.Instance
  #milliseconds = 0

  /** From now on every module that is instantiated is timed. */
  constructor() {
    const Instance = this.#instance
    const timed = (call: (...input: unknown[]) => unknown) => {
      return (...input: unknown[]) => {
        const start = performance.now()
        try {
          return call(...input)
        } finally {
          this.#milliseconds += performance.now() - start
        }
      }
    }
    class TimedInstance {
      readonly exports: WebAssembly.Exports

      constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
        const entries = Object.entries(new Instance(module, imports).exports).map(([name, value]) => [
          name,
          typeof value === 'function' ? timed(value as (...input: unknown[]) => unknown) : value,
        ])
        this.exports = Object.fromEntries(entries)
      }
    }
    WebAssembly.Instance = TimedInstance
  }

  /** Milliseconds since this was last asked. */
  take(): number {
    const milliseconds = this.#milliseconds
    this.#milliseconds = 0
    return milliseconds
  }

  /** Modules are no longer timed. */
  close(): void {
    WebAssembly.Instance = this.#instance
  }
}
