// Columns: how many columns of numbers the words of a category take, and what is done with more words than that.
import type { Field } from './schema.ts'

/** Words with a column of their own, unless the field says otherwise; all others share one. */
export const categoryColumns = 200

/** Fewer buckets than this tell nothing, more are no saving. */
export const bucketLimits = { least: 2, most: 4096 } as const

export interface ColumnPlan {
  /** Columns that the words take, without the one for missing cells. */
  readonly columns: number
  /** `all`: a column a word. `top`: the commonest have their own, the others share one. `buckets`: words share columns by a hash. */
  readonly how: 'all' | 'top' | 'buckets'
}

/** What is done with so many distinct words of a category field; null for other fields. */
export function columnPlan({ type, role, treatment, spread }: Field, words: number): ColumnPlan | null {
  if (type !== 'category' || role === 'omit' || treatment?.method === 'replace') return null
  const most = spread?.columns ?? categoryColumns
  if (words <= most) return { columns: words, how: 'all' }
  return { columns: most, how: spread?.method ?? 'top' }
}
