// Linkability: against anonymeter's own figures, and tables whose answer is known.
import { describe, expect, it } from 'vitest'
import { field, numbers, tableOf, words } from '../encode/testcolumns.ts'
import { createRandom } from '../math/random.ts'
import { finished } from '../work/work.ts'
import { gowerPoints } from './gower.ts'
import { countLinks, linkability } from './linkability.ts'
import { searchAmong } from './neighbours.ts'
import { riskFields } from './riskfield.ts'
import { golden, goldenTables } from './testrisk.ts'

it("finds anonymeter's neighbours", () => {
  const { train, synthetic, fields } = goldenTables(golden.neighbours.table)
  const [among, points] = gowerPoints(fields, [synthetic, train], [synthetic, train])
  const { rows, nearest, second } = finished(searchAmong(among)(points))
  expect([...rows]).toEqual(golden.neighbours.rows)
  for (const [r, distance] of golden.neighbours.nearest.entries()) expect(nearest[r]).toBeCloseTo(distance, 10)
  for (const [r, distance] of golden.neighbours.second.entries()) expect(second[r]).toBeCloseTo(distance, 10)
})

it("links as many rows as anonymeter's attack", () => {
  const { table, halves, main, control } = golden.linkability
  const { train, holdout, synthetic, named } = goldenTables(table)
  const links = finished(countLinks(halves.map(named), synthetic, [train, holdout]))
  expect(links).toEqual([main, control])
})

describe('two halves of a row', () => {
  const schema = { fields: [field('a', 'category'), field('b', 'category'), field('c', 'real')] }
  const synthetic = tableOf([words(['x', 'x', 'y']), words(['u', 'v', 'v']), numbers([0, 0.5, 1])])
  const fields = riskFields(schema, [synthetic])
  const [a, b, c] = fields

  it('are linked by any of the rows that are equally near', () => {
    // Rows 0 and 1 are nearest in a, rows 1 and 2 in b.
    const target = tableOf([words(['x']), words(['v']), numbers([0])])
    expect(finished(countLinks([[a], [b]], synthetic, [target]))).toEqual([1])
    // Row 0 alone is nearest in c.
    expect(finished(countLinks([[b], [c]], synthetic, [target]))).toEqual([0])
  })

  it('take a gap for nearest to a gap', () => {
    const gaps = tableOf([words([null, 'x']), words(['u', 'v']), numbers([null, 1])])
    const target = tableOf([words([null]), words(['v']), numbers([null])])
    expect(finished(countLinks([[a], [c]], gaps, [target]))).toEqual([1])
    expect(finished(countLinks([[a], [b]], gaps, [target]))).toEqual([0])
  })

  it('are made of every other field, and guessed as often as two rows by chance are halves of one', () => {
    const report = finished(
      linkability({
        asked: 3,
        learnt: synthetic,
        aside: null,
        synthetic,
        fields,
        random: createRandom(1, 'links'),
      }),
    )
    expect(report.halves).toEqual([['a', 'c'], ['b']])
    expect(report.main).toMatchObject({ successes: 3, attacks: 3 })
    expect(report).toMatchObject({ control: null, risk: null })
    const many = tableOf([
      words(Array(3000).fill('x')),
      words(Array.from({ length: 3000 }, (_, r) => (r % 2 === 0 ? 'u' : 'v'))),
      numbers(Array.from({ length: 3000 }, (_, r) => r % 2)),
    ])
    const options = { asked: 3000, aside: null, fields, random: createRandom(1, 'links') }
    const guessed = finished(linkability({ ...options, learnt: many, synthetic: many }))
    expect(guessed.baseline.value).toBeCloseTo(0.5, 1)
  })
})
