// Disclosure: SDMetrics' figures, and tables whose answer is known.
import { describe, expect, it } from 'vitest'
import { field, numbers, tableOf, words } from '../encode/testcolumns.ts'
import { finished } from '../work/work.ts'
import { disclosure } from './disclosure.ts'
import golden from './fixtures/disclosure.json' with { type: 'json' }
import { riskFields } from './riskfield.ts'
import { goldenTables, people, peopleSchema } from './testrisk.ts'

describe.each(golden.cases.map((each) => [`${each.table}, ${each.fields.join(' ')}`, each] as const))(
  '%s',
  (_, each) => {
    const { train, holdout, synthetic, named } = goldenTables(each.table)
    const found = finished(disclosure(named(each.fields), train, holdout, synthetic))

    it("has SDMetrics' protection of each field", () => {
      for (const [i, expected] of each.secrets.entries()) {
        const { secret, learnt } = found[i]
        expect(secret).toBe(expected.secret)
        if (expected.protection === null) expect(learnt.probability).toBeNull()
        else expect(1 - (learnt.probability ?? 0)).toBeCloseTo(expected.protection, 10)
        if (expected.score === null) expect(learnt.protection).toBeNull()
        else expect(learnt.protection).toBeCloseTo(expected.score, 10)
      }
    })

    it("lies where SDMetrics' estimates from samples do", () => {
      for (const [i, { estimates }] of each.secrets.entries()) {
        if (estimates === null) continue
        const { probability } = found[i].learnt
        expect(Math.abs(1 - (probability ?? 0) - estimates.mean)).toBeLessThan(4 * estimates.error + 1e-9)
      }
    })
  },
)

const schema = { fields: [field('a', 'category'), field('b', 'category'), field('n', 'real')] }

it('counts only rows that some synthetic row agrees with, and says how many those are', () => {
  const real = tableOf([words(['x', 'x', 'y', 'z']), words(['1', '2', '1', '1']), numbers([0, 0, 100, 100])])
  const synthetic = tableOf([words(['x', 'x', 'x', 'y']), words(['1', '1', '2', '2']), numbers([5, 5, 5, 95])])
  const [a, b] = finished(disclosure(riskFields(schema, [real, synthetic]), real, null, synthetic))
  // Of x in the lowest range two of three are 1; of y in the highest none is; nobody is z.
  expect(b.learnt.matched).toBe(0.75)
  expect(b.learnt.probability).toBeCloseTo((2 / 3 + 1 / 3 + 0) / 3, 12)
  expect(b.learnt.protection).toBe(1)
  expect(a.learnt).toMatchObject({ matched: 0.5, probability: 1, protection: 0 })
  expect(a.aside).toBeNull()
})

it('protects nobody in a copy of the learnt rows, and leaves rows kept aside as they are', () => {
  const [real, holdout] = [people(900, 'real'), people(900, 'holdout')]
  const fields = riskFields(peopleSchema, [real, holdout])
  const found = finished(disclosure(fields, real, holdout, real))
  for (const { learnt, aside } of found) {
    expect(learnt.matched).toBe(1)
    expect(learnt.probability).toBeGreaterThan(aside?.probability ?? 0)
    expect(aside?.matched).toBeLessThan(1)
  }
})

it('takes a gap for a value, and has no figure for a field of one value', () => {
  const real = tableOf([words(['x', null, 'x', null]), words(['1', '1', '1', '1']), numbers([1, 2, 1, 2])])
  const [a, b] = finished(disclosure(riskFields(schema, [real]), real, real, real))
  expect(a.learnt).toEqual({ matched: 1, probability: 1, protection: 0 })
  expect(b.learnt).toEqual({ matched: 1, probability: 1, protection: null })
})

it('needs a second field to look one up by', () => {
  const real = tableOf([words(['x', 'y'])])
  const fields = riskFields({ fields: [field('a', 'category')] }, [real])
  expect(finished(disclosure(fields, real, real, real))).toEqual([])
})
