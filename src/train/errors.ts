// What can end a run before its time.

/** There is nothing to learn: no rows, or no field that is learnt. */
export class NothingToLearnError extends Error {
  override readonly name = 'NothingToLearnError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(rows: number, width: number) {
    const what = rows === 0 ? 'The table has no rows.' : 'No field of the table is learnt.'
    super(`${what} Include at least one field that is not an identifier, a text or a constant.`)
    this.values = { rows, width }
  }
}

/** The tables of all pairs of so many fields would pass the memory of a page. */
export class TooManyPairsError extends Error {
  override readonly name = 'TooManyPairsError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(fields: number, limit: number) {
    super(
      `The table has ${fields} fields to learn; tables of all their pairs are kept for at most ${limit}. Leave fields out, or choose the model vae, which needs none.`,
    )
    this.values = { fields, limit }
  }
}

/** The run failed again and again although it was set back to its last checkpoint. */
export class TrainingFailedError extends Error {
  override readonly name = 'TrainingFailedError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(step: number, tries: number, cause: Error) {
    super(
      `Training failed at step ${step}, after ${tries} restarts from the last checkpoint: ${cause.message} Choose another backend or lower the learning rates.`,
      { cause },
    )
    this.values = { step, tries, cause: cause.message }
  }
}
