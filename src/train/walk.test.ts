// Walks as rows: constraints hold on them, nothing but the latent point changes a cell, and a model's fields are named.
import { expect, it } from 'vitest'
import { Encoder } from '../encode/encoder.ts'
import { field, texts } from '../encode/testcolumns.ts'
import { openBackend } from '../engine/backend.ts'
import { createRandom } from '../math/random.ts'
import { createModel } from '../models/models.ts'
import { autoencoderRecipe, conditionalRecipe, marginalsRecipe, type Recipe, vaeRecipe } from '../models/recipe.ts'
import { createStreams } from '../models/streams.ts'
import { constraintReport, withCombinationsOf } from '../table/constraint/check.ts'
import { categoryField, stays, words } from '../table/constraint/testing.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { previewRows } from '../table/write.ts'
import { attributionOfFields, hardestFields } from './attribution.ts'
import { sourceOf } from './source.ts'
import { smallPlain } from './testing.ts'
import { fieldsChangedBy, likeliestRows, walk, walkRows } from './walk.ts'

const { schema: ruled, table } = stays(300)
/** With a rule that is only checked: where the ward is in the east, the room costs little. */
const expression = { kind: 'expression', expression: "ward != 'east' or room < 40" } as const
const schema: Schema = { ...ruled, constraints: [...(ruled.constraints ?? []), expression] }
const encoder = Encoder.fit(table, schema)
const bins = Encoder.fit(table, schema, { scalars: false, components: 16 })
const small = { latent: 8, generatorWidths: [16], discriminatorWidths: [16], batch: 40, steps: 20 }

async function modelOf(recipe: Recipe, of: Encoder) {
  const kernels = await openBackend('wasm')
  const codes = of.encode(table, createRandom(1, 'encode'))
  const model = createModel(kernels, recipe, { codes, streams: createStreams(1) })
  const draw = sourceOf(recipe, codes, createRandom(1, 'batches'))
  for (let i = 0; i < 30; i++) await model.step(draw, null)
  return { kernels, model, weights: await model.weights() }
}

it.each([
  ['gan', smallPlain, encoder],
  ['conditional', { ...conditionalRecipe, ...small }, bins],
  ['marginals', { ...marginalsRecipe, ...small }, bins],
  ['vae', { ...vaeRecipe, ...small }, bins],
  ['autoencoder', { ...autoencoderRecipe, ...small }, bins],
] as const)(
  'keeps the constraints of the table on every way of a %s, and says which rows would be left out',
  async (_, recipe, of) => {
    const { kernels, model, weights } = await modelOf(recipe, of)
    const options = { kernels, recipe, schema, encoder: of, weights, seed: 3 }
    const between = await walk({ ...options, direction: null })
    const along = await walk({ ...options, direction: 0, known: between.directions })
    for (const { table: rows, kept } of [between, along]) {
      expect(rows.rows).toBe(walkRows)
      const scores = constraintReport(rows, withCombinationsOf(table, schema))
      expect(scores.slice(0, 3).map(({ share }) => share)).toEqual([1, 1, 1])
      expect(kept.filter(Boolean)).toHaveLength(scores[3].met)
    }
    expect(between.directions.length).toBeGreaterThan(1)
    const named = fieldsChangedBy(between.directions[0], of)
    expect(named.length).toBeGreaterThan(0)
    expect(named.every((field) => field < schema.fields.length)).toBe(true)
    // Asked again, it is the same walk; with another seed, another.
    const preview = (rows: Table) => previewRows(rows, schema, walkRows)
    expect(preview((await walk({ ...options, direction: null })).table)).toEqual(preview(between.table))
    expect(preview((await walk({ ...options, seed: 4, direction: null })).table)).not.toEqual(preview(between.table))
    // A way along a direction leads through the point that the way between begins at.
    expect(preview(along.table)[(walkRows - 1) / 2]).toEqual(preview(between.table)[0])
    model.dispose()
  },
)

it('leaves nothing to chance: equal numbers are equal rows, and a number lies in the middle of its range', () => {
  const random = createRandom(5, 'any')
  const one = Float32Array.from({ length: bins.width }, () => random.uniform())
  const values = Float32Array.from({ length: 3 * bins.width }, (_, i) => one[i % bins.width])
  const rows = previewRows(likeliestRows(bins, values, 3), schema, 3)
  expect(rows[1]).toEqual(rows[0])
  expect(rows[2]).toEqual(rows[0])
})

it('has one made-up person and one identifier on the whole way', async () => {
  const replaced = field('who', 'text', { treatment: { method: 'replace', kind: 'name', locale: 'en', shape: '' } })
  const format = { kind: 'identifier', prefix: 'P-', digits: 5, suffix: '', padded: true } as const
  const fields = [replaced, field('number', 'identifier', { format }), categoryField('ward', ['north', 'south'])]
  const names = Array.from({ length: 50 }, (_, row) => `Person ${row}`)
  const ids = Array.from({ length: 50 }, (_, row) => `P-${10_000 + 7 * row}`)
  const wards = words(
    ids.map((_, row) => (row % 2 === 0 ? 'north' : 'south')),
    ['north', 'south'],
  )
  const people = Encoder.fit({ rows: 50, columns: [texts(names), texts(ids), wards] }, { fields })
  await people.ready()
  const ward = people.segments[people.layout()[2].first]
  const values = Float32Array.from({ length: 4 * people.width }, (_, i) => (i % people.width === ward.offset ? 0.5 : 0))
  values[2 * people.width + ward.offset + 1] = 1
  const rows = previewRows(likeliestRows(people, values, 4), { fields }, 4)
  expect(rows.map(([, , last]) => last)).toEqual(['north', 'north', 'south', 'north'])
  for (const [who, id] of rows) expect([who, id]).toEqual(rows[0].slice(0, 2))
  expect(rows[0][0]).toMatch(/^\S+ \S+$/)
  expect(names).not.toContain(rows[0][0])
})

it('tells shares by the fields of the table, whatever form they are learnt in', () => {
  const figures = encoder.segments.map((_, i) => i + 1)
  const byField = encoder.byField(figures)
  expect(byField).toHaveLength(schema.fields.length)
  const sum = (values: readonly (number | null)[]) => values.reduce((all: number, each) => all + (each ?? 0), 0)
  // All but what is made up; a ward and its floor are one word, which counts for both alike.
  expect(sum(byField)).toBeCloseTo(sum(figures), 10)
  expect(byField[5]).toBe(byField[6])
  const found = attributionOfFields({ kind: 'contrast', segments: Float64Array.from(figures, (x) => -x) }, encoder, 7)
  expect(sum(found?.shares ?? [])).toBeCloseTo(1, 3)
  expect(found && hardestFields(found, 2)).toHaveLength(2)
})

it('tells no shares where nothing is wrong, or nothing finite is known', () => {
  const segments = new Float64Array(encoder.segments.length)
  expect(attributionOfFields({ kind: 'tables', segments }, encoder, 1)).toBeNull()
  expect(attributionOfFields({ kind: 'tables', segments: segments.fill(-1) }, encoder, 1)).toBeNull()
  expect(attributionOfFields({ kind: 'contrast', segments: segments.fill(Number.NaN) }, encoder, 1)).toBeNull()
})
