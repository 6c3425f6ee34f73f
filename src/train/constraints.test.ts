// Tests of drawing under constraints: every delivered row meets them, and what too few rows meet is named, in finite time.
import { describe, expect, it } from 'vitest'
import { Encoder } from '../encode/encoder.ts'
import { createRandom } from '../math/random.ts'
import type { Sampler } from '../models/sampler.ts'
import { ConstraintFilter, constraintReport, withCombinationsOf } from '../table/constraint/check.ts'
import type { Constraint } from '../table/constraint/constraint.ts'
import { stays } from '../table/constraint/testing.ts'
import { impute } from './impute.ts'
import { ConstraintsTooRareError, synthesise } from './synthesise.ts'
import { smallProblem } from './testing.ts'

const { schema, encoder } = smallProblem()

/** Encoded rows with nothing learnt in them: any numbers. */
const sampler = {
  async draw(random) {
    return Float32Array.from({ length: 2000 * encoder.width }, () => 2 * random.uniform() - 1)
  },
} as Pick<Sampler, 'draw'> as Sampler

function draw(rows: number, constraints: readonly Constraint[]) {
  const filter = new ConstraintFilter({ ...schema, constraints })
  return synthesise({ sampler, encoder, rows, random: createRandom(1, 'sampling'), constraints: filter })
}

describe('constraints', () => {
  it('hold between what is there of a row and what is filled in', async () => {
    const { schema: fields, table: holes } = stays(300, true)
    const learnt = Encoder.fit(holes, fields)
    const guesses = {
      async draw(stream, given) {
        const drawn = given?.options[0].length ?? 0
        return Float32Array.from({ length: drawn * learnt.width }, () => 2 * stream.uniform() - 1)
      },
    } as Pick<Sampler, 'draw'> as Sampler
    const options = { sampler: guesses, encoder: learnt, schema: fields, table: holes }
    const { table, filled } = await impute({ ...options, random: createRandom(1, 'impute') })
    expect(constraintReport(table, withCombinationsOf(holes, fields)).map(({ share }) => share)).toEqual([1, 1, 1])
    const count = (mask: Uint8Array | null) => mask?.reduce((sum, mark) => sum + mark, 0) ?? 0
    // Discharges, totals and floors that were missing are there now, or nearly all of them; what was there is not touched.
    expect([1, 4, 6].map((i) => count(filled[i]) / count(holes.columns[i].missing))).toEqual([
      expect.toSatisfy((share: number) => share > 0.95),
      expect.toSatisfy((share: number) => share > 0.95),
      expect.toSatisfy((share: number) => share > 0.95),
    ])
    table.columns.forEach((column, i) => {
      const before = holes.columns[i]
      if (column.kind !== 'number' || before.kind !== 'number') return
      for (let row = 0; row < table.rows; row++)
        if (before.missing[row] === 0) expect(column.values[row]).toBe(before.values[row])
    })
  })

  it('that are kept by leaving rows out hold in every delivered row', async () => {
    const constraints: Constraint[] = [
      { kind: 'expression', expression: "group != 'a' or size < 20" },
      { kind: 'unique', fields: ['group', 'size'] },
    ]
    const table = await draw(800, constraints)
    expect(table.rows).toBe(800)
    expect(constraintReport(table, { ...schema, constraints }).map(({ share }) => share)).toEqual([1, 1])
  })

  it('that no row meets end the drawing, with the share of rows that met each', async () => {
    const never = draw(10, [
      { kind: 'expression', expression: 'size > 1000 and not missing(size)' },
      { kind: 'expression', expression: "group = 'a'" },
    ])
    await expect(never).rejects.toThrow(ConstraintsTooRareError)
    await expect(never).rejects.toThrow(/size > 1000 and not missing\(size\) \(0%\); group = 'a' \(\d+(\.\d+)?%\)/)
    await expect(never).rejects.toMatchObject({ values: { found: 0, wanted: 10 } })
  })

  it('of uniqueness end the drawing once all values are used up', async () => {
    const draining = draw(50, [{ kind: 'unique', fields: ['group'] }])
    await expect(draining).rejects.toMatchObject({
      name: 'ConstraintsTooRareError',
      values: { found: 3, wanted: 50, rarest: 'group unique' },
    })
  })
})
