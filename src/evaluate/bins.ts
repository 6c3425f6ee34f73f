// Bins: columns as few bins that the learnt rows alone define, for counting how often values come together.
import type { CategoryColumn, NumberColumn } from '../table/table.ts'
import type { Compared } from './compared.ts'

/** A field in bins 0 … size − 1. */
export interface Binned {
  readonly name: string
  readonly size: number
  /** [rows]. */
  readonly real: Uint16Array
  /** [rows]. */
  readonly synthetic: Uint16Array
}

/** Bins of numbers that are aimed at, and words that have a bin of their own at most. */
const aimed = 10

/** A word must come so often in the learnt rows to have a bin of its own. */
const leastCount = 5

/** What some generators write in place of a rare word. */
const rareToken = '_RARE_'

/** Bins after MOSTLY AI's QA (mostlyai-qa): tenths of the numbers, the ten commonest words; missing is a bin of its own. */
export function binned(field: Compared): Binned {
  return field.kind === 'number'
    ? binnedNumbers(field.name, field.real, field.synthetic)
    : binnedWords(field.name, field.real, field.synthetic)
}

function binnedNumbers(name: string, real: NumberColumn, synthetic: NumberColumn): Binned {
  const edges = lowerEdges(real.values.filter((_, row) => real.missing[row] === 0).sort())
  const place = ({ values, missing }: NumberColumn) => {
    const bins = new Uint16Array(values.length)
    for (let row = 0; row < values.length; row++) {
      if (missing[row] === 1) {
        bins[row] = Math.max(1, edges.length)
        continue
      }
      // The first bin is open below, the last above.
      let bin = edges.length - 1
      while (bin > 0 && values[row] < edges[bin]) bin--
      bins[row] = Math.max(0, bin)
    }
    return bins
  }
  return { name, size: Math.max(1, edges.length) + 1, real: place(real), synthetic: place(synthetic) }
}

/** Where bins begin, of sorted values: at each value where there are few, else near the tenths. */
function lowerEdges(sorted: Float64Array): number[] {
  const distinct = distinctUpTo(sorted, aimed)
  if (distinct !== null) return distinct.length === 0 ? [] : floored([...distinct, sorted[sorted.length - 1] + 1])
  let breaks: number[] = []
  // Repeated values leave fewer breaks than places; more places are tried until there are enough.
  for (let places = aimed; places < Math.max(aimed + 1, Math.min(1000, sorted.length + 1)); places++) {
    const step = (sorted.length - 1) / (places - 1)
    const found = new Set<number>()
    for (let k = 0; k < places; k++) found.add(sorted[k === places - 1 ? sorted.length - 1 : Math.floor(k * step)])
    breaks = [...found]
    if (breaks.length > aimed) break
  }
  return floored(breaks)
}

/** The distinct values if there are no more than `most`, else `null`. */
function distinctUpTo(sorted: Float64Array, most: number): number[] | null {
  const distinct: number[] = []
  for (const value of sorted) {
    if (value === distinct[distinct.length - 1]) continue
    if (distinct.length === most) return null
    distinct.push(value)
  }
  return distinct
}

/** All breaks but the last, cut to the fewest decimals that keep all of them apart. */
function floored(breaks: readonly number[]): number[] {
  for (let decimals = 0; decimals < 20; decimals++) {
    const scale = Number(`1e${decimals}`)
    const cut = breaks.map((value) => Math.floor(value * scale) / scale)
    if (new Set(cut).size === breaks.length) return cut.slice(0, -1)
  }
  return breaks.slice(0, -1)
}

function binnedWords(name: string, real: CategoryColumn, synthetic: CategoryColumn): Binned {
  const counts = new Map<string | null, number>()
  const perCode = new Uint32Array(real.categories.length)
  let gaps = 0
  for (let row = 0; row < real.codes.length; row++) {
    if (real.missing[row] === 1) gaps++
    else perCode[real.codes[row]]++
  }
  for (const [code, count] of perCode.entries()) counts.set(real.categories[code], count)
  counts.set(null, gaps)
  // Missing takes one of the places where it is common, and has its bin in any case.
  const common = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, aimed)
    .filter(([word, count]) => word !== null && word !== rareToken && count >= leastCount)
  const bins = new Map(common.map(([word], bin) => [word, bin]))
  const other = bins.size
  const missingBin = other + 1
  bins.set(rareToken, other + 2)
  const place = ({ codes, categories, missing }: CategoryColumn) => {
    const ofCode = categories.map((word) => bins.get(word) ?? other)
    return Uint16Array.from(codes, (code, row) => (missing[row] === 1 ? missingBin : ofCode[code]))
  }
  return { name, size: other + 3, real: place(real), synthetic: place(synthetic) }
}
