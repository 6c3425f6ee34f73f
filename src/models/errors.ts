// What can be wrong with a recipe for a model.

/** A private run was asked for with a part that lets examples influence each other, so that none can be clipped alone. */
export class NotPrivateError extends Error {
  override readonly name = 'NotPrivateError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(part: string, why: string, what: string) {
    super(`${part} cannot be used with privacy: ${why} ${what}`)
    this.values = { part }
  }
}

/** A batch that does not divide into packs. */
export class PackingError extends Error {
  override readonly name = 'PackingError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(batch: number, packing: number) {
    super(`A batch of ${batch} rows does not divide into packs of ${packing}. Choose a batch that is a multiple of it.`)
    this.values = { batch, packing }
  }
}
