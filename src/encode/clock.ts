// Clock: instants as their clocks show them, and the clocks that they are written by.
import type { CategoryColumn, Column, NumberColumn } from '../table/table.ts'
import { fixedZone, isZone, type Zone, zoneNamed } from '../table/zone.ts'
import type { StepOf } from './construction.ts'
import { clamped } from './numbercolumn.ts'

/** The clock that each instant is written by, as a word; where there is none the commonest, so that no cell of it is missing. */
export function clocksOf({ values, missing, offsets }: NumberColumn, zones: readonly string[]): CategoryColumn {
  const known = zones.map(zoneNamed)
  const categories = [...zones]
  const codes = Uint32Array.from(values, (instant, row) => {
    if (missing[row] === 1 || offsets === undefined) return 0
    const code = known.findIndex((zone) => zone.offsetAt(instant) === offsets[row])
    if (code >= 0) return code
    known.push(zoneNamed(fixedZone(offsets[row])))
    return categories.push(fixedZone(offsets[row])) - 1
  })
  return { kind: 'category', codes, categories, missing: new Uint8Array(values.length) }
}

/** What clocks show at the instants. */
export function byClock({ values, missing }: NumberColumn, offsets: Int16Array | undefined): NumberColumn {
  if (offsets === undefined) return { kind: 'number', values, missing }
  return { kind: 'number', values: values.map((instant, row) => instant + offsets[row] * 60_000), missing }
}

/** Each row's clock; that of a word that is none, as its own was too rare to be told, is the commonest. */
export function clockReader(column: Column | null, zones: readonly string[]): (row: number) => Zone {
  const usual = zoneNamed(zones[0])
  if (column?.kind !== 'category') return () => usual
  const clocks = column.categories.map((name) => (isZone(name) ? zoneNamed(name) : usual))
  return (row) => (column.missing[row] === 1 ? usual : (clocks[column.codes[row]] ?? usual))
}

export function instantsBy(
  { values, missing }: NumberColumn,
  clock: (row: number) => Zone,
  { minimum, maximum }: StepOf<'zone'>,
): NumberColumn {
  const instants = values.map((wall, row) => clamped(clock(row).instantOf(wall), minimum, maximum))
  return { kind: 'number', values: instants, missing }
}

export function withOffsets(column: NumberColumn, clock: (row: number) => Zone): NumberColumn {
  const { values, missing } = column
  const offsets = Int16Array.from(values, (instant, row) => (missing[row] === 1 ? 0 : clock(row).offsetAt(instant)))
  return { ...column, offsets }
}
