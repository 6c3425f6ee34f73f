// Warnings: what a file or its columns do that a reader should know before trusting the result.
import { columnPlan } from './columns.ts'
import { scanNumbers } from './parse.ts'
import type { Reading } from './reading.ts'
import type { Reason, Schema } from './schema.ts'

/**
 * Every warning of a Reading and of `schemaWarnings`. Rows count from 1, without the header.
 * @public read by the test that checks the studio's words for them
 */
export const warningKeys = [
  /** Rows with too few cells, read as missing: count, row (the first). */
  'shortRows',
  /** Rows with surplus cells, which are dropped: count, row. */
  'longRows',
  /** Quotes inside of quoted cells that are not doubled: count, row. */
  'strayQuotes',
  /** Characters that the encoding cannot read: count, row. */
  'unreadableCharacters',
  /** Columns whose name another has, told apart by a number: count. */
  'duplicateNames',
  /** Columns without a name, numbered: count. */
  'emptyNames',
  /** Values of a column that are not of its type, read as missing: field, count, row, value (the first). */
  'unreadableValues',
  /** Cells of a number column that say Infinity, read as missing: field, count, row. */
  'infiniteValues',
  /** A column without any value: field. */
  'emptyColumn',
  /** A category with more words than columns, of which the commonest have their own: field, count (words), columns. */
  'manyWords',
  /** The same where words share columns by a hash. */
  'wordsInBuckets',
  /** Columns that hold personal data, which something is done about: count, fields. */
  'personalTreated',
  /** Columns that hold personal data, which are learnt as they are: count, fields. */
  'personalLearnt',
] as const

/** The warnings of the file and those that come of reading its columns by this schema. */
export function schemaWarnings(reading: Reading, schema: Schema): Reason[] {
  const found = schema.fields.flatMap((field, i): Reason[] => {
    const { name, type, format, domain } = field
    const plan = domain.kind === 'categories' ? columnPlan(field, domain.categories.length) : null
    if (domain.kind === 'categories' && plan !== null && plan.how !== 'all') {
      const { columns, how } = plan
      return [
        {
          key: how === 'top' ? 'manyWords' : 'wordsInBuckets',
          values: { field: name, count: domain.categories.length, columns },
        },
      ]
    }
    if (domain.kind === 'categories' && domain.categories.length === 0)
      return [{ key: 'emptyColumn', values: { field: name } }]
    if (format.kind !== 'number' && format.kind !== 'datetime') return []
    const { misfits, infinite } = scanNumbers(reading.columns[i], reading.rows, format, type === 'integer')
    const warnings: Reason[] = []
    if (misfits.count > 0) {
      const value = misfits.text.slice(0, 40)
      warnings.push({ key: 'unreadableValues', values: { field: name, count: misfits.count, row: misfits.row, value } })
    }
    if (infinite.count > 0)
      warnings.push({ key: 'infiniteValues', values: { field: name, count: infinite.count, row: infinite.row } })
    return warnings
  })
  return [...reading.warnings, ...personalWarnings(schema), ...found]
}

function personalWarnings({ fields }: Schema): Reason[] {
  const kept = fields.filter(({ personal, role }) => personal !== undefined && role === 'model')
  const warning = (key: string, names: readonly string[]): Reason[] =>
    names.length === 0 ? [] : [{ key, values: { count: names.length, fields: names.join(', ') } }]
  const names = (treated: boolean) =>
    kept.filter(({ treatment }) => (treatment !== undefined) === treated).map(({ name }) => name)
  return [...warning('personalLearnt', names(false)), ...warning('personalTreated', names(true))]
}
