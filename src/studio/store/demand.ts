// Demand: which rows the reader asks for, as far as it has been typed.
import { create } from 'zustand'
import type { Asked, Field, Operator } from '../../worker/protocol.ts'

export interface ConditionDraft {
  /** Tells it from the others while its parts change. */
  readonly id: number
  readonly field: string
  readonly operator: Operator
  readonly values: readonly string[]
}

export interface DemandState {
  readonly conditions: readonly ConditionDraft[]
  /** The field of which all words are to have as many rows; empty: none. */
  readonly balance: string
}

const nothing: DemandState = { conditions: [], balance: '' }

export const useDemand = create<DemandState>(() => nothing)

/** What a field can be asked for; null: nothing. */
export function askedOf({ role, type, domain, treatment }: Field): 'words' | 'sizes' | null {
  if (role === 'omit' || type === 'identifier' || type === 'text' || treatment?.method === 'replace') return null
  return domain.kind === 'categories' ? 'words' : 'sizes'
}

const ofWords: readonly Operator[] = ['=', '!=', 'missing', 'present']
const ofSizes: readonly Operator[] = ['=', '!=', '<', '<=', '>', '>=', 'between', 'missing', 'present']

export function operatorsOf(field: Field): readonly Operator[] {
  return askedOf(field) === 'words' ? ofWords : ofSizes
}

/** How many values an operator takes. */
export function valuesOf(operator: Operator): number {
  if (operator === 'missing' || operator === 'present') return 0
  return operator === 'between' ? 2 : 1
}

function blank(field: Field): Pick<ConditionDraft, 'field' | 'operator' | 'values'> {
  const word = field.domain.kind === 'categories' ? (field.domain.categories[0] ?? '') : ''
  return { field: field.name, operator: askedOf(field) === 'words' ? '=' : '>=', values: [word] }
}

export function addCondition(field: Field): void {
  useDemand.setState(({ conditions }) => {
    const id = 1 + Math.max(0, ...conditions.map((each) => each.id))
    return { conditions: [...conditions, { id, ...blank(field) }] }
  })
}

export function removeCondition(id: number): void {
  useDemand.setState(({ conditions }) => ({ conditions: conditions.filter((each) => each.id !== id) }))
}

/** Another field begins anew; another operator keeps what it has use for. */
export function changeCondition(
  id: number,
  change: { field: Field } | Partial<Pick<ConditionDraft, 'operator' | 'values'>>,
): void {
  useDemand.setState(({ conditions }) => ({
    conditions: conditions.map((each) => {
      if (each.id !== id) return each
      if ('field' in change) return { id, ...blank(change.field) }
      return { ...each, ...change }
    }),
  }))
}

export function setBalance(balance: string): void {
  useDemand.setState({ balance })
}

export function forgetDemand(): void {
  useDemand.setState(nothing)
}

const valuesIn = ({ operator, values }: ConditionDraft) =>
  values.slice(0, valuesOf(operator)).map((value) => value.trim())

/** Every condition has the values that it needs. */
export function isComplete({ conditions }: DemandState): boolean {
  return conditions.every((each) => {
    const values = valuesIn(each)
    return values.length === valuesOf(each.operator) && values.every((value) => value !== '')
  })
}

/** What the worker is asked for; undefined: any rows. */
export function askedFor({ conditions, balance }: DemandState): Asked | undefined {
  if (conditions.length === 0 && balance === '') return undefined
  return {
    conditions: conditions.map((each) => ({ field: each.field, operator: each.operator, values: valuesIn(each) })),
    balance: balance === '' ? null : { field: balance, shares: null },
  }
}
