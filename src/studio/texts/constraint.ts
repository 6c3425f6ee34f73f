// Says a constraint in one line: the columns as they are named, the signs as they are written by hand.
import type { TFunction } from 'i18next'
import type { Constraint, Field } from '../../worker/protocol.ts'
import { formatExact, formatWallClock } from './format.ts'

export function sayConstraint(constraint: Constraint, fields: readonly Field[], t: TFunction): string {
  switch (constraint.kind) {
    case 'range': {
      const { field, minimum, maximum } = constraint
      const dates = fields.find(({ name }) => name === field)?.type === 'datetime'
      const say = dates ? formatWallClock : formatExact
      if (minimum === undefined) return `${field} ≤ ${say(maximum ?? 0)}`
      return maximum === undefined ? `${field} ≥ ${say(minimum)}` : `${say(minimum)} ≤ ${field} ≤ ${say(maximum)}`
    }
    case 'inequality':
      return `${constraint.low} ${constraint.strict ? '<' : '≤'} ${constraint.high}`
    case 'sum':
      return `${constraint.total} = ${constraint.parts.join(' + ')}`
    case 'increment':
      return t('constraints.said.increment', { name: constraint.field, step: formatExact(constraint.step) })
    case 'combinations': {
      const names = constraint.fields.join(' × ')
      const { combinations } = constraint
      if (combinations === undefined) return t('constraints.said.combinations', { names })
      return t('constraints.said.listed', { names, count: combinations.length })
    }
    case 'unique':
      return t('constraints.said.unique', { names: constraint.fields.join(' × ') })
    case 'expression':
      return constraint.expression
  }
}
