// Width: how many options a field may have in a wide table, so that the tables of all pairs stay within memory and time.
import { defaultOptions } from '../encode/codec.ts'
import { codecOf } from '../encode/codecs.ts'
import { mostAtoms } from '../encode/mixture.ts'
import { hasPublicDomain } from '../encode/publicdomain.ts'
import { hasTimeOfDay } from '../table/dateunit.ts'
import type { Field, Schema } from '../table/schema.ts'
import { TooManyPairsError } from './errors.ts'

/** Encoded columns that tables of pairs are kept for: 16 MB of single-precision numbers over all their pairs. */
const mostColumns = 2048

/** Fewer options than this say nothing of a field: two, and one for missing. */
const leastOptions = 3

/** With the fewest options, so many choices take twice the columns: 64 MB a table. Beyond, tables of pairs are refused. */
const mostChoices = Math.floor((2 * mostColumns) / leastOptions)

/**
 * Options that a field may have, missing beside; infinite where all have room. In a wider table rare words share an option and numbers have
 * fewer, wider bins: how often each value occurs is kept, what it has to do with other columns gets coarser. `bins`: of a number
 * that is continuous throughout. `guarded`: nothing but what is public is looked at, not how many words were found. Throws TooManyPairsError.
 */
export function optionsPerField({ fields }: Schema, bins: number, guarded: boolean): number {
  const sizes = fields.flatMap((field) => sizesOf(field, bins, guarded))
  if (sizes.length > mostChoices) throw new TooManyPairsError(sizes.length, mostChoices)
  const columns = (most: number) => sizes.reduce((sum, size) => sum + Math.min(size, most), 0)
  if (columns(Number.POSITIVE_INFINITY) <= mostColumns) return Number.POSITIVE_INFINITY
  let most = leastOptions
  while (columns(most + 1) <= mostColumns) most++
  return most - 1
}

/** Options of the choices that a field is learnt as, at most, with one for missing. */
function sizesOf(field: Field, bins: number, guarded: boolean): number[] {
  const codec = codecOf(field)
  if (codec === null || codec === 'identifier' || codec === 'fake' || field.type === 'constant') return []
  const { categories } = defaultOptions
  if (codec === 'category' || codec === 'bucket') {
    const { domain, spread, type } = field
    const known = domain.kind === 'categories' && (!guarded || hasPublicDomain(field)) ? domain.categories.length : null
    return [1 + Math.min(known ?? (type === 'boolean' ? 2 : categories), spread?.columns ?? categories)]
  }
  const ofNumber = 1 + bins + mostAtoms
  return codec === 'datetime' && hasTimeOfDay(field) ? [ofNumber, ofNumber] : [ofNumber]
}
