// Parse: constraints that come from outside: a list in JSON, or a project file.
import * as v from 'valibot'
import type { Schema } from '../schema.ts'
import { type Constraint, constraintKinds } from './constraint.ts'
import { ConstraintListError } from './errors.ts'
import { instantFrom } from './instant.ts'
import { kindOf, kinds } from './registry.ts'

const suggested = v.object({ suggested: v.exactOptional(v.literal(true)) })

/** Only the kind is looked at first, so that what is wrong with a constraint is said by its own kind. */
const ofKind = v.lazy((input) => {
  const { kind } = (input ?? {}) as { kind?: unknown }
  const known = constraintKinds.find((each) => each === kind)
  return known === undefined
    ? v.object({ kind: v.picklist(constraintKinds) })
    : v.intersect([kinds[known].check as v.GenericSchema<unknown, Constraint>, suggested])
})

/** Unknown keys fall away. */
export const constraintsCheck = v.array(ofKind) as unknown as v.GenericSchema<unknown, Constraint[]>

const bounds = ['minimum', 'maximum'] as const

/** Dates in a list of a person's own are written as ISO 8601 has it; in a project file they are numbers. */
function withInstants(item: unknown): unknown {
  if (typeof item !== 'object' || item === null) return item
  const copy: Record<string, unknown> = { ...item }
  for (const bound of bounds) {
    const value = copy[bound]
    if (typeof value === 'string') copy[bound] = instantFrom(value)
  }
  return copy
}

/**
 * The constraints that a value from outside lists, each once, as a table of this schema can have them. Throws ConstraintListError,
 * ConstraintError, ExpressionError.
 */
export function parseConstraints(list: unknown, schema: Schema): Constraint[] {
  const result = v.safeParse(constraintsCheck, Array.isArray(list) ? list.map(withInstants) : list)
  if (!result.success) {
    const issue = result.issues[0]
    throw new ConstraintListError(v.getDotPath(issue) ?? '', issue.message)
  }
  for (const constraint of result.output) kindOf(constraint).compile(constraint, schema)
  const written = result.output.map((constraint) => JSON.stringify(constraint))
  return result.output.filter((_, i) => written.indexOf(written[i]) === i)
}
