// Series: growing numeric curves kept outside React, so that a thousand steps a second cost a push and nothing more.
import { thin } from './lttb.ts'

export class Series<Name extends string> {
  readonly names: readonly Name[]
  #length = 0
  #x: Float64Array = new Float64Array(1024)
  #ys: Float64Array[]

  constructor(names: readonly Name[]) {
    this.names = names
    this.#ys = names.map(() => new Float64Array(1024))
  }

  get length(): number {
    return this.#length
  }

  /** Points that are not finite are left out: a curve cannot show them, the run reports them. */
  push(x: number, values: Record<Name, number>): void {
    if (!this.names.every((name) => Number.isFinite(values[name]))) return
    if (this.#length === this.#x.length) {
      this.#x = grown(this.#x)
      this.#ys = this.#ys.map(grown)
    }
    this.#x[this.#length] = x
    this.names.forEach((name, i) => {
      this.#ys[i][this.#length] = values[name]
    })
    this.#length++
  }

  /** Forgets what lies beyond `x`: a run that goes back goes there again. */
  trim(x: number): void {
    while (this.#length > 0 && this.#x[this.#length - 1] > x) this.#length--
  }

  clear(): void {
    this.#length = 0
  }

  /** At most `limit` points as a chart takes them. */
  points(limit: number): (Record<Name, number> & { x: number })[] {
    return thin(this.#x, this.#ys, this.#length, limit).map((i) => {
      const point: Record<string, number> = { x: this.#x[i] }
      this.names.forEach((name, s) => {
        point[name] = this.#ys[s][i]
      })
      return point as Record<Name, number> & { x: number }
    })
  }
}

function grown(values: Float64Array): Float64Array {
  const larger = new Float64Array(values.length * 2)
  larger.set(values)
  return larger
}
