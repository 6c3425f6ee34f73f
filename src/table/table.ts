// Table: rows of private data as columns of typed arrays, never as row objects.

/** Whole or real numbers, or instants (milliseconds since 1970-01-01T00:00Z; by the file's wall clock where it tells no offset). */
export interface NumberColumn {
  readonly kind: 'number'
  /** [rows]; 0 where missing. */
  readonly values: Float64Array
  /** [rows]; 1 where the cell holds no value. */
  readonly missing: Uint8Array
  /** [rows]; minutes ahead of UTC by which each instant is written, where the field's format has an offset. */
  readonly offsets?: Int16Array
}

/** Words from a list: categories, booleans, constants. */
export interface CategoryColumn {
  readonly kind: 'category'
  /** [rows], index into `categories`; 0 where missing. */
  readonly codes: Uint32Array
  readonly categories: readonly string[]
  readonly missing: Uint8Array
}

/** Texts that are mostly different: free text and identifiers. Row r is bytes[offsets[r] … offsets[r + 1]), UTF-8. */
export interface TextColumn {
  readonly kind: 'text'
  readonly bytes: Uint8Array
  /** [rows + 1]. */
  readonly offsets: Uint32Array
  readonly missing: Uint8Array
}

export type Column = NumberColumn | CategoryColumn | TextColumn

/** Column i belongs to field i of the table's Schema. */
export interface Table {
  readonly rows: number
  readonly columns: readonly Column[]
}
