// Distances: against SDMetrics' own figures, and where its definitions are mended.
import { describe, expect, it } from 'vitest'
import { cellsOf, field, numbers, tableOf, words } from '../encode/testcolumns.ts'
import { createRandom } from '../math/random.ts'
import type { Table } from '../table/table.ts'
import { finished } from '../work/work.ts'
import {
  baselineProtection,
  closerToTrain,
  closestRecords,
  identicalMatch,
  randomTable,
  recordDistances,
} from './distances.ts'
import { gowerPoints } from './gower.ts'
import { searchAmong } from './neighbours.ts'
import { riskFields } from './riskfield.ts'
import { golden, goldenTables, people, peopleSchema } from './testrisk.ts'

/** 2^−40 a field, and what SDMetrics rounds. */
const digits = 10

describe.each(golden.distances)('SDMetrics on the table $table', (expected) => {
  const { train, holdout, synthetic, random, fields } = goldenTables(expected.table)
  const nearest = (queries: Table, among: Table) => {
    const [points, others] = gowerPoints(fields, [queries, among], [train, holdout])
    return finished(searchAmong(others)(points))
  }
  const closest = (queries: Table, among: Table) => closestRecords(nearest(queries, among), { width: fields.length })

  it('has the same distances to the closest record', () => {
    const found = [
      closest(synthetic, train),
      closest(synthetic, holdout),
      closest(holdout, train),
      ...(random ? [closest(random, train)] : []),
    ]
    const { syntheticToTrain, syntheticToHoldout, holdoutToTrain, randomToTrain } = expected
    const wanted = [syntheticToTrain, syntheticToHoldout, holdoutToTrain, ...(randomToTrain ? [randomToTrain] : [])]
    expect(found).toHaveLength(wanted.length)
    for (const [i, distances] of wanted.entries()) {
      for (const [r, distance] of distances.entries()) expect(found[i][r]).toBeCloseTo(distance, digits)
    }
  })

  it('has the same share that is closer to the learnt rows, but for ties, of which half count', () => {
    const { observed, expected: chance } = closerToTrain(
      nearest(synthetic, train),
      nearest(synthetic, holdout),
      train.rows,
      holdout.rows,
    )
    const { closerToTraining } = expected.overfitting
    expect(chance).toBe(0.5)
    expect(observed).toBeCloseTo(closerToTraining + expected.ties / 2 / synthetic.rows, 12)
  })

  it('has the same protection from overfitting where there are no ties', () => {
    const report = finished(
      recordDistances({ train, holdout, synthetic, fields, random: createRandom(1, 'distances') }),
    )
    const { score, closerToTraining } = expected.overfitting
    const mended = Math.min(1, 2 * (1 - closerToTraining - expected.ties / 2 / synthetic.rows))
    expect(report.overfittingProtection).toBeCloseTo(expected.ties === 0 ? score : mended, 12)
  })
})

it('gives a table of words half of its ties, where SDMetrics finds no overfitting at all', () => {
  const { overfitting, ties } = golden.distances.find(({ table }) => table === 'words') as (typeof golden.distances)[0]
  expect(overfitting.score).toBe(1)
  const { train, synthetic, fields } = goldenTables('words')
  // All ties: both are the learnt table.
  const report = finished(
    recordDistances({ train, holdout: train, synthetic, fields, random: createRandom(1, 'distances') }),
  )
  expect(ties).toBeGreaterThan(30)
  expect(report.dcr.closer?.observed).toBe(0.5)
  expect(report.overfittingProtection).toBe(1)
})

describe('closerToTrain', () => {
  const found = (...nearest: number[]) => ({ nearest: Float64Array.from(nearest), rows: Uint32Array.of(0, 1, 2, 3) })
  const some = found(1, 2, 3, 4)
  const others = found(2, 3, 4, 4)

  it('takes chance for one half, however many rows there are of each kind', () => {
    // Three of four, and three quarters of a tie; three quarters are learnt.
    const { observed, expected, share } = closerToTrain(some, others, 300, 100)
    expect([observed, expected]).toEqual([(3 + 0.75) / 4, 0.75])
    expect(share.value).toBeCloseTo(0.5 + (0.5 * (0.9375 - 0.75)) / 0.25, 12)
    expect(closerToTrain(some, some, 300, 100).share.value).toBe(0.5)
    expect(closerToTrain(some, found(5, 5, 5, 5), 300, 100).share.value).toBe(1)
  })

  it('is as sure as there are real rows that are the nearest of any', () => {
    const apart = closerToTrain(some, others, 100, 100).share
    const together = closerToTrain({ ...some, rows: Uint32Array.of(7, 7, 7, 7) }, others, 100, 100).share
    const one = closerToTrain(found(1), found(2), 100, 100).share
    expect(together.value).toBe(apart.value)
    expect(together.low).toBeLessThan(apart.low)
    // Four rows near one real row: a sample of one, with the share of four.
    expect(together.high - together.low).toBeGreaterThan(0.9 * (one.high - one.low))
  })

  it('has chance in its interval for tables of any sizes', () => {
    let outside = 0
    for (let i = 0; i < 20; i++) {
      const [train, holdout, synthetic] = [400, 100, 1500].map((rows, t) => people(rows, `${i} ${t}`))
      const fields = riskFields(peopleSchema, [train, holdout, synthetic])
      const [learnt, aside, points] = gowerPoints(fields, [train, holdout, synthetic], [train, holdout])
      const { share } = closerToTrain(
        finished(searchAmong(learnt)(points)),
        finished(searchAmong(aside)(points)),
        400,
        100,
      )
      if (share.low > 0.5 || share.high < 0.5) outside++
    }
    // One is expected; more than three happen once in sixty times.
    expect(outside).toBeLessThanOrEqual(3)
  })
})

describe('recordDistances', () => {
  const train = people(900, 'train')
  const holdout = people(300, 'holdout')
  const synthetic = people(600, 'synthetic')
  const fields = riskFields(peopleSchema, [train, holdout, synthetic])
  const measure = (synthetic: Table, aside: Table | null = holdout) =>
    finished(recordDistances({ train, holdout: aside, synthetic, fields, random: createRandom(1, 'distances') }))

  it('compares among as many rows, and says how many', () => {
    const { rows, dcr, nndr } = measure(synthetic)
    expect(rows).toEqual({ synthetic: 600, holdout: 300, among: 300, learnt: 900, aside: 300, random: 500 })
    for (const report of [dcr, nndr]) {
      const medians = [report.syntheticToTrain, report.syntheticToHoldout, report.holdoutToTrain].map((each) => {
        expect(each?.curve).toHaveLength(101)
        expect(each?.curve).toEqual(each?.curve.toSorted((a, b) => a - b))
        expect([each?.fifth, each?.median]).toEqual([each?.curve[5], each?.curve[50]])
        return each?.median ?? 0
      })
      for (const median of medians) expect(Math.abs(median / medians[0] - 1)).toBeLessThan(0.1)
    }
  })

  it('finds no row nearer than chance where the synthetic rows are fresh ones', () => {
    const { low, high } = measure(synthetic).dcr.closer?.share ?? { low: 1, high: 0 }
    expect(low).toBeLessThan(0.5)
    expect(high).toBeGreaterThan(0.5)
  })

  it('finds every row nearer where the learnt ones were copied, though fewer were kept aside', () => {
    const { dcr, overfittingProtection, nndr } = measure(train)
    expect(dcr.closer?.share.value).toBeGreaterThan(0.99)
    expect(overfittingProtection).toBeLessThan(0.02)
    expect(dcr.syntheticToTrain.fifth).toBe(0)
    expect(nndr.syntheticToTrain.fifth).toBeLessThan(1e-5)
  })

  it('measures no more than it can without rows that were kept aside', () => {
    const { rows, dcr, nndr, overfittingProtection, baselineProtection } = measure(synthetic, null)
    expect(rows).toMatchObject({ holdout: null, aside: null, among: 900, learnt: 900 })
    expect(dcr).toMatchObject({ syntheticToHoldout: null, holdoutToTrain: null, closer: null })
    expect(nndr).toMatchObject({ syntheticToHoldout: null, holdoutToTrain: null })
    expect(overfittingProtection).toBeNull()
    expect(baselineProtection.score).toBeGreaterThan(0)
  })

  it('takes copies for no better than random rows at zero distance', () => {
    expect(measure(train).baselineProtection).toMatchObject({ score: 0, synthetic: 0 })
    expect(baselineProtection(0.1, 0.2).score).toBe(0.5)
    expect(baselineProtection(0.3, 0.2).score).toBe(1)
    expect(baselineProtection(0, 0).score).toBeNull()
  })

  it('says how far it is', () => {
    const heard: number[] = []
    const onProgress = (done: number) => heard.push(done)
    finished(recordDistances({ train, holdout, synthetic, fields, random: createRandom(1, 'distances'), onProgress }))
    expect(heard).toEqual(heard.toSorted((a, b) => a - b))
    expect(heard.at(-1)).toBe(1)
  })
})

describe('randomTable', () => {
  const real = tableOf([
    numbers([3, 7, null, 4]),
    numbers([0.5, 2.5, 1, null]),
    words(['x', null, 'y', 'x']),
    numbers([null, null, null, null]),
  ])
  const schema = {
    fields: [field('whole', 'integer'), field('real', 'real'), field('word', 'category'), field('none', 'real')],
  }
  const made = randomTable(riskFields(schema, [real]), real, 4000, createRandom(1, 'random'))
  const cells = made.columns.map(cellsOf)
  const share = (column: number, is: (cell: (typeof cells)[0][0]) => boolean) => cells[column].filter(is).length / 4000

  it('is uniform over what a field takes', () => {
    for (const value of [3, 4, 5, 6, 7]) expect(share(0, (cell) => cell === value)).toBeCloseTo(0.15, 1)
    for (const low of [0.5, 1, 1.5, 2])
      expect(share(1, (cell) => Number(cell) >= low && Number(cell) < low + 0.5)).toBeCloseTo(0.1875, 1)
    for (const word of ['x', 'y']) expect(share(2, (cell) => cell === word)).toBeCloseTo(0.375, 1)
    expect(Math.min(...cells[1].flatMap((cell) => (cell === null ? [] : [Number(cell)])))).toBeGreaterThanOrEqual(0.5)
  })

  it('has gaps as often as the real table', () => {
    for (const column of [0, 1, 2]) expect(share(column, (cell) => cell === null)).toBeCloseTo(0.25, 1)
    expect(share(3, (cell) => cell === null)).toBe(1)
  })
})

describe('identicalMatch', () => {
  const schema = { fields: [field('a', 'real'), field('b', 'category')] }
  const train = tableOf([numbers([1, 2, null, 0]), words(['x', 'y', 'x', null])])

  it('counts rows that are alike in every field, gaps too, words by their text', () => {
    // The same words have other codes here.
    const synthetic = tableOf([numbers([2, 2, null, null, 0]), words(['y', 'x', 'x', 'y', null])])
    const holdout = tableOf([numbers([1, 5]), words(['x', 'x'])])
    const fields = riskFields(schema, [train, synthetic, holdout])
    expect(identicalMatch(fields, train, holdout, synthetic)).toEqual({ synthetic: 0.6, holdout: 0.5 })
    expect(identicalMatch(fields, train, null, synthetic)).toEqual({ synthetic: 0.6, holdout: null })
  })
})
