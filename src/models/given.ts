// Given: what rows are to hold before they are drawn.

/** What is given of each row, choice by choice, in the order of the choice segments. */
export interface Given {
  /** One array of [rows] a choice: the option that the row must have, −1 where it is not fixed. */
  readonly options: readonly Int32Array[]
  /** Of choices that are fixed in no row, 1 for every option that all rows may have; null: any. */
  readonly allowed?: readonly (Uint8Array | null)[]
}
