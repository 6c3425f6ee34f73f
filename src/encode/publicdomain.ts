// PublicDomain: which fields' values are known without a look at the data.
import type { Field } from '../table/schema.ts'
import { truthPair } from '../table/truth.ts'

/** True where the user, or the type itself, says which values the field may take. */
export function hasPublicDomain({ domain, type }: Field): boolean {
  if (domain.kind === 'open') return false
  const named = domain.kind === 'categories' && type === 'boolean' && truthPair(domain.categories) !== null
  return domain.declared || named
}
