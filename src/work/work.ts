// Work: long work done piece by piece, so that between two pieces others have their turn and it can be given up.

/**
 * Yields between two pieces, each of some milliseconds; its result comes at the end. A piece may tell whoever started the work
 * how far it is, but hands nothing out: given up between two pieces, it leaves nothing behind.
 */
export type Work<T> = Generator<void, T, void>

/** Does all of it at once, for whoever has nobody to wait for. */
export function finished<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}
