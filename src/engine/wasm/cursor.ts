// Cursor: where the generated code stands in the matrices that it walks through together.
import type { FunctionBuilder, Local } from './assembler.ts'
import type { Place } from './generation.ts'
import { type LaneCount, loadLanes, storeLanes } from './lanes.ts'

/**
 * A position (row, column) in all of some places. Code for the vectors around it, `down` rows below and `right` columns to
 * the right, takes its addresses from one local a row stride; everything else is a constant.
 */
export class Cursor {
  readonly #f: FunctionBuilder
  /** Byte offset of the row, one a row stride. */
  readonly #rows = new Map<number, Local>()
  /** The same plus that of the column, for places with neighbouring columns. */
  readonly #corners = new Map<number, Local>()
  readonly #column: Local
  readonly #loaded = new Map<string, Local>()

  constructor(f: FunctionBuilder, places: readonly Place[]) {
    this.#f = f
    this.#column = f.local('i32')
    for (const { rowStride, columnStride } of places) {
      if (columnStride !== 0 && columnStride !== 1)
        throw new TypeError(`A column stride of ${columnStride} has no code.`)
      if (rowStride === 0) continue
      if (!this.#rows.has(rowStride)) this.#rows.set(rowStride, f.local('i32'))
      if (columnStride === 1 && !this.#corners.has(rowStride)) this.#corners.set(rowStride, f.local('i32'))
    }
  }

  /** Goes to a row; the column is to be set anew. */
  toRow(row: Local): void {
    for (const [stride, local] of this.#rows) {
      this.#f
        .get(row)
        .i32(4 * stride)
        .op('i32.mul')
        .set(local)
    }
  }

  /** Goes to a column of the row; takes its byte offset off the stack. */
  toColumn(): void {
    this.#f.set(this.#column)
    for (const [stride, local] of this.#corners) {
      this.#f.get(this.#rowOffset(stride)).get(this.#column).op('i32.add').set(local)
    }
  }

  /**
   * Loads, ahead of a loop, what is the same for all columns: `number` those that are one number for all rows too, `row`
   * those that change with the row.
   */
  hoist(places: readonly Place[], which: 'number' | 'row'): void {
    for (const place of places) {
      if (place.columnStride === 0 && (place.rowStride === 0) === (which === 'number')) this.#loadOnce(place, 0, 0, 4)
    }
  }

  /** Runs `body`, after which what it has loaded is forgotten: for code that need not run. */
  branch(body: () => void): void {
    const before = [...this.#loaded]
    body()
    this.#loaded.clear()
    for (const [key, local] of before) this.#loaded.set(key, local)
  }

  /** Pushes up to four numbers of a place; each vector is loaded once. */
  load(place: Place, down: number, right: number, lanes: LaneCount): void {
    this.#f.get(this.#loadOnce(place, down, right, lanes))
  }

  store(place: Place, down: number, right: number, lanes: LaneCount, value: Local): void {
    const { offset, pushAddress } = this.#address(place, down, right)
    storeLanes(this.#f, pushAddress, offset, lanes, value)
  }

  #loadOnce(place: Place, down: number, right: number, lanes: LaneCount): Local {
    const { address, rowStride, columnStride } = place
    const key = [address, rowStride, columnStride, rowStride && down, columnStride && right].join()
    const before = this.#loaded.get(key)
    if (before) return before
    const local = this.#f.local('v128')
    const { offset, pushAddress } = this.#address(place, down, right)
    if (columnStride === 0) {
      pushAddress()
      this.#f.memory('v128.load32_splat', offset)
    } else loadLanes(this.#f, pushAddress, offset, lanes)
    this.#f.set(local)
    this.#loaded.set(key, local)
    return local
  }

  #address({ address, rowStride, columnStride }: Place, down: number, right: number) {
    const offset = address + 4 * (down * rowStride + right * columnStride)
    const f = this.#f
    const pushAddress = (): void => {
      if (columnStride === 1) f.get(this.#corners.get(rowStride) ?? this.#column)
      else if (rowStride === 0) f.i32(0)
      else f.get(this.#rowOffset(rowStride))
    }
    return { offset, pushAddress }
  }

  #rowOffset(stride: number): Local {
    return this.#rows.get(stride) as Local
  }
}
