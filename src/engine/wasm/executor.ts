// Executor: programs in WebAssembly of our own, on all cores where memory can be shared.
import { codesBytes } from '../codes.ts'
import type { Device } from '../device.ts'
import { DeviceLostError } from '../errors.ts'
import type { Codes, EncodedTable } from '../kernels.ts'
import type { Executor, Prepared } from '../program/executor.ts'
import type { Plan } from '../program/plan.ts'
import type { Memory } from './memory.ts'
import { type Machine, WasmProgram } from './program.ts'
import { MemoryTable } from './table.ts'

export class WasmExecutor implements Executor {
  readonly backend = 'wasm'
  readonly #machine: Machine
  readonly #memory: Memory
  readonly #device: Device

  constructor(machine: Machine) {
    this.#machine = machine
    this.#memory = machine.memory
    this.#device = machine.device
  }

  allocate(length: number): number {
    return this.#memory.allocate('a variable', 4 * length) / 4
  }

  release(offset: number, length: number): void {
    this.#memory.release(4 * offset, 4 * length)
  }

  write(offset: number, values: Float32Array): void {
    this.#memory.floats(4 * offset, values.length).set(values)
  }

  async read(ranges: readonly { readonly offset: number; readonly length: number }[]): Promise<Float32Array[]> {
    if (this.#device.lost !== null) throw new DeviceLostError('wasm', this.#device.lost)
    return ranges.map(({ offset, length }) => new Float32Array(this.#memory.floats(4 * offset, length)))
  }

  addTable(codes: Codes): EncodedTable {
    const ranges = codes.columns.map((column, s) => {
      const { width, kind } = codes.segments[s]
      // A one beyond its segment would be written over something else.
      if (kind === 'choice' && column.some((option) => option >= width)) {
        throw new RangeError(`A choice of ${width} options has the code ${Math.max(...column)}.`)
      }
      return { start: this.#memory.allocate('a table', column.byteLength), bytes: column.byteLength }
    })
    for (const [s, { start, bytes }] of ranges.entries()) {
      const { buffer, byteOffset } = codes.columns[s]
      this.#memory.bytes(start, bytes).set(new Uint8Array(buffer, byteOffset, bytes))
    }
    const addresses = ranges.map(({ start }) => start)
    return new MemoryTable(codes, addresses, codesBytes(codes), () => {
      for (const { start, bytes } of ranges) this.#memory.release(start, bytes)
    })
  }

  prepare(plan: Plan, immediate: boolean): Prepared {
    return new WasmProgram(this.#machine, plan, immediate)
  }
}
