// Tests of drawing under conditions: every row meets them, words come in the shares asked for, and what is too rare is named.
import { beforeAll, describe, expect, it } from 'vitest'
import type { Encoder } from '../encode/encoder.ts'
import { openBackend } from '../engine/backend.ts'
import { createRandom } from '../math/random.ts'
import { Sampler } from '../models/sampler.ts'
import { type Balance, parseBalance } from '../table/balance.ts'
import { parseCondition } from '../table/conditiontext.ts'
import { BalanceError, ConditionWordError } from '../table/errors.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { Control } from '../work/control.ts'
import { StoppedError } from '../work/errors.ts'
import { Demand } from './demand.ts'
import { train } from './run.ts'
import { ConditionTooRareError, synthesise } from './synthesise.ts'
import { smallPlain, smallProblem } from './testing.ts'

let sampler: Sampler
let encoder: Encoder
let schema: Schema

beforeAll(async () => {
  const problem = smallProblem()
  schema = problem.schema
  encoder = problem.encoder
  const kernels = await openBackend('wasm')
  const { weights } = await train({
    recipe: smallPlain,
    preparation: { encoder, matrix: problem.matrix, looks: [], plan: null, trainRows: null, holdoutRows: null },
    control: new Control(),
    open: async () => ({ kernels, trials: [] }),
    onEvent: () => undefined,
  })
  sampler = new Sampler(kernels, smallPlain, encoder, weights)
})

interface Ask {
  readonly rows: number
  readonly where?: readonly string[]
  readonly balance?: Balance
  readonly seed?: number
}

function draw({ rows, where = [], balance, seed = 1 }: Ask): Promise<Table> {
  const conditions = where.map((text) => parseCondition(text, schema))
  const demand = new Demand(schema, conditions, balance ?? null, rows)
  return synthesise({ sampler, encoder, rows, random: createRandom(seed, 'sampling'), demand })
}

function groupsOf({ rows, columns: [group] }: Table): string[] {
  if (group.kind !== 'category') throw new TypeError('The first column holds words')
  return Array.from({ length: rows }, (_, row) => group.categories[group.codes[row]])
}

function sizesOf({ rows, columns: [, size] }: Table): (number | null)[] {
  if (size.kind !== 'number') throw new TypeError('The second column holds numbers')
  return Array.from({ length: rows }, (_, row) => (size.missing[row] === 1 ? null : size.values[row]))
}

const count = (words: readonly string[], word: string) => words.filter((each) => each === word).length

it('is given up within a moment of being stopped, however much is wanted', async () => {
  const control = new Control()
  let found = 0
  const drawing = synthesise({
    ...{ sampler, encoder, rows: 5_000_000, random: createRandom(1, 'sampling'), control },
    onProgress: (done) => {
      found = done
      control.stop()
    },
  })
  await expect(drawing).rejects.toThrow(StoppedError)
  expect(found).toBeGreaterThan(0)
  expect(found).toBeLessThan(1_000_000)
  expect((await draw({ rows: 50 })).rows).toBe(50)
})

describe('conditions', () => {
  it('hold in every row', async () => {
    const table = await draw({ rows: 700, where: ['group in a, c', 'size between 10 and 90'] })
    expect(table.rows).toBe(700)
    expect(new Set(groupsOf(table))).toEqual(new Set(['a', 'c']))
    expect(sizesOf(table).every((size) => size !== null && size >= 10 && size <= 90)).toBe(true)
  })

  it('may ask for missing cells', async () => {
    expect(new Set(sizesOf(await draw({ rows: 20, where: ['size is missing'] })))).toEqual(new Set([null]))
    expect(sizesOf(await draw({ rows: 200, where: ['size is not missing'] }))).not.toContain(null)
  })

  it('that few rows meet are given to the model, which then makes no others', async () => {
    const where = ['group=a', 'size is missing']
    const demand = new Demand(
      schema,
      where.map((text) => parseCondition(text, schema)),
      null,
      400,
    )
    let looked = 0
    const onProgress = (_done: number, _of: number, drawn: number) => {
      looked = drawn
    }
    const random = createRandom(1, 'sampling')
    const table = await synthesise({ sampler, encoder, rows: 400, random, demand, onProgress })
    expect(new Set(groupsOf(table))).toEqual(new Set(['a']))
    expect(new Set(sizesOf(table))).toEqual(new Set([null]))
    // Four passes show that they are rare; one that is steered gives all the rest.
    expect(looked).toBe(5 * 1024)
  })

  it('give the same rows for the same seed, and others for another', async () => {
    const ask = { rows: 60, where: ['group=b'] }
    const table = await draw(ask)
    expect(await draw(ask)).toEqual(table)
    expect(sizesOf(await draw({ ...ask, seed: 2 }))).not.toEqual(sizesOf(table))
  })

  it('that are too rare end with the one that is the rarest', async () => {
    const drawing = draw({ rows: 50, where: ['group=a', 'size=12345'] })
    await expect(drawing).rejects.toThrow(ConditionTooRareError)
    await expect(drawing).rejects.toThrow(
      /Only 0 of 1\d{5} generated rows .* rarest alone is size=12345, met by 0 of them/,
    )
  })
})

describe('balance', () => {
  it('makes all words alike', async () => {
    const groups = groupsOf(await draw({ rows: 300, balance: { field: 'group', shares: null } }))
    expect(['a', 'b', 'c'].map((word) => count(groups, word))).toEqual([100, 100, 100])
    // Not one word after the other.
    expect(new Set(groups.slice(0, 30)).size).toBe(3)
  })

  it('makes so many of a rare word too', async () => {
    const table = await draw({ rows: 100, balance: { field: 'group', shares: { a: 1 } }, where: ['size<-5'] })
    expect(new Set(groupsOf(table))).toEqual(new Set(['a']))
    expect(sizesOf(table).every((size) => size !== null && size < -5)).toBe(true)
  })

  it('keeps to given shares, to conditions beside them, and to whole rows', async () => {
    const balance = parseBalance('group: a=3, b = 1', schema)
    expect(balance).toEqual({ field: 'group', shares: { a: 3, b: 1 } })
    const table = await draw({ rows: 202, balance, where: ['size<60'] })
    const groups = groupsOf(table)
    expect([count(groups, 'a'), count(groups, 'b')]).toEqual([152, 50])
    expect(sizesOf(table).every((size) => size !== null && size < 60)).toBe(true)
    const rest = groupsOf(await draw({ rows: 31, balance: { field: 'group', shares: null }, where: ['group!=a'] }))
    expect([count(rest, 'b'), count(rest, 'c')].sort()).toEqual([15, 16])
  })

  it('refuses what cannot be dealt out', () => {
    const demand = (text: string) => () => new Demand(schema, [], parseBalance(text, schema), 10)
    expect(demand('size')).toThrow(BalanceError)
    expect(demand('group: a=1, d=2')).toThrow(ConditionWordError)
    expect(demand('group: a=0')).toThrow(/no word is to have a row/)
    expect(demand('group: a')).toThrow(/"a" is no share/)
    expect(demand('colour')).toThrow(/there are: group, size/)
  })
})
