// Compiled kernels: a backend whose bodies are recorded, planned and run by an executor.
import type { BackendName, Codes, EncodedTable, Kernels, Program, ProgramCost, Tensor } from '../kernels.ts'
import { requireSame, requireSize } from '../shapes.ts'
import { costOf } from './cost.ts'
import type { Executor, Prepared } from './executor.ts'
import { RecordedFunctions } from './functions.ts'
import { Held } from './held.ts'
import type { Plan } from './plan.ts'
import { plan } from './planner.ts'
import { Recorded, Recorder } from './recorder.ts'
import { textOf } from './text.ts'

export function createCompiledKernels(executor: Executor): Kernels {
  return new CompiledKernels(executor)
}

/** A body that is ready to run, with all that it keeps among the variables. */
interface Compiled<Result> {
  readonly plan: Plan
  readonly prepared: Prepared
  readonly result: Result
  /** Constants of the program. */
  readonly constants: readonly Held[]
  /** What the body returned. */
  readonly results: readonly Held[]
}

class CompiledKernels extends RecordedFunctions implements Kernels {
  readonly backend: BackendName
  readonly #executor: Executor
  readonly #live = new Set<Held>()
  #recorder: Recorder | null = null

  constructor(executor: Executor) {
    super()
    this.backend = executor.backend
    this.#executor = executor
  }

  protected get recorder(): Recorder {
    if (!this.#recorder) throw new TypeError(`${this.backend} computes within the body of a program or a scope alone`)
    return this.#recorder
  }

  variable(name: string, values: Float32Array, rows: number, columns: number): Tensor {
    requireSize('variable', values.length, rows, columns)
    const held = this.#hold(name, rows, columns)
    this.#executor.write(held.offset, values)
    return held
  }

  assign(variable: Tensor, value: Tensor): void {
    requireSame('assign', variable, value)
    this.recorder.assign(heldOf(variable), this.recorder.of(value))
  }

  write(variable: Tensor, values: Float32Array): void {
    requireSize('write', values.length, variable.rows, variable.columns)
    this.#executor.write(heldOf(variable).offset, values)
  }

  table(codes: Codes): EncodedTable {
    return this.#executor.addTable(codes)
  }

  read(tensors: readonly Tensor[]): Promise<Float32Array[]> {
    return this.#executor.read(tensors.map((tensor) => heldOf(tensor)))
  }

  dispose(tensors: Iterable<Tensor>): void {
    for (const tensor of tensors) this.#release(heldOf(tensor))
  }

  live(): number {
    return this.#live.size
  }

  program<Result>(name: string, body: () => Result): Program<Result> {
    return new CompiledProgram(
      () => this.#compile(name, body, false),
      (compiled) => {
        compiled.prepared.dispose()
        for (const held of [...compiled.constants, ...compiled.results]) this.#release(held)
      },
    )
  }

  scope<T>(body: () => T): T {
    if (this.#recorder) return body()
    const { prepared, result, constants } = this.#compile('scope', body, true)
    void prepared.run()
    prepared.dispose()
    for (const held of constants) this.#release(held)
    return result
  }

  #compile<Result>(name: string, body: () => Result, immediate: boolean): Compiled<Result> {
    if (this.#recorder) throw new TypeError('a program cannot be compiled within a body')
    const recorder = new Recorder()
    const results: Held[] = []
    const constants: Held[] = []
    this.#recorder = recorder
    try {
      const result = mapTensors(body(), (tensor) => {
        if (tensor instanceof Held) return tensor
        const held = this.#hold(`result${results.length + 1}`, tensor.rows, tensor.columns)
        results.push(held)
        recorder.assign(held, recorder.of(tensor))
        return held
      })
      const planned = plan(recorder.finish(name), (values, rows, columns) => {
        const held = this.#hold(`constant${constants.length + 1}`, rows, columns)
        constants.push(held)
        this.#executor.write(held.offset, values)
        return held
      })
      return { plan: planned, prepared: this.#executor.prepare(planned, immediate), result, constants, results }
    } catch (error) {
      for (const held of [...results, ...constants]) this.#release(held)
      throw error
    } finally {
      this.#recorder = null
    }
  }

  #hold(name: string, rows: number, columns: number): Held {
    const held = new Held(name, rows, columns, this.#executor.allocate(rows * columns))
    this.#live.add(held)
    return held
  }

  #release(held: Held): void {
    if (!this.#live.delete(held)) return
    this.#executor.release(held.offset, held.length)
  }
}

class CompiledProgram<Result> implements Program<Result> {
  readonly #compile: () => Compiled<Result>
  readonly #free: (compiled: Compiled<Result>) => void
  #compiled: Compiled<Result> | null = null
  #ready = false
  #ran = false

  constructor(compile: () => Compiled<Result>, free: (compiled: Compiled<Result>) => void) {
    this.#compile = compile
    this.#free = free
  }

  get result(): Result {
    if (!this.#ran) throw new TypeError('a program has no result before its first run')
    return this.#all.result
  }

  get cost(): ProgramCost {
    return costOf(this.#all.plan)
  }

  get #all(): Compiled<Result> {
    this.#compiled ??= this.#compile()
    return this.#compiled
  }

  async ready(onProgress?: (done: number, of: number) => void): Promise<void> {
    await this.#all.prepared.ready(onProgress)
    this.#ready = true
  }

  async run(): Promise<void> {
    if (!this.#ready) await this.ready()
    this.#ran = true
    await this.#all.prepared.run()
  }

  text(): string {
    return textOf(this.#all.plan)
  }

  dispose(): void {
    if (this.#compiled) this.#free(this.#compiled)
    this.#compiled = null
    this.#ready = false
    this.#ran = false
  }
}

function heldOf(tensor: Tensor): Held {
  if (tensor instanceof Held) return tensor
  throw new TypeError('only variables and results outlive a body')
}

/** A value with every tensor in it, reachable through arrays and plain objects, replaced. */
function mapTensors<T>(value: T, replace: (tensor: Tensor) => Tensor): T {
  const map = (each: unknown): unknown => {
    if (each instanceof Recorded || each instanceof Held) return replace(each)
    if (Array.isArray(each)) return each.map(map)
    if (typeof each === 'object' && each !== null && Object.getPrototypeOf(each) === Object.prototype) {
      return Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, map(inner)]))
    }
    return each
  }
  return map(value) as T
}
