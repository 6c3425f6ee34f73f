// What becomes of work that is given up.

/** Somebody asked for it. Nothing went wrong, and all is as it was before. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError'
  readonly values: Readonly<Record<string, string | number>> = {}

  constructor() {
    super('Stopped. All is as it was before.')
  }
}
