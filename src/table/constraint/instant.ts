// Instant: a moment as people write it in constraints, by the file's own clock.

const iso = /^\d{4}-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?)?$/

/** Milliseconds since 1970 of a date or a date and time as ISO 8601 writes it, without a zone; NaN where it is none. */
export function instantFrom(text: string): number {
  if (!iso.test(text)) return Number.NaN
  return Date.parse(text.length > 10 ? `${text.replace(' ', 'T')}Z` : text)
}
