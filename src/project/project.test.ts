// Tests of the project file: what comes back, what is refused, and that no row is in it.
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { Encoder } from '../encode/encoder.ts'
import { plainRecipe } from '../models/recipe.ts'
import type { Dialect } from '../table/dialect.ts'
import type { Field, Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { ProjectFileError, ProjectVersionError } from './errors.ts'
import { createProject, openProject, saveProject } from './project.ts'

const dialect: Dialect = {
  encoding: 'utf-8',
  byteOrderMark: false,
  delimiter: ',',
  newline: '\n',
  header: true,
  quoteAll: false,
  missingToken: '',
}

const amount: Field = {
  name: 'amount',
  type: 'real',
  role: 'model',
  format: { kind: 'number', decimals: 3, precision: 3, decimalMark: '.', thousands: '', percent: false },
  domain: { kind: 'range', minimum: 0, maximum: 1000, declared: true },
  missingToken: '',
  padding: '',
  confidence: 1,
  reason: { key: 'fractions', values: { count: 500 } },
}
const schema: Schema = { fields: [amount] }

/** One value of three decimals a row, so that a row would show. */
const values = Float64Array.from({ length: 500 }, (_, row) => Math.round(Math.abs(Math.sin(row)) * 1e6) / 1e3)
const table: Table = { rows: 500, columns: [{ kind: 'number', values, missing: new Uint8Array(500) }] }

const weights = {
  'generator.dense1.weights': Float32Array.of(0.5, -1.25, 3e-9),
  'generator.dense1.bias': Float32Array.of(7),
}

function example() {
  return createProject({ name: 'amounts.csv', rows: 500, dialect, schema }, Encoder.fit(table, schema), plainRecipe, {
    weights,
    steps: 12,
    seconds: 3.5,
    backend: 'wasm',
    why: 'steps',
    budget: { epsilon: 2.5, target: 3, delta: 1e-5, noiseMultiplier: 1.1, stepsLeft: 4 },
    ledgerEntry: {
      kind: 'training',
      what: 'discriminator',
      source: 'data',
      epsilon: 2.5,
      delta: 1e-5,
      mechanism: {
        kind: 'subsampled-gaussian',
        sampleRate: 0.1,
        noiseMultiplier: 1.1,
        steps: 12,
        clipNorm: 1,
        batch: 50,
        rows: 500,
      },
    },
  })
}

it('comes back as it was saved', () => {
  const project = example()
  const opened = openProject(saveProject(project))
  expect({ ...opened, encoder: opened.encoder.toJSON() }).toEqual({ ...project, encoder: project.encoder.toJSON() })
})

it('lists what the encoder read off the data in the ledger, so that the verdict is no better than true', () => {
  const { ledger } = example()
  expect(ledger.verdict).toBe('training only')
  expect(ledger.entries.map(({ kind, source }) => `${kind} ${source}`)).toContain('bounds declared')
  expect(ledger.entries.some(({ source, epsilon }) => source === 'data' && epsilon === null)).toBe(true)
})

it('holds no row', () => {
  const parts = unzipSync(saveProject(example()))
  const json = strFromU8(parts['project.json'])
  const found = Array.from(values).filter((value) => json.includes(`${value},`) || json.includes(`${value}]`))
  // The outermost knots of the quantile map may be a row's own values: they are the bounds, which the ledger lists.
  expect(found.length).toBeLessThanOrEqual(20)
})

it('refuses what is no project file', () => {
  expect(() => openProject(strToU8('age,sex\n1,m\n'))).toThrow(ProjectFileError)
  expect(() => openProject(zipSync({ 'other.txt': strToU8('x') }))).toThrow(/no part project.json/)
  expect(() => openProject(zipSync({ 'project.json': strToU8('{'), 'weights.bin': new Uint8Array() }))).toThrow(
    /no JSON/,
  )
})

it('refuses a project of another version', () => {
  expect(() => openProject(changed((json) => ({ ...json, version: 2 })))).toThrow(ProjectVersionError)
})

it('refuses a part that was tampered with, and names it', () => {
  expect(() => openProject(changed((json) => ({ ...json, rows: -1 })))).toThrow(/rows/)
  expect(() => openProject(changed((json) => ({ ...json, recipe: { ...plainRecipe, batch: 1e9 } })))).toThrow(
    /recipe\.batch/,
  )
})

it('refuses weights that are too short or not finite', () => {
  const saved = saveProject(example())
  const parts = unzipSync(saved)
  expect(() => openProject(zipSync({ ...parts, 'weights.bin': parts['weights.bin'].slice(4) }))).toThrow(/weights hold/)
  const poisoned = parts['weights.bin'].slice()
  new DataView(poisoned.buffer).setFloat32(0, Number.NaN, true)
  expect(() => openProject(zipSync({ ...parts, 'weights.bin': poisoned }))).toThrow(/not a finite number/)
})

function changed(change: (json: Record<string, unknown>) => unknown): Uint8Array {
  const parts = unzipSync(saveProject(example()))
  return zipSync({
    ...parts,
    'project.json': strToU8(JSON.stringify(change(JSON.parse(strFromU8(parts['project.json']))))),
  })
}
