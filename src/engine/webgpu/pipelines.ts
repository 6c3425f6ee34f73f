// Pipelines: compiled shaders, one a text, shared by all programs of a device.
import { ShaderError } from '../errors.ts'
import type { Health } from './health.ts'

export class Pipelines {
  readonly #device: GPUDevice
  readonly #health: Health
  readonly #layouts: Record<'plain' | 'table', GPUPipelineLayout>
  readonly #ready = new Map<string, GPUComputePipeline>()
  readonly #coming = new Map<string, Promise<void>>()
  /** Of group 0: variables, working memory, feeds, numbers. */
  readonly programLayout: GPUBindGroupLayout
  /** Of group 1: an encoded table. */
  readonly tableLayout: GPUBindGroupLayout

  constructor(device: GPUDevice, health: Health) {
    this.#device = device
    this.#health = health
    const entry = (binding: number, type: GPUBufferBindingType, hasDynamicOffset = false): GPUBindGroupLayoutEntry => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type, hasDynamicOffset },
    })
    this.programLayout = device.createBindGroupLayout({
      entries: [
        entry(0, 'storage'),
        entry(1, 'storage'),
        entry(2, 'read-only-storage'),
        entry(3, 'read-only-storage', true),
      ],
    })
    this.tableLayout = device.createBindGroupLayout({ entries: [entry(0, 'read-only-storage')] })
    this.#layouts = {
      plain: device.createPipelineLayout({ bindGroupLayouts: [this.programLayout] }),
      table: device.createPipelineLayout({ bindGroupLayouts: [this.programLayout, this.tableLayout] }),
    }
  }

  /** Compiles beside all else. Rejects with ShaderError. */
  prepare(text: string, hasTable: boolean): Promise<void> {
    if (this.#ready.has(text)) return Promise.resolve()
    const coming =
      this.#coming.get(text) ??
      this.#compile(text, hasTable).finally(() => {
        this.#coming.delete(text)
      })
    this.#coming.set(text, coming)
    return coming
  }

  /** Compiles at once if need be. A text that does not compile is an error at the next look at the device's health. */
  get(text: string, hasTable: boolean): GPUComputePipeline {
    const known = this.#ready.get(text)
    if (known) return known
    const failure = (message: string) => new ShaderError('webgpu', message)
    const pipeline = this.#health.guard(
      'validation',
      () => this.#device.createComputePipeline(this.#descriptor(text, hasTable)),
      failure,
    )
    this.#ready.set(text, pipeline)
    return pipeline
  }

  async #compile(text: string, hasTable: boolean): Promise<void> {
    this.#device.pushErrorScope('validation')
    const coming = this.#device.createComputePipelineAsync(this.#descriptor(text, hasTable))
    const verdict = this.#device.popErrorScope()
    try {
      const [pipeline, error] = await Promise.all([coming, verdict])
      if (error) throw error
      this.#ready.set(text, pipeline)
    } catch (error) {
      this.#health.check()
      throw new ShaderError(
        'webgpu',
        error instanceof Object && 'message' in error ? String(error.message) : String(error),
      )
    }
  }

  #descriptor(text: string, hasTable: boolean): GPUComputePipelineDescriptor {
    const module = this.#device.createShaderModule({ code: text })
    return { layout: this.#layouts[hasTable ? 'table' : 'plain'], compute: { module, entryPoint: 'main' } }
  }
}
