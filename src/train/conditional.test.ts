// Tests of a conditional model from table to rows: rare words are learnt, come as often as they should, and bring what belongs to them.
import { beforeAll, describe, expect, it } from 'vitest'
import { Encoder } from '../encode/encoder.ts'
import { openBackend } from '../engine/backend.ts'
import { createRandom } from '../math/random.ts'
import { NotPrivateError } from '../models/errors.ts'
import { conditionalRecipe, privateRecipe, type Recipe } from '../models/recipe.ts'
import { Sampler } from '../models/sampler.ts'
import type { Weights } from '../models/weights.ts'
import { parseCondition } from '../table/conditiontext.ts'
import type { Field, Schema } from '../table/schema.ts'
import type { CategoryColumn, Table } from '../table/table.ts'
import { Control } from '../work/control.ts'
import { Demand } from './demand.ts'
import { impute } from './impute.ts'
import { planPrivacy } from './plan.ts'
import { train } from './run.ts'
import { synthesise } from './synthesise.ts'

const rows = 2000
const words = [
  ['common', 'usual', 'rare'],
  ['left', 'right'],
  ['low', 'middle', 'high'],
] as const

/**
 * 1 % of the rows are rare: they are right and high, nearly all. Of the others a fifth is right, and those that are right are low half
 * of the time, else a tenth.
 */
function table(): Table {
  const random = createRandom(1, 'table')
  const codes = words.map(() => new Uint32Array(rows))
  for (let row = 0; row < rows; row++) {
    const rare = row % 100 === 0
    const right = random.uniform() < (rare ? 0.95 : 0.2)
    const low = random.uniform() < (right ? 0.5 : 0.1)
    codes[0][row] = rare ? 2 : random.uniform() < 0.6 ? 0 : 1
    codes[1][row] = right ? 1 : 0
    codes[2][row] = rare ? (random.uniform() < 0.9 ? 2 : 1) : low ? 0 : random.uniform() < 0.7 ? 1 : 2
  }
  const columns = codes.map((column, i): CategoryColumn => {
    return { kind: 'category', codes: column, categories: [...words[i]], missing: new Uint8Array(rows) }
  })
  return { rows, columns }
}

const schema: Schema = {
  fields: ['word', 'side', 'height'].map(
    (name, i): Field => ({
      ...{ name, role: 'model', type: 'category', format: { kind: 'text' }, missingToken: '', padding: '' },
      ...{ confidence: 1, reason: { key: 'chosen' } },
      domain: { kind: 'categories', categories: [...words[i]], declared: false },
    }),
  ),
}

const real = table()
const encoder = Encoder.fit(real, schema)
const small = { latent: 16, generatorWidths: [32, 32], discriminatorWidths: [64], batch: 200 }
const recipe: Recipe = { ...conditionalRecipe, ...small, generatorRate: 1e-3, discriminatorRate: 1e-3, steps: 1500 }

async function trained(changes: Partial<Recipe> = {}): Promise<Weights> {
  const kernels = await openBackend('wasm')
  const matrix = encoder.encode(real, createRandom(1, 'encode'))
  const { weights } = await train({
    recipe: { ...recipe, ...changes },
    preparation: { encoder, matrix, looks: [], plan: null, trainRows: null, holdoutRows: null },
    control: new Control(),
    open: async () => ({ kernels, trials: [] }),
    onEvent: () => undefined,
  })
  return weights
}

let sampler: Sampler

beforeAll(async () => {
  sampler = new Sampler(await openBackend('wasm'), recipe, encoder, await trained())
}, 60_000)

const wordOf = (from: Table, column: number, row: number) => {
  const { codes, categories } = from.columns[column] as CategoryColumn
  return categories[codes[row]]
}

/** The share of the rows of a table in which all columns hold the words given, by their index. */
function share(from: Table, wanted: Readonly<Record<number, string>>, among: Readonly<Record<number, string>> = {}) {
  const holds = (row: number, what: Readonly<Record<number, string>>) =>
    Object.entries(what).every(([column, word]) => wordOf(from, Number(column), row) === word)
  const all = Array.from({ length: from.rows }, (_, row) => row).filter((row) => holds(row, among))
  return all.filter((row) => holds(row, wanted)).length / all.length
}

async function draw(count: number, where: readonly string[] = []): Promise<{ made: Table; looked: number }> {
  const conditions = where.map((text) => parseCondition(text, schema))
  const demand = new Demand(schema, conditions, null, count)
  let looked = 0
  const onProgress = (_done: number, _of: number, drawn: number) => {
    looked = drawn
  }
  const random = createRandom(2, 'sampling')
  return { made: await synthesise({ sampler, encoder, rows: count, random, demand, onProgress }), looked }
}

describe('a conditional model', () => {
  it('makes every word as often as the table has it, where nothing is asked', async () => {
    const { made } = await draw(20_000)
    words.forEach((options, column) => {
      for (const word of options) {
        const wanted = share(real, { [column]: word })
        expect(Math.abs(share(made, { [column]: word }) - wanted), word).toBeLessThan(0.05)
      }
    })
    const rare = share(made, { 0: 'rare' })
    expect(rare).toBeGreaterThan(0.004)
    expect(rare).toBeLessThan(0.025)
  })

  it('has learnt what belongs to a rare word', async () => {
    const { made, looked } = await draw(2000, ['word=rare'])
    expect(share(made, { 0: 'rare' })).toBe(1)
    // 0.86 in the table, 0.05 of all rows.
    expect(share(made, { 1: 'right', 2: 'high' })).toBeGreaterThan(0.45)
    // Four passes show that it is rare; two that are told of it give all rows.
    expect(looked).toBe(6 * 1024)
  })

  it('has the right option in every row, whichever column is asked', async () => {
    for (const [column, options] of words.entries()) {
      const choices = encoder.segments.filter(({ kind }) => kind === 'choice')
      for (const option of options.keys()) {
        const given = choices.map((_, choice) => new Int32Array(1024).fill(choice === column ? option : -1))
        const made = encoder.decode(
          await sampler.draw(createRandom(3, 'given'), { options: given }),
          1024,
          createRandom(3, 'decode'),
        )
        expect(share(made, { [column]: options[option] })).toBe(1)
      }
    }
  })

  it('keeps several conditions together as the table has them', async () => {
    const { made } = await draw(1000, ['word!=common', 'side=right', 'height!=middle'])
    const wanted = { among: { 1: 'right' } }
    const among = Array.from({ length: real.rows }, (_, row) => row).filter(
      (row) =>
        wordOf(real, 0, row) !== 'common' && wordOf(real, 1, row) === 'right' && wordOf(real, 2, row) !== 'middle',
    )
    const low = among.filter((row) => wordOf(real, 2, row) === 'low').length / among.length
    expect(share(made, { 0: 'common' })).toBe(0)
    expect(share(made, { 2: 'middle' })).toBe(0)
    expect(share(made, {}, wanted.among)).toBe(1)
    expect(Math.abs(share(made, { 2: 'low' }) - low)).toBeLessThan(0.2)
  })

  it('makes a row the same whatever rows come with it', async () => {
    // Statistics of batch norm are measured once: the same 1,024 rows come of a stream, alone or after others.
    const first = await sampler.draw(createRandom(4, 'rows'))
    await sampler.draw(createRandom(5, 'other'))
    expect(await sampler.draw(createRandom(4, 'rows'))).toEqual(first)
  })

  it('fills in what is missing from what is there', async () => {
    const gaps = real.columns.map((column, i) => ({
      ...(column as CategoryColumn),
      missing: Uint8Array.from({ length: rows }, (_, row) => (i === 2 && row % 4 === 0 ? 1 : 0)),
    }))
    const full = await impute({
      ...{ sampler, encoder, schema, table: { rows, columns: gaps } },
      random: createRandom(6, 'filling'),
    })
    const quarter = { rows, columns: full.table.columns }
    expect((quarter.columns[2] as CategoryColumn).missing.every((mark) => mark === 0)).toBe(true)
    const rare = share(quarter, { 2: 'high' }, { 0: 'rare' })
    // 0.9 in the table, 0.25 of all rows.
    expect(rare).toBeGreaterThan(0.45)
  })
})

it('gives the same weights for the same seed, and others for another', async () => {
  const few = { steps: 12 }
  const weights = await trained(few)
  expect(await trained(few)).toEqual(weights)
  expect(await trained({ ...few, seed: 2 })).not.toEqual(weights)
}, 60_000)

it('is refused under privacy before anything is paid for', () => {
  const guarded = { ...recipe, packing: 1, privacy: privateRecipe.privacy }
  expect(() => planPrivacy(guarded, rows)).toThrow(NotPrivateError)
})
