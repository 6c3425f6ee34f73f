// Round numbers for an axis, so that the chart need not measure texts to find room for them.

/** At most `most` multiples of 1, 2 or 5 times a power of ten from `low` to `high`. */
export function roundTicks(low: number, high: number, most: number): number[] {
  if (!(high > low)) return [low]
  const rough = (high - low) / most
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  const first = Math.ceil(low / step)
  const count = Math.floor(high / step) - first + 1
  // Multiples, not sums: a sum of many 0.1 drifts.
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}
