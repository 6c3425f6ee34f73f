// Inference: against anonymeter's own figures, where it is mended, and tables whose answer is known.
import { describe, expect, it } from 'vitest'
import { type Cell, field, numbers, tableOf, words } from '../encode/testcolumns.ts'
import { createRandom } from '../math/random.ts'
import type { FieldType } from '../table/schema.ts'
import { finished } from '../work/work.ts'
import { countInferences, inferSecret } from './inference.ts'
import { riskFields } from './riskfield.ts'
import { golden, goldenTables } from './testrisk.ts'

const infer = (table: string, name: string) => {
  const { train, holdout, synthetic, fields, named } = goldenTables(table)
  const [secret] = named([name])
  return finished(
    countInferences(
      secret,
      fields.filter((each) => each !== secret),
      synthetic,
      [train, holdout],
    ),
  )
}

it.each(golden.inference)("guesses $secret of $table as often as anonymeter's attack", (expected) => {
  const { main, control, mendedMain, mendedControl } = expected
  // anonymeter takes every negative guess for right.
  const negative = expected.secret === 'balance'
  expect([mendedMain === main, mendedControl === control]).toEqual([!negative, !negative])
  expect(infer(expected.table, expected.secret)).toEqual([mendedMain, mendedControl])
})

describe('a guess', () => {
  const judge = (type: FieldType, guess: Cell, truths: Cell[], range: Cell[] = []) => {
    const schema = { fields: [field('known', 'real'), field('secret', type)] }
    const column = type === 'category' ? words : numbers
    const synthetic = tableOf([numbers([1]), column([guess])])
    const cells = [...truths, ...range]
    const target = tableOf([numbers(cells.map(() => 1)), column(cells)])
    const [known, secret] = riskFields(schema, [synthetic, target])
    return finished(countInferences(secret, [known], synthetic, [target]))[0]
  }

  it('of a number may be off by a twentieth of its size', () => {
    expect(judge('real', 100, [95, 105, 94.9, 105.1, -100, null])).toBe(2)
    expect(judge('real', -100, [-95, -105, -94.9, -105.1, 100, 0])).toBe(2)
    expect(judge('integer', 0, [0, 1])).toBe(1)
  })

  it('of a word is right or wrong', () => {
    expect(judge('category', 'x', ['x', 'y', null])).toBe(1)
  })

  it('of an instant may be off by a hundredth of the extent, wherever zero is', () => {
    const year = 365 * 86_400_000
    const range = [0, 100 * year]
    expect(judge('datetime', 50 * year, [49.1 * year, 51 * year, 48.9 * year, 52.5 * year], range)).toBe(2)
  })

  it('that there is no value is right where there is none', () => {
    expect(judge('real', null, [null, 1])).toBe(1)
    expect(judge('category', null, [null, 'x'])).toBe(1)
  })
})

it('guesses at random as often as the synthetic rows have it', () => {
  const schema = { fields: [field('known', 'real'), field('secret', 'category')] }
  const table = tableOf([
    numbers(Array.from({ length: 4000 }, (_, r) => r)),
    words(Array.from({ length: 4000 }, (_, r) => (r % 4 === 0 ? 'x' : 'y'))),
  ])
  const fields = riskFields(schema, [table])
  const options = { asked: 4000, learnt: table, aside: null, synthetic: table, fields, secret: fields[1] }
  const risk = finished(inferSecret({ ...options, random: createRandom(1, 'guess') }))
  expect(risk.secret).toBe('secret')
  expect(risk.main.successes).toBe(4000)
  expect(risk.baseline.value).toBeCloseTo(0.25 ** 2 + 0.75 ** 2, 1)
  expect(risk.trusted).toBe(true)
})
