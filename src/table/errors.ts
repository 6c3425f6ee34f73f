// The ways in which a file can fail to be a table, or a column to be what it is asked to be: one class per cause.

/** Everything that this room throws by intent. `values` holds the figures of the message, for saying it in another language. */
export abstract class TableError extends Error {
  abstract override readonly name: string
  readonly values: Readonly<Record<string, string | number>>

  constructor(message: string, values: Readonly<Record<string, string | number>> = {}) {
    super(message)
    this.values = values
  }
}

/** The file holds no character but blanks. */
export class EmptyFileError extends TableError {
  override readonly name = 'EmptyFileError'

  constructor(bytes: number) {
    super(
      `The file is empty (${bytes} bytes, no rows). Choose a file with a header row and at least one row of data.`,
      { bytes },
    )
  }
}

/** The file is of another kind: `kind` names it, e.g. `PNG image`. */
export class NotATableError extends TableError {
  override readonly name = 'NotATableError'

  constructor(kind: string, advice: string) {
    super(`This is no table that can be read here: it looks like ${kind}. ${advice}`, { kind, advice })
  }
}

/** The bytes are broken in a way that the engine's decoder gives up on. */
export class BrokenTextError extends TableError {
  override readonly name = 'BrokenTextError'

  constructor(encoding: string, byte: number) {
    super(
      `The text breaks off near byte ${byte}: it cannot be read as ${encoding}. Choose the file's true encoding, or save it again as UTF-8.`,
      { encoding, byte },
    )
  }
}

/** There are column names and nothing under them. */
export class HeaderOnlyError extends TableError {
  override readonly name = 'HeaderOnlyError'

  constructor(columns: number) {
    super(
      `The file has a header of ${columns} columns and no row of data. Choose a file with at least one row, or say that it has no header if its first row is data.`,
      { columns },
    )
  }
}

/** A quote opens and never closes, so that the rest of the file would be one cell. Row 0 is the header. */
export class UnclosedQuoteError extends TableError {
  override readonly name = 'UnclosedQuoteError'

  constructor(row: number, column: number) {
    super(
      `${row === 0 ? 'Header' : `Row ${row}`}, column ${column}: a quote (") opens here and never closes, so the rest of the file would be one cell. Close the quote, or double it (""), and open the file again.`,
      { row, column },
    )
  }
}

/** A row goes on beyond what one row may hold. */
export class RowTooLongError extends TableError {
  override readonly name = 'RowTooLongError'

  constructor(row: number, limit: number) {
    super(
      `Row ${row} is longer than ${limit} characters. Check that its quotes are closed and that the line ends and the encoding are right.`,
      { row, limit },
    )
  }
}

export class TooManyColumnsError extends TableError {
  override readonly name = 'TooManyColumnsError'

  constructor(columns: number, limit: number) {
    super(
      `The file has ${columns} columns; at most ${limit} can be learnt at once. Keep the columns that you need, or check that the delimiter is right.`,
      { columns, limit },
    )
  }
}

/** A column cannot be read as the type it is asked to be. `row` is the first offending row, counted from 1 without the header. */
export class FieldTypeError extends TableError {
  override readonly name = 'FieldTypeError'

  constructor(field: string, type: string, row: number, value: string, count: number) {
    const shown = value.length > 40 ? `${value.slice(0, 40)}…` : value
    super(
      `Column ${field}, row ${row}: '${shown}' is not ${typeNouns[type] ?? type} (${count} such ${count === 1 ? 'value' : 'values'}). Choose another type for the column, or mend the values in the file.`,
      { field, type, row, value: shown, count },
    )
  }
}

/** Some instants of a column are written with their offset from UTC and others without, so that they cannot be compared. */
export class MixedOffsetsError extends TableError {
  override readonly name = 'MixedOffsetsError'

  constructor(field: string, row: number, value: string, count: number) {
    super(
      `Column ${field}, row ${row}: '${value}' has no offset from UTC where others have one (${count} such ${count === 1 ? 'value' : 'values'}). Write the offset in every row, or in none.`,
      { field, row, value, count },
    )
  }
}

const typeNouns: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  real: 'a number',
  datetime: 'a date',
  boolean: 'one of two values',
  constant: "the column's only value",
}

/** A column has more distinct values than a category, boolean or constant may have. */
export class TooManyValuesError extends TableError {
  override readonly name = 'TooManyValuesError'

  constructor(field: string, type: string, distinct: number, limit: number) {
    super(
      `Column ${field} has ${distinct} distinct values; type ${type} takes at most ${limit}. Choose text or identifier for it, or another type.`,
      { field, type, distinct, limit },
    )
  }
}

/** A change of a field that makes no sense whatever the data: bounds upside down, a category twice. */
export class FieldChangeError extends TableError {
  override readonly name = 'FieldChangeError'

  constructor(field: string, why: string) {
    super(`Column ${field}: ${why}.`, { field, why })
  }
}

/** A file that should have another's columns lacks one. */
export class MissingColumnError extends TableError {
  override readonly name = 'MissingColumnError'

  constructor(field: string, found: readonly string[]) {
    const shown = found.slice(0, 20).join(', ') + (found.length > 20 ? ', …' : '')
    super(`The file lacks the column ${field}; it has ${shown}. Choose the file that was made from the same table.`, {
      field,
      found: shown,
    })
  }
}

/** A file of typed columns is cut off or damaged. */
export class BrokenFileError extends TableError {
  override readonly name = 'BrokenFileError'

  constructor(format: string, reason: string) {
    super(`The ${format} file is damaged or cut off: ${reason}. Copy or export it again and open the new file.`, {
      format,
      reason,
    })
  }
}

/** There are columns and no row in them. */
export class NoRowsError extends TableError {
  override readonly name = 'NoRowsError'

  constructor(columns: number) {
    super(`The file has ${columns} columns and no row. Choose a file with at least one row.`, { columns })
  }
}

/** Each cell of a column holds a list, a map or a record of its own. */
export class NestedColumnError extends TableError {
  override readonly name = 'NestedColumnError'

  constructor(field: string, kind: 'lists' | 'maps' | 'records') {
    super(
      `Column ${field} holds ${kind}; a table has one value in a cell. Leave the column out of the file, or give each part a column of its own, and open the file again.`,
      { field, kind },
    )
  }
}

/** A column of a typed file is of a type that has no place in a table: bytes, intervals, shapes. */
export class UnreadableColumnError extends TableError {
  override readonly name = 'UnreadableColumnError'

  constructor(field: string, type: string) {
    super(
      `Column ${field} is of type ${type}, which cannot be read as numbers, dates or words. Leave the column out of the file, or save it as text, and open the file again.`,
      { field, type },
    )
  }
}

/** A file is compressed or encrypted in a way that is not known here. */
export class UnknownCodecError extends TableError {
  override readonly name = 'UnknownCodecError'

  constructor(codec: string, known: readonly string[]) {
    super(
      `The file is packed with ${codec}; known are ${known.join(', ')}. Save it with one of these and open it again.`,
      {
        codec,
        known: known.join(', '),
      },
    )
  }
}

/** A condition names a column that is not there, or one that no condition can ask for (left out, made up at sampling). */
export class ConditionFieldError extends TableError {
  override readonly name = 'ConditionFieldError'

  constructor(field: string, there: boolean, askable: readonly string[]) {
    const shown = askable.slice(0, 40).join(', ') + (askable.length > 40 ? ', …' : '')
    super(
      there
        ? `Nothing can be asked of the column ${field}: its values are left out or made up. Conditions can name: ${shown}.`
        : `A condition names the column "${field}"; there are: ${shown}.`,
      { field, askable: shown },
    )
  }
}

/** A condition compares words by size. */
export class ConditionOperatorError extends TableError {
  override readonly name = 'ConditionOperatorError'

  constructor(field: string, operator: string, type: string) {
    super(`Column ${field}: ${operator} works on numbers and dates; the column is of type ${type}. Use = or !=.`, {
      field,
      operator,
      type,
    })
  }
}

/** A condition's value cannot be compared with its column. */
export class ConditionValueError extends TableError {
  override readonly name = 'ConditionValueError'

  constructor(field: string, value: string, expected: string) {
    super(`Column ${field}: "${value}" is not ${expected}.`, { field, value, expected })
  }
}

/** A condition asks for a word that its column does not know. */
export class ConditionWordError extends TableError {
  override readonly name = 'ConditionWordError'

  constructor(field: string, word: string, words: readonly string[]) {
    const known = words.slice(0, 40).join(', ') + (words.length > 40 ? ', …' : '')
    super(`Column ${field}: "${word}" is none of ${known}.`, { field, word, known })
  }
}

/** A column cannot have its words dealt out in given shares. */
export class BalanceError extends TableError {
  override readonly name = 'BalanceError'

  constructor(field: string, problem: string) {
    super(
      `The column ${field} cannot be balanced: ${problem}. Write the name of a column of words, or column: word=30, word=70.`,
      { field, problem },
    )
  }
}

/** A condition that cannot be read. */
export class ConditionSyntaxError extends TableError {
  override readonly name = 'ConditionSyntaxError'

  constructor(text: string) {
    super(
      `"${text}" is no condition. Write column=value (also != < <= > >=), column in a, b, column between a and b, column is missing, or column is not missing.`,
      { text },
    )
  }
}

/** No cell can meet all conditions on a column. */
export class ConflictingConditionsError extends TableError {
  override readonly name = 'ConflictingConditionsError'

  constructor(field: string, conditions: readonly string[]) {
    super(`No value of the column ${field} meets ${conditions.join(' and ')}. Change one of them.`, {
      field,
      conditions: conditions.join(', '),
    })
  }
}
