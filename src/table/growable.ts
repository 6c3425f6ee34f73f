// Growable: typed arrays of unknown length, sized by how much of the file has been read.

type Numbers =
  | Float64Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>

/** How much of the whole has come, 0 to 1, so that arrays can take the room that they will need at once. */
export interface Extent {
  share: number
}

/** A copy with room for `least` numbers and for as many as are to be expected; half as many again where that is not known. */
export function grown<T extends Numbers>(array: T, least: number, extent: Extent = { share: 1 }): T {
  const expected = extent.share > 0 && extent.share < 1 ? (1.03 * least) / extent.share : 1.5 * least
  const larger = new (array.constructor as new (length: number) => T)(Math.ceil(Math.max(expected, array.length)))
  larger.set(array)
  return larger
}

/** The first `length` numbers; a copy only where much room would be wasted. */
export function fitted<T extends Numbers>(array: T, length: number): T {
  return (array.length - length > length / 16 ? array.slice(0, length) : array.subarray(0, length)) as T
}

/** Numbers appended some at a time. */
export class Growable<T extends Numbers> {
  readonly #extent: Extent
  #array: T
  length = 0

  constructor(empty: T, extent: Extent) {
    this.#array = empty
    this.#extent = extent
  }

  /** Appends the first `count` of `values`. */
  append(values: T, count: number): void {
    const length = this.length + count
    if (length > this.#array.length) this.#array = grown(this.#array, length, this.#extent)
    this.#array.set(values.subarray(0, count), this.length)
    this.length = length
  }

  at(index: number): number {
    return this.#array[index]
  }

  finish(): T {
    return fitted(this.#array, this.length)
  }
}
