// Allocator: hands out ranges of one growing memory, each at the start of a cache line.

/** Bytes of a cache line, and of what is handed out at least. */
export const lineBytes = 64

interface Range {
  readonly start: number
  readonly bytes: number
}

const upToLine = (bytes: number): number => Math.max(1, Math.ceil(bytes / lineBytes)) * lineBytes

export class Allocator {
  /** Free ranges below the end, by address; neighbours are always joined. */
  #free: Range[] = []
  #end: number

  /** `start`: the first byte to hand out; a multiple of a line. */
  constructor(start: number) {
    this.#end = start
  }

  /** One past the last byte ever handed out and not given back. */
  get end(): number {
    return this.#end
  }

  /** The first byte of a range: the smallest free one that is large enough, else a new one at the end. */
  allocate(bytes: number): number {
    const wanted = upToLine(bytes)
    let best: Range | undefined
    for (const range of this.#free) if (range.bytes >= wanted && range.bytes < (best?.bytes ?? Infinity)) best = range
    if (!best) {
      const start = this.#end
      this.#end += wanted
      return start
    }
    const { start } = best
    const rest = { start: start + wanted, bytes: best.bytes - wanted }
    this.#free = this.#free.flatMap((range) => (range !== best ? [range] : rest.bytes > 0 ? [rest] : []))
    return start
  }

  /** Takes back what `allocate(bytes)` gave. */
  release(start: number, bytes: number): void {
    const ranges = [...this.#free, { start, bytes: upToLine(bytes) }].sort((a, b) => a.start - b.start)
    const joined: Range[] = []
    for (const range of ranges) {
      const before = joined.at(-1)
      if (before && before.start + before.bytes === range.start) {
        joined[joined.length - 1] = { start: before.start, bytes: before.bytes + range.bytes }
      } else joined.push(range)
    }
    const last = joined.at(-1)
    if (last && last.start + last.bytes === this.#end) {
      joined.pop()
      this.#end = last.start
    }
    this.#free = joined
  }
}
