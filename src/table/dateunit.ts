// DateUnit: what an instant's date is counted in: the finest unit of the date that a column writes.
import type { Field } from './schema.ts'

export const dateUnits = ['year', 'month', 'day'] as const
export type DateUnit = (typeof dateUnits)[number]

const day = 86_400_000

/** Whole units from 1970 to an instant. */
export function unitsOf(instant: number, unit: DateUnit): number {
  if (unit === 'day') return Math.floor(instant / day)
  const date = new Date(instant)
  const years = date.getUTCFullYear() - 1970
  return unit === 'year' ? years : 12 * years + date.getUTCMonth()
}

/** The first instant of a unit. */
export function instantOf(units: number, unit: DateUnit): number {
  if (unit === 'day') return units * day
  const year = 1970 + (unit === 'year' ? units : Math.floor(units / 12))
  const month = unit === 'year' ? 0 : units - 12 * Math.floor(units / 12)
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const date = new Date(0)
  date.setUTCFullYear(year, month, 1)
  return date.getTime()
}

/** The finest unit of the date that a pattern writes; a pattern of the time alone means a day in 1970. */
export function unitOf(field: Field): DateUnit {
  if (field.format.kind !== 'datetime') return 'day'
  const { pattern } = field.format
  if (pattern.includes('d')) return 'day'
  if (pattern.includes('M')) return 'month'
  return pattern.includes('y') ? 'year' : 'day'
}

/** True where instants of the field have a time of day beside their date. */
export function hasTimeOfDay(field: Field): boolean {
  return field.format.kind === 'datetime' && unitOf(field) === 'day' && field.format.resolution < day
}
