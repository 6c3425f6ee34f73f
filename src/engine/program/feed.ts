// Feed: numbers that come from the host anew at every run.

/** 32-bit words: floats, row indices, or the key and number of a call of random numbers. */
export interface Feed {
  readonly label: string
  readonly words: number
  /** Writes all of them. Called once a run, in the order recorded. */
  readonly fill: (into: FeedView) => void
}

/** The same words, seen in three ways. */
export interface FeedView {
  readonly floats: Float32Array
  readonly integers: Int32Array
  readonly unsigned: Uint32Array
}

/** A view of `words` 32-bit words of a buffer from byte `offset` on. */
export function feedView(buffer: ArrayBufferLike, offset: number, words: number): FeedView {
  return {
    floats: new Float32Array(buffer, offset, words),
    integers: new Int32Array(buffer, offset, words),
    unsigned: new Uint32Array(buffer, offset, words),
  }
}
