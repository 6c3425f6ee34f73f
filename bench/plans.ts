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

  /** What a step runs. */
  async plans(step: () => Promise<void>): Promise<readonly Plan[]> {
    this.#run = []
    await step()
    return this.#run
  }

  /** Median over so many steps: now and then a private draw needs a second chunk. */
  async cost(step: () => Promise<void>, steps: number): Promise<StepCost> {
    const costs: StepCost[] = []
    for (let i = 0; i < steps; i++) {
      const plans = await this.plans(step)
      costs.push({
        launches: plans.reduce((sum, { launches }) => sum + launches.length, 0),
        multiplyAdds: plans.reduce((sum, plan) => sum + multiplyAdds(plan), 0),
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
