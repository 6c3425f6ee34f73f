// Copies: synthetic rows that repeat a real row in every field.
import type { Schema } from '../table/schema.ts'
import type { NumberColumn, Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { comparedFields } from './compared.ts'
import { discreteWords } from './discrete.ts'

/** Numbers this close to the synthetic one, as a share of it, count as the same (SDMetrics NewRowSynthesis). */
const tolerance = 0.01

interface Numbers {
  readonly real: NumberColumn
  readonly synthetic: NumberColumn
}

/**
 * [rows of the synthetic table]: 1 where a real row agrees in every judged field: the same word, a number within 1 % of
 * the synthetic one, a gap where there is a gap. Definition: SDMetrics NewRowSynthesis, which also has instants within 1 %
 * of their distance to 1970. `null` where no field can be compared.
 *
 * Rows are sorted into groups by what must be equal (words, gaps, signs of numbers), and within a group by the number that
 * tells most rows apart, so that few rows are held against each other.
 */
export function* copies(
  real: Table,
  synthetic: Table,
  schema: Schema,
  onProgress?: (done: number) => void,
): Work<Uint8Array | null> {
  const fields = comparedFields(real, synthetic, schema)
  if (fields.length === 0) return null
  const groups = new Groups(real.rows, synthetic.rows)
  const numbers: Numbers[] = []
  for (const field of fields) {
    if (field.kind === 'word') {
      const words = discreteWords(field.real, field.synthetic)
      groups.part(words.real, words.synthetic, words.size)
    } else {
      groups.part(classesOf(field.real), classesOf(field.synthetic), 4)
      numbers.push(field)
    }
    yield
  }
  // The one that tells most rows apart comes first.
  const ordered = numbers
    .map((each) => ({ each, spread: distinctSteps(each.real) }))
    .sort((a, b) => b.spread - a.spread)
    .map(({ each }) => each)

  const found = new Uint8Array(synthetic.rows)
  const members = groups.realByGroup()
  const keys = ordered[0]?.real.values
  if (keys) for (const rows of members.values()) rows.sort((a, b) => keys[a] - keys[b])
  for (let row = 0; row < synthetic.rows; row++) {
    const rows = members.get(groups.synthetic[row])
    if (rows !== undefined && hasMatch(row, rows, ordered)) found[row] = 1
    if (row % 1024 !== 0) continue
    onProgress?.(row / synthetic.rows)
    yield
  }
  onProgress?.(1)
  return found
}

/** What of a number must be equal: missing, negative, zero or positive. */
function classesOf({ values, missing }: NumberColumn): Uint32Array {
  return Uint32Array.from(values, (value, row) => (missing[row] === 1 ? 0 : 2 + Math.sign(value)))
}

/** Steps of the tolerance that the values fall into, roughly: how well they tell rows apart. */
function distinctSteps({ values, missing }: NumberColumn): number {
  const steps = new Set<number>()
  for (let row = 0; row < values.length; row++) {
    if (missing[row] === 0) steps.add(Math.sign(values[row]) * Math.floor(Math.log(Math.abs(values[row])) / tolerance))
  }
  return steps.size
}

/** Groups of rows that agree in all that must be equal, refined field by field; groups of real rows only are numbered. */
class Groups {
  real: Uint32Array
  synthetic: Uint32Array
  #size = 1

  constructor(realRows: number, syntheticRows: number) {
    this.real = new Uint32Array(realRows)
    this.synthetic = new Uint32Array(syntheticRows)
  }

  /** Parts every group by a column of codes. Synthetic rows whose group has no real row all get one number, that of no group. */
  part(real: Uint32Array, synthetic: Uint32Array, codes: number): void {
    const numbers = new Map<number, number>()
    const parted = this.real.map((group, row) => {
      const key = group * codes + real[row]
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, numbers.size)
      return numbers.size - 1
    })
    const size = numbers.size
    this.synthetic = this.synthetic.map((group, row) =>
      group >= this.#size ? size : (numbers.get(group * codes + synthetic[row]) ?? size),
    )
    this.real = parted
    this.#size = size
  }

  /** The real rows of each group. */
  realByGroup(): Map<number, Uint32Array> {
    const counts = new Uint32Array(this.#size + 1)
    for (const group of this.real) counts[group + 1]++
    for (let group = 0; group < this.#size; group++) counts[group + 1] += counts[group]
    const next = counts.slice()
    const rows = new Uint32Array(this.real.length)
    for (let row = 0; row < this.real.length; row++) rows[next[this.real[row]]++] = row
    const groups = new Map<number, Uint32Array>()
    for (let group = 0; group < this.#size; group++) groups.set(group, rows.subarray(counts[group], counts[group + 1]))
    return groups
  }
}

/** True where one of the group's rows, which are sorted by the first number, is close in all numbers. */
function hasMatch(row: number, rows: Uint32Array, numbers: readonly Numbers[]): boolean {
  if (numbers.length === 0) return rows.length > 0
  const [{ real, synthetic }] = numbers
  const value = synthetic.values[row]
  const margin = Math.abs(value * tolerance)
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (real.values[rows[middle]] - value < -margin) low = middle + 1
    else high = middle
  }
  for (let i = low; i < rows.length; i++) {
    if (real.values[rows[i]] - value > margin) return false
    if (numbers.every((each) => close(each.real.values[rows[i]], each.synthetic.values[row]))) return true
  }
  return false
}

/** Missing cells are 0 in both: rows of a group are missing together. */
const close = (real: number, synthetic: number) => Math.abs(real - synthetic) <= Math.abs(tolerance * synthetic)
