// Tests of drawing under constraints: every delivered row meets them, and what too few rows meet is named, in finite time.
import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import type { Sampler } from '../models/sampler.ts'
import { ConstraintFilter, constraintReport } from '../table/constraint/check.ts'
import type { Constraint } from '../table/constraint/constraint.ts'
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
