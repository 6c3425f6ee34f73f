// Tests of what has been asked for: it is complete or not, and crosses to the worker without what an operator has no use for.
import { beforeEach, expect, it } from 'vitest'
import type { Field } from '../../worker/protocol.ts'
import {
  addCondition,
  askedFor,
  changeCondition,
  forgetDemand,
  isComplete,
  operatorsOf,
  removeCondition,
  setBalance,
  useDemand,
} from './demand.ts'

const field = (name: string, rest: Pick<Field, 'type' | 'format' | 'domain'>): Field => ({
  ...{ name, role: 'model', missingToken: '', padding: '', confidence: 1, reason: { key: 'chosen' }, ...rest },
})
const city = field('city', {
  type: 'category',
  format: { kind: 'text' },
  domain: { kind: 'categories', categories: ['Rome', 'Oslo'], declared: false },
})
const age = field('age', {
  type: 'integer',
  format: { kind: 'number', decimals: 0, precision: 0, decimalMark: '.', thousands: '', percent: false },
  domain: { kind: 'range', minimum: 0, maximum: 99, declared: false },
})

const first = () => useDemand.getState().conditions[0]

beforeEach(forgetDemand)

it('asks for nothing at first', () => {
  expect(askedFor(useDemand.getState())).toBeUndefined()
  expect(isComplete(useDemand.getState())).toBe(true)
})

it('begins a condition of words with a word, and one of numbers without a value', () => {
  addCondition(city)
  expect(isComplete(useDemand.getState())).toBe(true)
  expect(askedFor(useDemand.getState())?.conditions).toEqual([{ field: 'city', operator: '=', values: ['Rome'] }])
  addCondition(age)
  expect(isComplete(useDemand.getState())).toBe(false)
  removeCondition(first().id)
  expect(useDemand.getState().conditions.map((each) => each.field)).toEqual(['age'])
})

it('needs as many values as the operator takes, and sends no more', () => {
  addCondition(age)
  const { id } = first()
  changeCondition(id, { values: [' 30 '] })
  expect(isComplete(useDemand.getState())).toBe(true)
  changeCondition(id, { operator: 'between' })
  expect(isComplete(useDemand.getState())).toBe(false)
  changeCondition(id, { values: ['30', '40'] })
  expect(askedFor(useDemand.getState())?.conditions[0].values).toEqual(['30', '40'])
  changeCondition(id, { operator: 'missing' })
  expect(askedFor(useDemand.getState())?.conditions[0].values).toEqual([])
  expect(isComplete(useDemand.getState())).toBe(true)
})

it('begins anew with another field', () => {
  addCondition(age)
  changeCondition(first().id, { values: ['30'] })
  changeCondition(first().id, { field: city })
  expect(first()).toMatchObject({ field: 'city', operator: '=', values: ['Rome'] })
  expect(operatorsOf(city)).not.toContain('<')
})

it('may ask for a balance alone', () => {
  setBalance('city')
  expect(askedFor(useDemand.getState())).toEqual({ conditions: [], balance: { field: 'city', shares: null } })
})
