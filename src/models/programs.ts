// Programs: those of a model, each recorded when it is first needed and kept until what it was recorded with changes.
import type { Kernels, Program } from '../engine/kernels.ts'

/** Hears how much of a program is compiled: parts done, of how many. */
export type OnCompile = (done: number, of: number) => void

export class Programs {
  readonly #kernels: Kernels
  readonly #onCompile: OnCompile | undefined
  readonly #programs = new Map<string, Program<unknown>>()

  constructor(kernels: Kernels, onCompile?: OnCompile) {
    this.#kernels = kernels
    this.#onCompile = onCompile
  }

  /** Runs the program of that name, which is always the same body, and gives its result. Throws DeviceLostError. */
  async run<Result>(name: string, body: () => Result): Promise<Result> {
    const program = (this.#programs.get(name) as Program<Result> | undefined) ?? (await this.#prepare(name, body))
    await program.run()
    return program.result
  }

  async #prepare<Result>(name: string, body: () => Result): Promise<Program<Result>> {
    const program = this.#kernels.program(name, body)
    this.#programs.set(name, program)
    await program.ready(this.#onCompile)
    return program
  }

  /** Forgets all of them; they may be recorded anew. */
  dispose(): void {
    for (const program of this.#programs.values()) program.dispose()
    this.#programs.clear()
  }
}
