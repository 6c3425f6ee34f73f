// Notation: how a column writes its numbers or instants, compiled for reading and writing many cells.
import { DateTimeNotation } from './datetime.ts'
import { NumberNotation } from './number.ts'
import type { DateTimeFormat, NumberFormat } from './schema.ts'
import { UnitNotation } from './unit.ts'

export interface Notation {
  readonly format: NumberFormat | DateTimeFormat
  /** The number, or milliseconds since 1970; NaN where the text is not in this notation. Blanks around are no part of it. */
  parse(text: string): number
  /** The same for UTF-8. */
  parseBytes(bytes: Uint8Array, from: number, to: number): number
  /** `offset`: minutes ahead of UTC, of an instant that is written with it. */
  write(value: number, offset?: number): string
  /** The offset of the last text that was parsed; absent where the notation has none. */
  readonly offset?: number
  /** The format with all that the texts parsed so far have shown: digits, padding, the step between instants. */
  observed(): NumberFormat | DateTimeFormat
}

export function notationOf(format: NumberFormat | DateTimeFormat): Notation {
  if (format.kind === 'datetime') return new DateTimeNotation(format)
  const { unit, ...numbers } = format
  return unit ? new UnitNotation(new NumberNotation(numbers), unit) : new NumberNotation(format)
}
