// The kinds of constraints. A new kind is one file and one line here.
import { combinations } from './combinations.ts'
import type { Constraint, ConstraintKind } from './constraint.ts'
import { expression } from './expression/expression.ts'
import { increment } from './increment.ts'
import { inequality } from './inequality.ts'
import type { Kind } from './kind.ts'
import { range } from './range.ts'
import { sum } from './sum.ts'
import { unique } from './unique.ts'

export const kinds: { readonly [K in ConstraintKind]: Kind<K> } = {
  range,
  inequality,
  combinations,
  sum,
  increment,
  unique,
  expression,
}

/** What a constraint's own kind can do. */
export function kindOf(constraint: Constraint): Kind<ConstraintKind> {
  return kinds[constraint.kind] as unknown as Kind<ConstraintKind>
}

/** A constraint in one line, e.g. `admission <= discharge`. */
export function sayConstraint(constraint: Constraint): string {
  return kindOf(constraint).say(constraint)
}
