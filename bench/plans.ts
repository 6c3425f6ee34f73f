// Plans: looks at what a model's steps consist of, launch by launch.
import { codesBytes } from '../src/engine/codes.ts'
import type { BackendName, Codes, EncodedTable } from '../src/engine/kernels.ts'
import type { Executor, Prepared } from '../src/engine/program/executor.ts'
import type { Plan } from '../src/engine/program/plan.ts'
import { median } from './contest.ts'

/** What one step takes. */
export interface StepCost {
  readonly launches: number
  /** Of its matrix products. */
  readonly multiplyAdds: number
}

/** An executor that does nothing but hear what it would have to do: plans can be looked at without their device. */
export class IdleExecutor implements Executor {
  readonly backend: BackendName
  #allocated = 0
  #run: Plan[] = []

  constructor(backend: BackendName) {
    this.backend = backend
  }

  allocate(length: number): number {
    const offset = this.#allocated
    this.#allocated += Math.ceil(length / 16) * 16
    return offset
  }

  release(): void {}

  write(): void {}

  async read(ranges: readonly { readonly length: number }[]): Promise<Float32Array[]> {
    return ranges.map(({ length }) => new Float32Array(length))
  }

  addTable(codes: Codes): EncodedTable {
    return { rows: codes.rows, width: codes.width, bytes: codesBytes(codes), dispose() {} }
  }

  prepare(plan: Plan): Prepared {
    return { ready: async () => {}, run: () => void this.#run.push(plan), dispose() {} }
  }

  /** Median over so many steps: now and then a private draw needs a second chunk. */
  async cost(step: () => Promise<void>, steps: number): Promise<StepCost> {
    const costs: StepCost[] = []
    for (let i = 0; i < steps; i++) {
      this.#run = []
      await step()
      costs.push({
        launches: this.#run.reduce((sum, { launches }) => sum + launches.length, 0),
        multiplyAdds: this.#run.reduce((sum, plan) => sum + multiplyAdds(plan), 0),
      })
    }
    return {
      launches: median(costs.map(({ launches }) => launches)),
      multiplyAdds: median(costs.map(({ multiplyAdds }) => multiplyAdds)),
    }
  }
}

function multiplyAdds({ launches }: Plan): number {
  let sum = 0
  for (const { parts } of launches) {
    for (const part of parts) if (part.kind === 'product') sum += part.rows * part.columns * part.inner
  }
  return sum
}

/** An executor that keeps the plans it was given, so that their launches can be run by themselves. */
export class WatchedExecutor implements Executor {
  readonly #executor: Executor
  readonly #plans: { plan: Plan; runs: number }[] = []

  constructor(executor: Executor) {
    this.#executor = executor
  }

  get backend(): BackendName {
    return this.#executor.backend
  }

  allocate(length: number): number {
    return this.#executor.allocate(length)
  }

  release(offset: number, length: number): void {
    this.#executor.release(offset, length)
  }

  write(offset: number, values: Float32Array): void {
    this.#executor.write(offset, values)
  }

  read(ranges: readonly { readonly offset: number; readonly length: number }[]): Promise<Float32Array[]> {
    return this.#executor.read(ranges)
  }

  addTable(codes: Codes): EncodedTable {
    return this.#executor.addTable(codes)
  }

  prepare(plan: Plan, immediate: boolean): Prepared {
    const kept = { plan, runs: 0 }
    this.#plans.push(kept)
    const prepared = this.#executor.prepare(plan, immediate)
    return {
      ready: (onProgress) => prepared.ready(onProgress),
      run: () => {
        kept.runs++
        return prepared.run()
      },
      dispose: () => prepared.dispose(),
    }
  }

  /** The plan that was run most, made anew with all its launches repeated so many times in one run. */
  async repeated(times: number): Promise<Prepared> {
    const { plan } = this.#plans.reduce((most, each) => (each.runs > most.runs ? each : most))
    const launches = Array.from({ length: times }, () => plan.launches).flat()
    const prepared = this.#executor.prepare({ ...plan, launches }, false)
    await prepared.ready()
    return prepared
  }
}
