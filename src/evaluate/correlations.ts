// Correlations: how strongly each two fields depend on each other, in the real and in the synthetic table, for heat maps.
import type { Schema } from '../table/schema.ts'
import type { NumberColumn, Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { type Compared, type ComparedNumbers, type ComparedWords, comparedFields } from './compared.ts'
import { pearson } from './correlation.ts'
import { cramersV } from './cramer.ts'
import { type Discrete, discreteWords } from './discrete.ts'
import { defined, meanOf } from './mean.ts'

/** [fields × fields]; `null` where the measure is undefined, such as beside a constant. */
export type AssociationMatrix = readonly (readonly (number | null)[])[]

/** Symmetric matrices, with 1 on the diagonal of the first two. */
export interface Correlations {
  readonly fields: readonly { readonly name: string; readonly kind: 'number' | 'word' }[]
  /** Two numbers: Pearson's ρ on [−1, 1]. Two columns of words: Cramér's V on [0, 1]. One of each: the correlation ratio η on [0, 1]. */
  readonly real: AssociationMatrix
  readonly synthetic: AssociationMatrix
  /** Synthetic minus real. */
  readonly difference: AssociationMatrix
  /** The mean of the differences' sizes over pairs; `null` where there is none. */
  readonly meanDifference: number | null
}

type Prepared = ComparedNumbers | (ComparedWords & { readonly words: Discrete })
type Side = 'real' | 'synthetic'

/** Over the rows where both cells of a pair are present. `onProgress` hears how much is done, 0 to 1. */
export function* correlations(
  real: Table,
  synthetic: Table,
  schema: Schema,
  onProgress?: (done: number) => void,
): Work<Correlations> {
  const fields = comparedFields(real, synthetic, schema).map(prepare)
  const empty = () => fields.map((_, i) => fields.map((_, j): number | null => (i === j ? 1 : null)))
  const matrices = { real: empty(), synthetic: empty(), difference: empty() }
  const sizes: number[] = []
  for (const [i, first] of fields.entries()) {
    matrices.difference[i][i] = 0
    for (let j = i + 1; j < fields.length; j++) {
      const a = defined(association(first, fields[j], 'real'))
      const b = defined(association(first, fields[j], 'synthetic'))
      const difference = a === null || b === null ? null : b - a
      if (difference !== null) sizes.push(Math.abs(difference))
      put(matrices.real, i, j, a)
      put(matrices.synthetic, i, j, b)
      put(matrices.difference, i, j, difference)
      yield
    }
    onProgress?.((i + 1) / fields.length)
  }
  return { fields: fields.map(({ name, kind }) => ({ name, kind })), ...matrices, meanDifference: meanOf(sizes) }
}

function prepare(field: Compared): Prepared {
  return field.kind === 'number' ? field : { ...field, words: discreteWords(field.real, field.synthetic) }
}

function put(matrix: (number | null)[][], i: number, j: number, value: number | null): void {
  matrix[i][j] = value
  matrix[j][i] = value
}

function association(first: Prepared, second: Prepared, side: Side): number {
  if (first.kind === 'number') {
    if (second.kind === 'number') return pearson([first[side], second[side]])
    return correlationRatio(second.words[side], second.words.size, first[side])
  }
  if (second.kind === 'number') return correlationRatio(first.words[side], first.words.size, second[side])
  // Code 0 is missing.
  return cramersV(first.words[side], first.words.size, second.words[side], second.words.size, 0)
}

/**
 * η, the square root of the share of a number's variance that lies between the groups of a column of codes, on [0, 1]
 * (Pearson 1905); code 0 and missing numbers are left out. NaN where the number is constant or there are fewer than two groups.
 */
export function correlationRatio(codes: Uint32Array, size: number, { values, missing }: NumberColumn): number {
  const counts = new Uint32Array(size)
  const sums = new Float64Array(size)
  let total = 0
  let count = 0
  let largest = 0
  for (let row = 0; row < codes.length; row++) {
    if (codes[row] === 0 || missing[row] === 1) continue
    count++
    largest = Math.max(largest, Math.abs(values[row]))
  }
  // Scaled, so that squares do not overflow.
  const scale = largest > 0 ? 1 / largest : 1
  for (let row = 0; row < codes.length; row++) {
    if (codes[row] === 0 || missing[row] === 1) continue
    counts[codes[row]]++
    sums[codes[row]] += values[row] * scale
    total += (values[row] * scale) / count
  }
  let varies = false
  let first = Number.NaN
  let within = 0
  for (let row = 0; row < codes.length; row++) {
    if (codes[row] === 0 || missing[row] === 1) continue
    if (Number.isNaN(first)) first = values[row]
    else if (values[row] !== first) varies = true
    within += (values[row] * scale - sums[codes[row]] / counts[codes[row]]) ** 2
  }
  let between = 0
  let groups = 0
  for (let code = 1; code < size; code++) {
    if (counts[code] === 0) continue
    groups++
    between += counts[code] * (sums[code] / counts[code] - total) ** 2
  }
  if (!varies || groups < 2) return Number.NaN
  return Math.sqrt(between / (between + within))
}
