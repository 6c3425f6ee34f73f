// A small table with true dependencies, encoded, for tests of training.
import { Encoder } from '../encode/encoder.ts'
import type { Matrix } from '../encode/matrix.ts'
import { createRandom } from '../math/random.ts'
import { plainRecipe, privateRecipe, type Recipe } from '../models/recipe.ts'
import type { Field, Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { planPrivacy } from './plan.ts'
import type { Preparation } from './prepare.ts'

const field = (name: string, rest: Pick<Field, 'type' | 'format' | 'domain'>): Field => ({
  name,
  role: 'model',
  missingToken: '',
  padding: '',
  confidence: 1,
  reason: { key: 'chosen' },
  ...rest,
})

/** Groups a, b and c; a number whose mean depends on the group; missing more often in c. */
export function smallTable(rows: number): { table: Table; schema: Schema } {
  const random = createRandom(3, 'table')
  const codes = Uint32Array.from({ length: rows }, () => Math.min(2, Math.floor(random.uniform() * 4)))
  const missing = Uint8Array.from(codes, (code) => (random.uniform() < (code === 2 ? 0.3 : 0.02) ? 1 : 0))
  const values = Float64Array.from(codes, (code, row) => {
    const value = Math.round((code * 50 + 10 * random.normal()) * 10) / 10
    return missing[row] === 1 ? 0 : value
  })
  const schema: Schema = {
    fields: [
      field('group', {
        type: 'category',
        format: { kind: 'text' },
        domain: { kind: 'categories', categories: ['a', 'b', 'c'], declared: false },
      }),
      field('size', {
        type: 'real',
        format: { kind: 'number', decimals: 1, precision: 1, decimalMark: '.', thousands: '', percent: false },
        domain: { kind: 'range', minimum: Math.min(...values), maximum: Math.max(...values), declared: false },
      }),
    ],
  }
  const group = { kind: 'category' as const, codes, categories: ['a', 'b', 'c'], missing: new Uint8Array(rows) }
  return { table: { rows, columns: [group, { kind: 'number', values, missing }] }, schema }
}

/** Eight kinds of rows, told by three columns that mostly agree. */
export function modesPreparation(recipe: Recipe, rows = 1000): Preparation {
  const random = createRandom(4, 'modes')
  const modes = Uint32Array.from({ length: rows }, () => random.integer(8))
  const column = (of: (mode: number) => number) => {
    const codes = modes.map((mode) => (random.uniform() < 0.1 ? random.integer(8) : of(mode)))
    return { kind: 'category' as const, codes, categories: [...'abcdefgh'], missing: new Uint8Array(rows) }
  }
  const columns = [column((mode) => mode), column((mode) => (mode * 3) % 8), column((mode) => 7 - mode)]
  const fields = ['first', 'second', 'third'].map((name) =>
    field(name, {
      type: 'category',
      format: { kind: 'text' },
      domain: { kind: 'categories', categories: [...'abcdefgh'], declared: false },
    }),
  )
  const table = { rows, columns }
  const encoder = Encoder.fit(table, { fields })
  const matrix = encoder.encode(table, createRandom(1, 'encode'))
  return { encoder, matrix, looks: [], plan: planPrivacy(recipe, rows), trainRows: null, holdoutRows: null }
}

/** A preparation that took no look at the rows, so that training may spend the whole ε. */
export function smallPreparation(recipe: Recipe, rows = 400): Preparation {
  const { encoder, matrix } = smallProblem(rows)
  return { encoder, matrix, looks: [], plan: planPrivacy(recipe, rows), trainRows: null, holdoutRows: null }
}

export function smallProblem(rows = 400): { table: Table; schema: Schema; encoder: Encoder; matrix: Matrix } {
  const { table, schema } = smallTable(rows)
  const encoder = Encoder.fit(table, schema)
  return { table, schema, encoder, matrix: encoder.encode(table, createRandom(1, 'encode')) }
}

const small = { latent: 8, generatorWidths: [16], discriminatorWidths: [16], batch: 40, steps: 20 }

/** With all that a plain training may have, at rates at which rounding does not grow. */
export const smallPlain: Recipe = {
  ...plainRecipe,
  ...small,
  pairWeight: 0,
  packing: 10,
  dropout: 0.5,
  generatorRate: 2e-4,
  discriminatorRate: 2e-4,
}
export const smallPrivate: Recipe = { ...privateRecipe, ...small, discriminatorSteps: 2 }
