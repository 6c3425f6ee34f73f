// Constraints that are kept by construction: whatever numbers are decoded, every row meets them.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { Releases } from '../privacy/releases.ts'
import { constraintReport, withCombinationsOf } from '../table/constraint/check.ts'
import type { Constraint } from '../table/constraint/constraint.ts'
import { ConstraintConflictError } from '../table/constraint/errors.ts'
import { categoryField, dateField, numberField, numbers, stays, words } from '../table/constraint/testing.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { construct } from './construct.ts'
import { Encoder } from './encoder.ts'
import { planLooks } from './looks.ts'
import { cellsOf, expand } from './testcolumns.ts'

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

const budget = {
  epsilon: 4,
  delta: 1e-5,
  split: { domains: 0.1, shares: 0.05 },
  groupSize: 1,
  publicForm: true,
  rows: 2000,
}

describe('a table with constraints', () => {
  it('is learnt as distances, without what can be worked out, and comes back as it was', () => {
    const { schema, table } = stays(500, true)
    const encoder = Encoder.fit(table, schema)
    expect(encoder.layout().map(({ name, count }) => [name, count > 0])).toEqual([
      ['admission', true],
      ['discharge − admission', true],
      // No admission is missing, so that no discharge stands alone.
      ['discharge alone', false],
      ['room', true],
      ['care', true],
      ['total present', true],
      ['total alone', false],
      ['ward × floor', true],
    ])
    const random = createRandom(1, 'there and back')
    const back = encoder.decode(expand(encoder, table), 500, random)
    expect(back.columns[1].missing).toEqual(table.columns[1].missing)
    expect(back.columns[4].missing).toEqual(table.columns[4].missing)
    expect(constraintReport(back, schema).map(({ share }) => share)).toEqual([1, 1, 1])
    const [stay, before] = [back, table].map(({ columns: [admission, discharge] }) => {
      if (admission.kind !== 'number' || discharge.kind !== 'number') throw new TypeError('dates are numbers')
      return discharge.values.map((each, row) =>
        discharge.missing[row] === 1 ? -1 : (each - admission.values[row]) / day,
      )
    })
    expect(stay).toEqual(before)
    const floorsOf = ({ columns }: Table) => columns.slice(5).map(cellsOf)
    expect(floorsOf(back)).toEqual(floorsOf(table))
  })

  it('keeps what a derived column says where the other is missing, without privacy', () => {
    const { schema, table } = stays(400, true)
    table.columns[0].missing.fill(1, 0, 200)
    const random = createRandom(1, 'aside')
    const encoder = Encoder.fit(table, schema)
    const back = encoder.decode(expand(encoder, table), 400, random)
    expect(back.columns[1].missing).toEqual(table.columns[1].missing)
  })

  it('takes rows that break a constraint as the nearest that meet it', () => {
    const { schema, table } = stays(300, true)
    const [admission, discharge] = table.columns
    if (admission.kind !== 'number' || discharge.kind !== 'number') throw new TypeError('dates are numbers')
    for (let row = 0; row < 100; row++) discharge.values[row] = admission.values[row] - 5 * day
    const random = createRandom(1, 'broken')
    const encoder = Encoder.fit(table, schema)
    const back = encoder.decode(expand(encoder, table), 300, random)
    const [from, to] = back.columns
    if (from.kind !== 'number' || to.kind !== 'number') throw new TypeError('dates are numbers')
    for (let row = 0; row < 100; row++) if (to.missing[row] === 0) expect(to.values[row]).toBe(from.values[row])
  })

  it('pays for looks at what is learnt in the place of the columns, and for nothing else', () => {
    const { schema } = stays(10, true)
    const looks = planLooks(schema, budget)
    expect(looks.map(({ kind, what }) => `${kind} ${what}`)).toEqual([
      'form columns',
      'other admission <= discharge',
      'other total = room + care',
      'other ward × floor in combinations that occur',
      'bounds admission',
      'quantiles admission',
      'bounds discharge − admission',
      'quantiles discharge − admission',
      'bounds room',
      'quantiles room',
      'bounds care',
      'quantiles care',
      'categories ward × floor',
      'labels ward × floor',
    ])
  })

  it('calls a constraint that was found in the rows an unpaid look at them', () => {
    const { schema } = stays(10, true)
    const [first, ...rest] = schema.constraints ?? []
    const found = { ...schema, constraints: [{ ...first, suggested: true as const }, ...rest] }
    const sources = planLooks(found, budget).filter(({ kind }) => kind === 'other')
    expect(sources.map(({ source }) => source)).toEqual(['data', 'declared', 'declared'])
  })

  it('meets its constraints under privacy too, and is published with domains that were paid for', () => {
    const { schema, table } = stays(2000, true)
    const looks = planLooks(schema, budget)
    const encoder = Encoder.fitPrivately(table, schema, new Releases(looks))
    const made = encoder.decode(anyNumbers(300, encoder.width, 3), 300, createRandom(2, 'decode'))
    const known = withCombinationsOf(table, schema)
    expect(constraintReport(made, known).filter(({ share }) => share < 1)).toEqual([])
    const { fields } = encoder.knownSchema(schema)
    expect(fields[1].domain.kind).toBe('range')
    expect(fields[6].domain).toMatchObject({ kind: 'categories', declared: false })
    const [, discharge] = made.columns
    const { domain } = fields[1]
    if (discharge.kind !== 'number' || domain.kind !== 'range') throw new TypeError('dates are numbers')
    expect(
      discharge.values.every(
        (each, row) => discharge.missing[row] === 1 || (each >= domain.minimum && each <= domain.maximum),
      ),
    ).toBe(true)
  })

  it('gives rows whose combination was too rare to be told one that was', () => {
    const { schema, table } = stays(2000, true)
    const ward = table.columns[5]
    if (ward.kind !== 'category') throw new TypeError('wards are words')
    // A thousand wards of one row each: none may be told, together they are many.
    const categories = [...ward.categories, ...Array.from({ length: 1000 }, (_, i) => `ward ${i}`)]
    const codes = ward.codes.map((code, row) => (row < 1000 ? ward.categories.length + row : code))
    const columns = table.columns.with(5, { ...ward, categories, codes })
    const rare = { rows: table.rows, columns }
    const encoder = Encoder.fitPrivately(rare, schema, new Releases(planLooks(schema, budget)))
    const made = encoder.decode(anyNumbers(500, encoder.width, 3), 500, createRandom(2, 'decode'))
    expect(constraintReport(made, withCombinationsOf(rare, schema)).map(({ share }) => share)).toEqual([1, 1, 1])
    const told = made.columns[5]
    expect(told.kind === 'category' && told.categories.toSorted()).toEqual(['east', 'north', 'south'])
  })

  it('cannot have constraints that no value meets together', () => {
    const { schema } = stays(10, true)
    const conflict: Constraint[] = [
      { kind: 'range', field: 'admission', minimum: first + 100 * day },
      { kind: 'range', field: 'discharge', maximum: first },
      { kind: 'inequality', low: 'admission', high: 'discharge', strict: false },
    ]
    expect(() => construct({ ...schema, constraints: conflict }, false)).toThrow(ConstraintConflictError)
  })

  it('takes a range that the user states for public knowledge, one that was found not', () => {
    const { schema } = stays(10, true)
    const range: Constraint = { kind: 'range', field: 'room', minimum: 0, maximum: 400 }
    const bounds = (constraint: Constraint) =>
      planLooks({ ...schema, constraints: [constraint] }, budget).find(
        ({ kind, what }) => kind === 'bounds' && what === 'room',
      )?.source
    expect(bounds(range)).toBe('declared')
    expect(bounds({ ...range, suggested: true })).toBe('data')
  })
})
