// Place: degrees of latitude and longitude. Exact ones tell a home; they are shown, and learnt as numbers within their range.
import type { Kind } from './kind.ts'

/** Fewer decimals than this (a kilometre) name a town, not a house. */
const decimals = 3

function degrees(limit: number): Kind['test'] {
  const exact = new RegExp(`^[+-]?\\d{1,3}[.,]\\d{${decimals},}$`)
  return (text) => exact.test(text) && Math.abs(Number(text.replace(',', '.'))) <= limit
}

/** The figures of the column's own values are of no use to a made-up one: anywhere between the polar circles. */
function make(limit: number): Kind['make'] {
  return (_person, random) => ((2 * random.uniform() - 1) * limit).toFixed(4)
}

export const latitude: Kind = {
  names: /^(?:.* )?lat(?:itude)?$|纬度|\bbreitengrad\b|\blatitud\b|\blatitudine\b|\bbreedtegraad\b/,
  test: degrees(90),
  share: 0.9,
  alone: null,
  numeric: true,
  make: make(66),
}

export const longitude: Kind = {
  names: /^(?:.* )?(?:lon|lng|longitude)$|经度|\blängengrad\b|\blongitud\b|\blongitudine\b|\blengtegraad\b/,
  test: degrees(180),
  share: 0.9,
  alone: null,
  numeric: true,
  make: make(180),
}
