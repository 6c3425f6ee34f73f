// Growable: arrays of unknown length, kept as blocks, so that growing copies nothing and wastes at most a block.

const blockLength = 1 << 15

type Numbers = Float64Array | Uint32Array | Uint8Array

/** Numbers appended some at a time. `make` makes a block of the wanted kind. */
export class Growable<T extends Numbers> {
  readonly #make: (length: number) => T
  readonly #blocks: T[] = []
  #length = 0

  constructor(make: (length: number) => T) {
    this.#make = make
  }

  get length(): number {
    return this.#length
  }

  /** Appends the first `count` of `values`. */
  append(values: T, count: number): void {
    let from = 0
    while (from < count) {
      const at = this.#length % blockLength
      if (at === 0) this.#blocks.push(this.#make(blockLength))
      const room = Math.min(blockLength - at, count - from)
      this.#blocks[this.#blocks.length - 1].set(values.subarray(from, from + room), at)
      this.#length += room
      from += room
    }
  }

  at(index: number): number {
    return this.#blocks[Math.floor(index / blockLength)][index % blockLength]
  }

  /** All numbers in one array. Empties this. */
  finish(): T {
    const whole = this.#make(this.#length)
    this.#blocks.forEach((block, i) => {
      whole.set(block.subarray(0, this.#length - i * blockLength), i * blockLength)
    })
    this.#blocks.length = 0
    this.#length = 0
    return whole
  }
}

export const growableFloats = () => new Growable((length) => new Float64Array(length))
export const growableIndices = () => new Growable((length) => new Uint32Array(length))
export const growableBytes = () => new Growable((length) => new Uint8Array(length))

/** A copy with room for `least` numbers and half as many again. */
export function grown<T extends Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(
  array: T,
  least: number,
): T {
  const larger = new (array.constructor as new (length: number) => T)(Math.ceil(1.5 * Math.max(least, array.length)))
  larger.set(array)
  return larger
}
