// Table: an encoded table on the device, as compact as it came.
import type { Codes, EncodedTable } from '../kernels.ts'
import type { Memory } from './memory.ts'

/** Stands in the place of an option where a column is a scalar's. */
const noOption = 0xffffffff

export class WebGpuTable implements EncodedTable {
  readonly rows: number
  readonly width: number
  /** Scalars first, [rows, scalars] floats; then the options chosen, [rows, choices], two in a word. */
  readonly buffer: GPUBuffer
  readonly bytes: number
  readonly scalars: number
  readonly choices: number
  /** Two words a column: its place among the scalars, or among the choices and its option. */
  readonly owners: readonly number[]
  readonly #memory: Memory
  readonly #beforeFree: () => void
  #disposed = false

  /** `beforeFree`: to hand over all work that reads the table. */
  constructor({ rows, width, segments, columns }: Codes, memory: Memory, beforeFree: () => void) {
    this.#beforeFree = beforeFree
    this.rows = rows
    this.width = width
    this.#memory = memory
    const owners = new Array<number>(2 * width).fill(0)
    let [scalars, choices] = [0, 0]
    const places = segments.map(({ kind, offset, width: options }) => {
      const place = kind === 'scalar' ? scalars++ : choices++
      for (let option = 0; option < options; option++) {
        owners[2 * (offset + option)] = place
        owners[2 * (offset + option) + 1] = kind === 'scalar' ? noOption : option
      }
      return place
    })
    this.owners = owners
    this.scalars = scalars
    this.choices = choices

    const words = rows * scalars + Math.ceil((rows * choices) / 2)
    this.bytes = 4 * words
    this.buffer = memory.buffer('table', words, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST)
    const floats = new Float32Array(words)
    const halves = new Uint16Array(floats.buffer, 4 * rows * scalars)
    segments.forEach(({ kind }, s) => {
      const [to, start, stride] = kind === 'scalar' ? [floats, 0, scalars] : [halves, 0, choices]
      for (let row = 0; row < rows; row++) to[start + row * stride + places[s]] = columns[s][row]
    })
    if (words > 0) memory.device.queue.writeBuffer(this.buffer, 0, floats)
  }

  /** In words: where the choices begin. */
  get choiceStart(): number {
    return this.rows * this.scalars
  }

  get disposed(): boolean {
    return this.#disposed
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#beforeFree()
    this.#memory.free(this.buffer)
  }
}
