// KSComplement: how alike two columns of numbers are distributed.
import type { NumberColumn } from '../table/table.ts'

/** Below this, multiples of 1e−14 are told apart by doubles; above it rounding to 14 decimals changes nothing. */
const roundedBelow = 90
const scale = 1e14

/** The values that are present, rounded to 14 decimals as SDMetrics does, sorted. */
function sortedValues({ values, missing }: NumberColumn): Float64Array {
  const present = values.filter((_, r) => missing[r] === 0)
  for (let r = 0; r < present.length; r++) {
    if (Math.abs(present[r]) < roundedBelow) present[r] = Math.round(present[r] * scale) / scale
  }
  return present.sort()
}

/**
 * 1 − sup |F_real − F_synthetic|, the complement of the two-sample Kolmogorov-Smirnov statistic, on [0, 1]; missing cells
 * are left out. NaN where a column has no value. Definition: SDMetrics KSComplement.
 */
export function ksComplement(real: NumberColumn, synthetic: NumberColumn): number {
  const a = sortedValues(real)
  const b = sortedValues(synthetic)
  if (a.length === 0 || b.length === 0) return Number.NaN
  let i = 0
  let j = 0
  let largest = 0
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i], b[j])
    while (i < a.length && a[i] <= value) i++
    while (j < b.length && b[j] <= value) j++
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length))
  }
  return 1 - largest
}
