// Tests of filling in: what is there stays, what is missing comes from the rows that resemble it, and the file keeps its own writing.
import { beforeAll, describe, expect, it } from 'vitest'
import { Encoder } from '../encode/encoder.ts'
import { openBackend } from '../engine/backend.ts'
import { createRandom } from '../math/random.ts'
import { marginalsRecipe, type Recipe } from '../models/recipe.ts'
import { Sampler } from '../models/sampler.ts'
import { tableAs } from '../table/conform.ts'
import { filledTexts } from '../table/filled.ts'
import { readTable } from '../table/readers.ts'
import type { Schema } from '../table/schema.ts'
import type { CategoryColumn, NumberColumn, Table } from '../table/table.ts'
import { writeCsv } from '../table/write.ts'
import { Control } from '../work/control.ts'
import { type Imputed, impute } from './impute.ts'
import { train } from './run.ts'
import { smallProblem } from './testing.ts'

/** Enough to learn how the two columns go together. */
const recipe: Recipe = {
  ...marginalsRecipe,
  latent: 32,
  generatorWidths: [128],
  discriminatorWidths: [64],
  batch: 200,
  steps: 1200,
  generatorRate: 3e-3,
}
let sampler: Sampler
let encoder: Encoder
let schema: Schema
let table: Table

beforeAll(async () => {
  const problem = smallProblem(600)
  ;({ schema, table } = problem)
  encoder = Encoder.fit(table, schema, { scalars: false, components: recipe.bins })
  const matrix = encoder.encode(table, createRandom(1, 'encode'))
  const kernels = await openBackend('wasm')
  const { weights } = await train({
    recipe,
    preparation: { encoder, matrix, looks: [], plan: null, trainRows: null, holdoutRows: null },
    control: new Control(),
    open: async () => ({ kernels, trials: [] }),
    onEvent: () => undefined,
  })
  sampler = new Sampler(kernels, recipe, encoder, weights)
})

const fill = (holes: Table, seed = 1): Promise<Imputed> =>
  impute({ sampler, encoder, schema, table: holes, random: createRandom(seed, 'imputing') })

/** The table with the group missing in every third row and the size, where there is one, in every third row after it. */
function withHoles(): { holes: Table; group: CategoryColumn; size: NumberColumn } {
  const [group, size] = table.columns as [CategoryColumn, NumberColumn]
  const hole = (missing: Uint8Array, first: number) => missing.map((gone, row) => (row % 3 === first ? 1 : gone))
  const columns = [
    { ...group, missing: hole(group.missing, 0) },
    { ...size, missing: hole(size.missing, 1) },
  ]
  return { holes: { rows: table.rows, columns }, group, size }
}

describe('filling in', () => {
  it('leaves what is there and fills all that is missing', async () => {
    const { holes } = withHoles()
    const { table: full, filled } = await fill(holes)
    holes.columns.forEach((before, i) => {
      const after = full.columns[i]
      expect([...after.missing]).toEqual(Array.from({ length: holes.rows }, () => 0))
      expect([...(filled[i] ?? [])]).toEqual([...before.missing])
      for (let row = 0; row < holes.rows; row++) {
        if (before.missing[row] === 1) continue
        if (before.kind === 'number' && after.kind === 'number') expect(after.values[row]).toBe(before.values[row])
        if (before.kind === 'category' && after.kind === 'category') expect(after.codes[row]).toBe(before.codes[row])
      }
    })
  })

  it('takes from rows that resemble: a group shows in the size, and a size in the group', async () => {
    const { holes, group, size } = withHoles()
    const { table: full } = await fill(holes)
    const [groups, sizes] = full.columns as [CategoryColumn, NumberColumn]
    const rows = Array.from({ length: table.rows }, (_, row) => row)
    const lostGroups = rows.filter((row) => row % 3 === 0 && size.missing[row] === 0)
    const right = lostGroups.filter((row) => groups.codes[row] === group.codes[row]).length / lostGroups.length
    // The commonest group is right in half of the rows.
    expect(right).toBeGreaterThan(0.75)
    const lostSizes = rows.filter((row) => row % 3 === 1 && size.missing[row] === 0)
    const error = (guess: (row: number) => number) =>
      lostSizes.reduce((sum, row) => sum + Math.abs(guess(row) - size.values[row]), 0) / lostSizes.length
    const mean = lostSizes.reduce((sum, row) => sum + size.values[row], 0) / lostSizes.length
    expect(error((row) => sizes.values[row])).toBeLessThan(0.7 * error(() => mean))
  })

  it('is the same for the same seed', async () => {
    const { holes } = withHoles()
    expect(await fill(holes)).toEqual(await fill(holes))
  })

  it('writes the file as it was, but for the missing cells', async () => {
    const text = 'note,size, group \nfirst,12.50,a\n"b, c",?,b\nthird,oops,c\n,7.00,\n'
    const reading = await readTable(new Blob([text]), { delimiter: ',', header: true })
    const { table: full, filled } = await fill(tableAs(reading, schema))
    const written = filledTexts(reading, schema, full, filled)
    expect([written.cells, written.left]).toEqual([2, 1])
    const again = [...writeCsv(written.table, written.schema, reading.dialect, { spreadsheetSafe: false })].join('')
    expect(again).toMatch(/^note,size,group\nfirst,12\.50,a\n"b, c",-?\d+\.\d,b\nthird,oops,c\n,7\.00,[abc]\n$/)
  })

  it('marks the filled cells where that is wished, in columns of their own', async () => {
    const text = 'note,size,group,size filled\nfirst,12.50,,x\nsecond,?,b,y\nthird,7.00,c,z\n'
    const reading = await readTable(new Blob([text]), { delimiter: ',', header: true })
    const { table: full, filled } = await fill(tableAs(reading, schema))
    const { table, schema: written } = filledTexts(reading, schema, full, filled, true)
    const lines = [...writeCsv(table, written, reading.dialect, { spreadsheetSafe: false })].join('').split('\n')
    expect(lines[0]).toBe('note,size,group,size filled,size filled (2),group filled')
    expect(lines.slice(1, 4).map((line) => line.split(',').slice(3))).toEqual([
      ['x', '0', '1'],
      ['y', '1', '0'],
      ['z', '0', '0'],
    ])
  })
})
