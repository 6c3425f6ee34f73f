// Constraints that are kept by construction: whatever numbers are decoded, every row meets them.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { constraintReport } from '../table/constraint/check.ts'
import type { Constraint } from '../table/constraint/constraint.ts'
import { categoryField, dateField, numberField, numbers, words } from '../table/constraint/testing.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { construct } from './construction.ts'
import { Encoder } from './encoder.ts'

/** Any numbers as a generator might give them, and worse. */
function anyNumbers(rows: number, width: number, seed: number): Float32Array {
  const random = createRandom(seed, 'any')
  return Float32Array.from({ length: rows * width }, () => {
    const uniform = random.uniform()
    if (uniform < 0.01) return Number.NaN
    if (uniform < 0.02) return 1e30 * (random.uniform() - 0.5)
    return 4 * (random.uniform() - 0.5)
  })
}

const day = 86_400_000

/** A table of three columns of numbers to `decimals`, two of dates, two of words; some cells missing. */
const tables = fc
  .record({
    rows: fc.integer({ min: 1, max: 30 }),
    decimals: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom(0, 2, 20)),
    pattern: fc.tuple(
      fc.constantFrom('yyyy-MM-dd', 'yyyy-MM', 'yyyy-MM-dd HH:mm', 'yyyy'),
      fc.constantFrom('yyyy-MM-dd', 'yyyy-MM', 'yyyy-MM-dd HH:mm'),
    ),
    missing: fc.constantFrom(0, 0.2, 1),
    seed: fc.integer({ min: 0, max: 1e6 }),
  })
  .map(({ rows, decimals, pattern, missing, seed }) => {
    const random = createRandom(seed, 'table')
    const lost = () => random.uniform() < missing
    const column = (make: () => number) => Array.from({ length: rows }, () => (lost() ? null : make()))
    const values = decimals.map((digits) =>
      column(() => Number((200 * (random.uniform() - 0.3)).toFixed(Math.min(digits, 10)))),
    )
    const dates = pattern.map((each) =>
      column(() => {
        const instant = Math.floor(19_000 * day + 2000 * day * random.uniform())
        const date = new Date(instant)
        if (each === 'yyyy') return Date.UTC(date.getUTCFullYear(), 0, 1)
        if (each === 'yyyy-MM') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
        const step = each.endsWith('mm') ? 60_000 : day
        return Math.floor(instant / step) * step
      }),
    )
    const list = ['a', 'b', 'c', 'd']
    const texts = [0, 1].map(() => Array.from({ length: rows }, () => (lost() ? null : list[random.integer(4)])))
    const schema: Schema = {
      fields: [
        ...values.map((each, i) => numberField(`n${i}`, each, decimals[i])),
        ...dates.map((each, i) => dateField(`d${i}`, each, pattern[i])),
        categoryField('w0', list),
        categoryField('w1', list),
      ],
    }
    const table: Table = {
      rows,
      columns: [...values.map(numbers), ...dates.map(numbers), ...texts.map((each) => words(each, list))],
    }
    return { schema, table, seed }
  })

const aRange = (field: string, span: readonly [number, number]) =>
  fc
    .tuple(
      fc.boolean(),
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([low, high, from, to]): Constraint => {
      const at = (share: number) => span[0] + share * (span[1] - span[0])
      const [minimum, maximum] = [at(Math.min(from, to)), at(Math.max(from, to))]
      return { kind: 'range', field, ...(low || !high ? { minimum } : {}), ...(high ? { maximum } : {}) }
    })

const numberNames = ['n0', 'n1', 'n2']
const dateNames = ['d0', 'd1']
const first = 19_000 * day
const constraints = fc.array(
  fc.oneof(
    ...numberNames.map((name) => aRange(name, [-60, 140])),
    ...dateNames.map((name) => aRange(name, [first, first + 2000 * day])),
    fc
      .tuple(fc.shuffledSubarray(numberNames, { minLength: 2, maxLength: 2 }), fc.boolean())
      .map(([[low, high], strict]): Constraint => ({ kind: 'inequality', low, high, strict })),
    fc
      .tuple(fc.shuffledSubarray(dateNames, { minLength: 2, maxLength: 2 }), fc.boolean())
      .map(([[low, high], strict]): Constraint => ({ kind: 'inequality', low, high, strict })),
    fc
      .shuffledSubarray(numberNames, { minLength: 3, maxLength: 3 })
      .map(([total, ...parts]): Constraint => ({ kind: 'sum', total, parts })),
    fc
      .tuple(fc.constantFrom(...numberNames), fc.constantFrom(1, 2, 5, 10))
      .map(([field, step]): Constraint => ({ kind: 'increment', field, step })),
    fc
      .shuffledSubarray(['w0', 'w1', 'n0'], { minLength: 2, maxLength: 3 })
      .map((fields): Constraint => ({ kind: 'combinations', fields })),
    fc.constant<Constraint>({
      kind: 'combinations',
      fields: ['w0', 'w1'],
      combinations: [
        ['a', 'b'],
        ['b', 'c'],
        ['c', null],
      ],
    }),
  ),
  { minLength: 1, maxLength: 5 },
)

describe('an encoder of a table with constraints', () => {
  it('decodes any numbers to rows that meet every constraint that is kept by construction', () => {
    fc.assert(
      fc.property(tables, constraints, fc.boolean(), ({ schema, table, seed }, list, again) => {
        const constrained = { ...schema, constraints: list }
        let built: ReturnType<typeof construct>
        try {
          built = construct(constrained, false)
        } catch (error) {
          // Random bounds may leave nothing over; that is said, not met.
          expect((error as Error).name).toBe('ConstraintConflictError')
          return
        }
        const fitted = Encoder.fit(table, constrained)
        const encoder = again ? Encoder.fromJSON(JSON.parse(JSON.stringify(fitted))) : fitted
        const random = createRandom(seed, 'decode')
        const decoded = encoder.decode(anyNumbers(60, encoder.width, seed), 60, random)
        const uniform = encoder.independentUniform(20, random)
        for (const made of [decoded, uniform]) {
          expect(made.columns.map(({ kind }) => kind)).toEqual(table.columns.map(({ kind }) => kind))
          const broken = constraintReport(made, constrained, built?.kept ?? []).filter(({ share }) => share < 1)
          expect(broken).toEqual([])
        }
      }),
      { numRuns: 400 },
    )
  })
})
