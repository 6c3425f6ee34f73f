// Identifier: tells columns that only name their rows: running numbers, patterned codes such as P-00012, UUIDs.
import { shapeOf } from './personal/kind.ts'
import type { TextsColumn } from './reading.ts'
import type { IdentifierFormat } from './schema.ts'

const named =
  /(?:^|[^a-z])(?:id|ids|uuid|guid|rowid|rownames?|index)$|^(?:id|uuid|guid)(?:$|[^a-z])|[a-z]I[Dd]$|编号|序号|学号|工号|卡号|流水号|单号|身份证|账号/i
const camel = /[a-z]I[dD]$/

/** True for the names that people give to identifiers: `id`, `patient_id`, `orderId`, `编号`. */
export function namesIdentifier(name: string): boolean {
  return named.test(name.replace(/([a-z])(I[dD])$/, '$1_$2')) || camel.test(name)
}

/** True where no number comes twice. Sorts only where no bitmap of a reasonable size can tell. */
export function allDistinct(values: Float64Array, missing: Uint8Array | null): boolean {
  let minimum = Number.POSITIVE_INFINITY
  let maximum = Number.NEGATIVE_INFINITY
  let count = 0
  for (let row = 0; row < values.length; row++) {
    if (missing !== null && missing[row] !== 0) continue
    minimum = Math.min(minimum, values[row])
    maximum = Math.max(maximum, values[row])
    count++
  }
  const range = maximum - minimum + 1
  if (range < count) return false
  if (range <= 32 * count) {
    const seen = new Uint8Array(range)
    for (let row = 0; row < values.length; row++) {
      if (missing !== null && missing[row] !== 0) continue
      if (seen[values[row] - minimum]++ > 0) return false
    }
    return true
  }
  const sorted = missing === null ? values.slice() : values.filter((_, row) => missing[row] === 0)
  sorted.sort()
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) return false
  return true
}

/** How codes that differ only in a number are made; null where they are not of that kind. `codes` are distinct. */
export function codePattern(codes: readonly string[]): IdentifierFormat | null {
  let prefix = codes[0] ?? ''
  let suffix = prefix
  for (const code of codes) {
    while (!code.startsWith(prefix)) prefix = prefix.slice(0, -1)
    while (!code.endsWith(suffix)) suffix = suffix.slice(1)
  }
  prefix = prefix.replace(/\d+$/, '')
  suffix = suffix.replace(/^\d+/, '')
  let least = Number.POSITIVE_INFINITY
  let digits = 0
  let zeros = false
  for (const code of codes) {
    const number = code.slice(prefix.length, code.length - suffix.length)
    if (!/^\d{1,15}$/.test(number)) return null
    least = Math.min(least, number.length)
    digits = Math.max(digits, number.length)
    zeros ||= number.length > 1 && number.startsWith('0')
  }
  if (zeros && least !== digits) return null
  return { kind: 'identifier', prefix, digits, suffix, padded: zeros || (least === digits && digits > 3) }
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const token = /^(?=.*\d)[0-9A-Za-z_-]{8,64}$/

/** True for UUIDs and for codes of one length, of letters and digits, as hashes and keys are. */
export function looksLikeKey(code: string, length: number): boolean {
  return uuid.test(code) || (code.length === length && token.test(code))
}

/** True for short texts with letters, digits and signs at the same places in all, as in `ABC-12345/DE`; half of the letters and digits are digits at least. */
export function areCodes(texts: readonly string[]): boolean {
  const shape = shapeOf(texts[0] ?? '')
  const digits = shape.replace(/[^0]/g, '').length
  const others = shape.replace(/[^\p{L}]/gu, '').length
  return shape.length <= 32 && digits >= 2 && digits >= others && texts.every((text) => shapeOf(text) === shape)
}

/** How many distinct texts there are, by 53 bits of a hash: for a million texts wrong with a chance of 1 in 10,000. */
export function countDistinct(column: Pick<TextsColumn, 'bytes' | 'offsets'>, missing: Uint8Array): number {
  const { bytes, offsets } = column
  const hashes = new Float64Array(missing.length)
  let count = 0
  for (let row = 0; row < missing.length; row++) {
    if (missing[row] !== 0) continue
    let a = 0x811c9dc5
    let b = 0x9747b28c
    for (let i = offsets[row]; i < offsets[row + 1]; i++) {
      a = Math.imul(a ^ bytes[i], 0x01000193)
      b = Math.imul(b ^ bytes[i], 0x85ebca6b)
      b ^= b >>> 15
    }
    hashes[count++] = (a >>> 0) * 0x200000 + (b >>> 11)
  }
  const sorted = hashes.subarray(0, count).sort()
  let distinct = count > 0 ? 1 : 0
  for (let i = 1; i < count; i++) if (sorted[i] !== sorted[i - 1]) distinct++
  return distinct
}

/** The numbers of all codes of a pattern; null where one is not of it. NaN where missing. */
export function codeNumbers(column: TextsColumn, missing: Uint8Array, pattern: IdentifierFormat): Float64Array | null {
  const { bytes, offsets } = column
  const encoder = new TextEncoder()
  const prefix = encoder.encode(pattern.prefix)
  const suffix = encoder.encode(pattern.suffix)
  const numbers = new Float64Array(missing.length)
  for (let row = 0; row < missing.length; row++) {
    if (missing[row] !== 0) continue
    const start = offsets[row] + prefix.length
    const end = offsets[row + 1] - suffix.length
    if (end <= start || end - start > 15 || (pattern.padded && end - start !== pattern.digits)) return null
    for (let i = 0; i < prefix.length; i++) if (bytes[offsets[row] + i] !== prefix[i]) return null
    for (let i = 0; i < suffix.length; i++) if (bytes[end + i] !== suffix[i]) return null
    let number = 0
    for (let i = start; i < end; i++) {
      const digit = bytes[i] - 48
      if (digit < 0 || digit > 9) return null
      number = number * 10 + digit
    }
    numbers[row] = number
  }
  return numbers
}
