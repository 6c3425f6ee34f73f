// Executor: runs plans on a graphics processor through WebGPU.
import type { Device } from '../device.ts'
import { DeviceLostError } from '../errors.ts'
import type { Codes, EncodedTable } from '../kernels.ts'
import type { Executor, Prepared } from '../program/executor.ts'
import type { Plan } from '../program/plan.ts'
import { Health } from './health.ts'
import { Memory } from './memory.ts'
import { Pipelines } from './pipelines.ts'
import { WebGpuProgram } from './program.ts'
import { RunQueue } from './queue.ts'
import { WebGpuTable } from './table.ts'
import { Variables } from './variables.ts'

export class WebGpuExecutor implements Executor {
  readonly backend = 'webgpu'
  readonly #gpu: GPUDevice
  readonly #health: Health
  readonly #memory: Memory
  readonly #pipelines: Pipelines
  readonly #queue: RunQueue
  readonly #variables: Variables

  readonly #cooperative: boolean

  /** `device` hears of the loss of `gpu`. `cooperative`: as of `launchShader`; default: if the device is no imitation. */
  constructor(gpu: GPUDevice, device: Device, cooperative = !device.software) {
    this.#cooperative = cooperative
    this.#gpu = gpu
    this.#health = new Health(gpu, device)
    this.#memory = new Memory(gpu, this.#health)
    this.#pipelines = new Pipelines(gpu, this.#health)
    this.#queue = new RunQueue(gpu, this.#health)
    this.#variables = new Variables(this.#memory, () => this.#queue.flush())
  }

  /** Commands handed to the device so far: several runs share one. */
  get submits(): number {
    return this.#queue.submits
  }

  allocate(length: number): number {
    return this.#variables.allocate(length)
  }

  release(offset: number, length: number): void {
    this.#variables.release(offset, length)
  }

  write(offset: number, values: Float32Array): void {
    this.#queue.flush()
    this.#gpu.queue.writeBuffer(this.#variables.buffer, 4 * offset, values as Float32Array<ArrayBuffer>)
  }

  async read(ranges: readonly { readonly offset: number; readonly length: number }[]): Promise<Float32Array[]> {
    this.#health.check()
    this.#queue.flush()
    const total = ranges.reduce((sum, { length }) => sum + length, 0)
    const { MAP_READ, COPY_DST } = GPUBufferUsage
    const landing = this.#memory.buffer('landing', total, MAP_READ | COPY_DST)
    try {
      this.#health.guard('validation', () => {
        const encoder = this.#gpu.createCommandEncoder()
        let at = 0
        for (const { offset, length } of ranges) {
          encoder.copyBufferToBuffer(this.#variables.buffer, 4 * offset, landing, 4 * at, 4 * length)
          at += length
        }
        this.#gpu.queue.submit([encoder.finish()])
      })
      await this.#map(landing)
      // A refused command leaves zeros behind: its verdict is in by now, or is waited for.
      await this.#health.settled()
      const all = new Float32Array(landing.getMappedRange().slice(0))
      let end = 0
      return ranges.map(({ length }) => {
        end += length
        return all.slice(end - length, end)
      })
    } finally {
      this.#memory.free(landing)
    }
  }

  addTable(codes: Codes): EncodedTable {
    return new WebGpuTable(codes, this.#memory, () => this.#queue.flush())
  }

  prepare(plan: Plan, immediate: boolean): Prepared {
    const shared = {
      memory: this.#memory,
      pipelines: this.#pipelines,
      queue: this.#queue,
      variables: this.#variables,
      cooperative: this.#cooperative,
      check: () => this.#health.check(),
    }
    return new WebGpuProgram(plan, shared, immediate)
  }

  async #map(buffer: GPUBuffer): Promise<void> {
    try {
      await buffer.mapAsync(GPUMapMode.READ)
    } catch (error) {
      // The reason first, where it has come in.
      await this.#health.settled()
      throw new DeviceLostError('webgpu', String(error))
    }
  }
}
