// What the page may ask at the wrong time.

/** Something is asked of a table, model or synthetic table that is not there. */
export class NothingOpenError extends Error {
  override readonly name = 'NothingOpenError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(what: string, remedy: string) {
    super(`There is no ${what} yet. ${remedy}`)
    this.values = { what }
  }
}

/** A run is going on. */
export class BusyError extends Error {
  override readonly name = 'BusyError'
  readonly values: Readonly<Record<string, string | number>> = {}

  constructor() {
    super('A training is going on. Stop it first.')
  }
}
