// Axis: a column's numbers as bins see them: whole steps of the last decimal, or any numbers.
import type { Numbers } from '../privacy/partition.ts'
import type { Range, Step } from '../privacy/shape.ts'
import type { NumberColumn } from '../table/table.ts'

/** Numbers of more decimals are seen as any numbers: their steps could not be counted. */
const mostDecimals = 9

/** Where the outermost bins end. */
const mostSteps = 2 ** 80

export class Axis {
  readonly step: Step
  readonly #scale: number

  /** `decimals`: digits behind the decimal mark; `null`: all that a double has, no steps. */
  constructor(decimals: number | null) {
    this.step = decimals === null || decimals > mostDecimals ? 0 : 1
    this.#scale = this.step === 0 ? 1 : 10 ** (decimals ?? 0)
  }

  /** Where a value lies. */
  place(value: number): number {
    if (this.step === 0) return value + 0
    return Math.min(Math.max(Math.round(value * this.#scale), -mostSteps), mostSteps) + 0
  }

  /** The distance between two steps; 0: there are none. */
  get stepWidth(): number {
    return this.step / this.#scale
  }

  /** The value at a place. */
  value(place: number): number {
    return place / this.#scale + 0
  }

  /** The value at an edge of a bin: between two steps. */
  edge(edge: number): number {
    return this.step === 0 ? edge : (edge - 0.5) / this.#scale
  }

  sort({ values, missing }: NumberColumn): Numbers {
    const present = new Float64Array(values.length)
    let count = 0
    for (let r = 0; r < values.length; r++) {
      if (missing[r] === 0 && Number.isFinite(values[r])) present[count++] = this.place(values[r])
    }
    return { sorted: present.subarray(0, count).sort(), missing: values.length - count }
  }

  /** Smallest and largest value, as bins are cut between. */
  range({ minimum, maximum }: { readonly minimum: number; readonly maximum: number }): Range {
    const from = this.place(minimum)
    const to = this.place(maximum)
    if (this.step === 1) return { from, to: to + 1 }
    return { from, to: to > from ? to : from + Math.max(Number.MIN_VALUE, Math.abs(from) * 2 ** -52) }
  }

  /** From the smallest to the largest number itself: a look at the data. */
  ownRange({ sorted }: Numbers): Range {
    if (sorted.length === 0) return this.range({ minimum: 0, maximum: 0 })
    return this.range({ minimum: this.value(sorted[0]), maximum: this.value(sorted[sorted.length - 1]) })
  }

  /** Smallest and largest value of bins. */
  bounds(edges: Float64Array): { minimum: number; maximum: number } {
    return { minimum: this.value(edges[0]), maximum: this.value(edges[edges.length - 1] - this.step) }
  }
}
