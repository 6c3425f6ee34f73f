// Growable: arrays of unknown length, kept as blocks, so that growing copies nothing and wastes at most a block.

const blockLength = 1 << 15

type Numbers = Float64Array | Uint32Array | Uint8Array

/** Numbers appended one at a time. `make` makes a block of the wanted kind. */
export class Growable<T extends Numbers> {
  readonly #make: (length: number) => T
  readonly #blocks: T[] = []
  #block: T
  #at = 0

  constructor(make: (length: number) => T) {
    this.#make = make
    this.#block = make(blockLength)
  }

  get length(): number {
    return this.#blocks.length * blockLength + this.#at
  }

  push(value: number): void {
    if (this.#at === blockLength) {
      this.#blocks.push(this.#block)
      this.#block = this.#make(blockLength)
      this.#at = 0
    }
    this.#block[this.#at++] = value
  }

  at(index: number): number {
    const block = Math.floor(index / blockLength)
    return (block < this.#blocks.length ? this.#blocks[block] : this.#block)[index % blockLength]
  }

  /** All numbers in one array. Empties this. */
  finish(): T {
    const whole = this.#make(this.length)
    this.#blocks.push(this.#block.subarray(0, this.#at) as T)
    this.#blocks.forEach((block, i) => {
      whole.set(block, i * blockLength)
    })
    this.#blocks.length = 0
    this.#at = 0
    return whole
  }
}

export const growableFloats = () => new Growable((length) => new Float64Array(length))
export const growableIndices = () => new Growable((length) => new Uint32Array(length))
export const growableBytes = () => new Growable((length) => new Uint8Array(length))
