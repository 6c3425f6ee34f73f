// TVComplement: how alike the frequencies of two columns of words are.
import type { CategoryColumn } from '../table/table.ts'
import { discreteWords } from './discrete.ts'

/** What SDMetrics counts, in the real column, for a word that the synthetic column alone has. */
const unseen = 1e-6

/**
 * 1 − ½ Σ |p_real − p_synthetic| over all words, the complement of the total variation distance, on [0, 1]; missing cells
 * are left out. NaN where a column has no word. Definition: SDMetrics TVComplement.
 */
export function tvComplement(real: CategoryColumn, synthetic: CategoryColumn): number {
  const codes = discreteWords(real, synthetic)
  const realCounts = countsOf(codes.real, codes.size)
  const syntheticCounts = countsOf(codes.synthetic, codes.size)
  for (let c = 1; c < codes.size; c++) if (realCounts[c] === 0 && syntheticCounts[c] > 0) realCounts[c] = unseen
  const realRows = sum(realCounts)
  const syntheticRows = sum(syntheticCounts)
  if (realRows < 1 || syntheticRows === 0) return Number.NaN
  let distance = 0
  for (let c = 1; c < codes.size; c++)
    distance += Math.abs(realCounts[c] / realRows - syntheticCounts[c] / syntheticRows)
  return 1 - distance / 2
}

/** How often each code occurs; code 0, missing, does not count. */
function countsOf(codes: Uint32Array, size: number): Float64Array {
  const counts = new Float64Array(size)
  for (let r = 0; r < codes.length; r++) counts[codes[r]]++
  counts[0] = 0
  return counts
}

function sum(counts: Float64Array): number {
  let total = 0
  for (let c = 0; c < counts.length; c++) total += counts[c]
  return total
}
