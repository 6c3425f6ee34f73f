// Singling out: against anonymeter's own figures, and tables whose answer is known.
import { describe, expect, it } from 'vitest'
import { field, numbers, tableOf, words } from '../encode/testcolumns.ts'
import { createRandom } from '../math/random.ts'
import type { Table } from '../table/table.ts'
import { finished } from '../work/work.ts'
import { riskFields } from './riskfield.ts'
import { countHits, singlingOut, sizeWeight } from './singlingout.ts'
import { golden, goldenTables, people, peopleSchema } from './testrisk.ts'

it.each(golden.singlingOut)("makes anonymeter's $mode queries on $fields", (expected) => {
  const { train, holdout, synthetic, fields } = goldenTables(expected.table, expected.fields)
  // So many are asked for that all there are will be found.
  const options = { asked: 200, learnt: train, aside: holdout, synthetic, fields }
  const risk = finished(singlingOut({ ...options, random: createRandom(1, 'queries') }))[expected.mode]
  if (expected.queries === 0) {
    expect(risk).toBeNull()
    return
  }
  expect(risk?.asked).toBe(200)
  expect(risk?.main).toMatchObject({ attacks: expected.queries, successes: expected.main })
  // Elsewhere kept-aside rows are left out, so that there are as many as learnt ones.
  const [, learnt, aside] = expected.rows
  if (learnt === aside) expect(risk?.control).toMatchObject({ attacks: expected.queries, successes: expected.control })
})

describe('a query that matches one kept-aside row', () => {
  it('counts once where as many rows were learnt', () => {
    for (const matches of [0, 1, 5, 100]) expect(sizeWeight(matches, 100, 100)).toBe(1)
  })

  it('counts so that both tables have as many successes where their rows are dealt by chance', () => {
    // All rows dealt: 7 learnt, 4 kept aside, of which the query matches `all`; every deal counted.
    for (const all of [1, 2, 3, 5]) {
      let [inside, outside] = [0, 0]
      for (let deal = 0; deal < 2 ** 11; deal++) {
        const dealt = Array.from({ length: 11 }, (_, r) => (deal >> r) & 1)
        if (dealt.reduce((sum, one) => sum + one, 0) !== 7) continue
        const matches = dealt.slice(0, all).reduce((sum, one) => sum + one, 0)
        if (matches === 1) inside++
        if (all - matches === 1) outside += sizeWeight(matches, 7, 4)
      }
      expect(inside).toBeGreaterThan(0)
      expect(outside).toBeCloseTo(inside, 9)
    }
  })

  it('is one of fewer where it stands for several, or singles out what another does', () => {
    const hits = (...weights: number[]) => weights.map((weight, row) => ({ row, weight }))
    expect(countHits(hits(1, 1, 1), 50, 1)).toEqual([3, 50, 1])
    expect(countHits(hits(4, 4, 4), 50, 4)).toEqual([12, 50, 4])
    expect(countHits([], 50, 4)).toEqual([0, 50, 4])
    expect(countHits(hits(0.5, 0.5), 50, 0.5)).toEqual([1, 50, 1])
    expect(countHits(hits(...Array(20).fill(4)), 50, 4)).toEqual([50, 50, 4])
    // Three queries on one row, one on another: (9 + 1)/4.
    const same = [0, 0, 0, 1].map((row) => ({ row, weight: 1 }))
    expect(countHits(same, 50, 1)).toEqual([4, 50, 2.5])
  })
})

const attack = (learnt: Table, aside: Table | null, synthetic: Table, asked = 300) => {
  const tables = aside === null ? [learnt, synthetic] : [learnt, aside, synthetic]
  const fields = riskFields(peopleSchema, tables)
  return finished(singlingOut({ asked, learnt, aside, synthetic, fields, random: createRandom(1, 'queries') }))
}

describe('the attacks', () => {
  const learnt = people(1500, 'learnt')

  it('succeed on copied rows, and not on others', () => {
    for (const risk of Object.values(attack(learnt, people(1500, 'aside'), learnt))) {
      expect(risk?.main).toMatchObject({ successes: 300, attacks: 300 })
      expect(risk?.risk?.low).toBeGreaterThan(0.9)
      expect(risk?.trusted).toBe(true)
    }
  })

  it.each([1500, 400])('gain nothing by fresh rows when %i are kept aside', (rows) => {
    for (const risk of Object.values(attack(learnt, people(rows, 'aside'), people(1500, 'fresh')))) {
      expect(risk?.risk?.low).toBeLessThan(0.01)
      expect(Math.abs((risk?.main.value ?? 0) - (risk?.control?.value ?? 1))).toBeLessThan(0.1)
    }
  })

  it('never scale successes beyond the queries there are', () => {
    for (const risk of Object.values(attack(people(3000, 'learnt'), people(300, 'aside'), people(300, 'aside')))) {
      expect(risk?.control?.value).toBeLessThanOrEqual(1)
      expect(risk?.control?.successes).toBeLessThanOrEqual(risk?.control?.attacks ?? 0)
    }
  })

  it('count a repeated row once, in either table', () => {
    const schema = { fields: [field('a', 'real'), field('b', 'category')] }
    const synthetic = tableOf([numbers([5, 5, 7, 9]), words(['x', 'x', 'x', 'x'])])
    const real = tableOf([numbers([5, 5, 6, 9]), words(['x', 'x', 'x', 'y'])])
    const fields = riskFields(schema, [synthetic, real])
    const options = { asked: 50, learnt: real, aside: null, synthetic, fields, random: createRandom(1, 'queries') }
    const { univariate, multivariate } = finished(singlingOut(options))
    // Equal to 5, 7, 9, up to 5, from 9; of the real rows 7 is missing.
    expect(univariate?.main).toMatchObject({ attacks: 5, successes: 4 })
    // Up to 5 and x, which is one real row, and from 9 and x, which is none; up to 7 and x are two synthetic rows.
    expect(multivariate?.main).toMatchObject({ attacks: 2, successes: 1 })
  })

  it('ask for a gap where it is the only one', () => {
    const schema = { fields: [field('a', 'category')] }
    const synthetic = tableOf([words(['x', 'y', null])])
    const real = tableOf([words(['x', null])])
    const fields = riskFields(schema, [synthetic, real])
    const options = { asked: 50, learnt: real, aside: null, synthetic, fields, random: createRandom(1, 'queries') }
    expect(finished(singlingOut(options)).univariate?.main).toMatchObject({ attacks: 3, successes: 2 })
  })

  it('say so where fewer queries single a row out than were asked for', () => {
    const { univariate } = attack(learnt, null, people(8, 'fresh'), 500)
    expect(univariate?.asked).toBe(500)
    expect(univariate?.main.attacks).toBeLessThan(100)
    expect(univariate?.main.attacks).toBeGreaterThan(10)
    expect(univariate).toMatchObject({ control: null, risk: null })
  })
})
