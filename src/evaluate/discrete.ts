// Discrete: a real and a synthetic column as codes from one list, missing among them, for counting.
import type { CategoryColumn, NumberColumn } from '../table/table.ts'

/** Codes 0 … size − 1 that mean the same in both columns. */
export interface Discrete {
  readonly real: Uint32Array
  readonly synthetic: Uint32Array
  readonly size: number
}

/** `own`: each table's own edges, as SDMetrics' report has them. `real`: the real table's, with open ends, for both. */
export type Edges = 'own' | 'real'

const bins = 10

/** Both columns' words by one list. Code 0 is missing. */
export function discreteWords(real: CategoryColumn, synthetic: CategoryColumn): Discrete {
  const codes = new Map<string, number>()
  const recode = ({ codes: own, categories, missing }: CategoryColumn) => {
    const code = categories.map((word) => {
      const known = codes.get(word) ?? codes.size + 1
      codes.set(word, known)
      return known
    })
    return own.map((c, r) => (missing[r] === 1 ? 0 : code[c]))
  }
  const both = { real: recode(real), synthetic: recode(synthetic) }
  return { ...both, size: codes.size + 1 }
}

/** The eleven edges of ten bins of equal width (numpy's histogram_bin_edges): [0, 1] of nothing, ± 0.5 around a constant. */
function edgesOf({ values, missing }: NumberColumn): Float64Array {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let r = 0; r < values.length; r++) {
    if (missing[r] === 1) continue
    if (values[r] < low) low = values[r]
    if (values[r] > high) high = values[r]
  }
  if (low > high) {
    low = 0
    high = 1
  } else if (low === high) {
    low -= 0.5
    high += 0.5
  }
  // Halves, because the distance of two doubles may not be a double.
  const step = (high / 2 - low / 2) / bins
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => low + i * step + i * step)
  edges[bins] = high
  return edges
}

/** How many edges lie at or below each value: 1 … 11 within the edges; missing cells come last, at 11 (numpy's digitize). */
function binsOf({ values, missing }: NumberColumn, edges: Float64Array): Uint32Array {
  const codes = new Uint32Array(values.length)
  for (let r = 0; r < values.length; r++) {
    let code = 0
    if (missing[r] === 1) code = edges.length
    else while (code < edges.length && edges[code] <= values[r]) code++
    codes[r] = code
  }
  return codes
}

/**
 * Numbers in ten bins of equal width, by SDMetrics' rules. With `own` edges each table's largest value is alone in a last
 * bin, which missing cells share; with `real` edges the outer ones are infinite and missing cells have the last bin to themselves.
 */
export function discreteNumbers(real: NumberColumn, synthetic: NumberColumn, edges: Edges): Discrete {
  const realEdges = edgesOf(real)
  const size = bins + 2
  if (edges === 'own') return { real: binsOf(real, realEdges), synthetic: binsOf(synthetic, edgesOf(synthetic)), size }
  realEdges[0] = Number.NEGATIVE_INFINITY
  realEdges[bins] = Number.POSITIVE_INFINITY
  return { real: binsOf(real, realEdges), synthetic: binsOf(synthetic, realEdges), size }
}
