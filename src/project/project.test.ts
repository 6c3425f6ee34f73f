// Tests of the project file: what comes back, what is refused, and that no row is in it.
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { Encoder } from '../encode/encoder.ts'
import { evaluate } from '../evaluate/report.ts'
import { createRandom } from '../math/random.ts'
import { plainRecipe, privateRecipe, type Recipe } from '../models/recipe.ts'
import { composedEpsilon } from '../privacy/composition.ts'
import type { PrivacyEvent } from '../privacy/events.ts'
import type { Look } from '../privacy/ledger.ts'
import { constraintReport } from '../table/constraint/check.ts'
import type { Constraint } from '../table/constraint/constraint.ts'
import type { Dialect } from '../table/dialect.ts'
import type { Field, Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { finished } from '../work/work.ts'
import { ProjectFileError, ProjectVersionError } from './errors.ts'
import { createProject, openProject, saveProject, withReport } from './project.ts'

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

const training: PrivacyEvent = {
  kind: 'subsampled-gaussian',
  sampleRate: 0.1,
  noiseMultiplier: 1.1,
  steps: 12,
  clipNorm: 1,
  batch: 50,
  rows: 500,
  cap: null,
  sensitivity: 1,
}

const looks: readonly Look[] = [
  { kind: 'bounds', what: 'amount', source: 'declared', mechanism: null },
  { kind: 'quantiles', what: 'amount', source: 'data', mechanism: null },
  { kind: 'training', what: 'discriminator', source: 'data', mechanism: training },
]

function example(recipe: Recipe = plainRecipe) {
  return createProject({ name: 'amounts.csv', rows: 500, dialect, schema }, Encoder.fit(table, schema), recipe, {
    weights,
    steps: 12,
    seconds: 3.5,
    backend: 'wasm',
    why: 'steps',
    health: { key: 'health.missing', values: { distinct: 900, expected: 990, missing: 1, count: 1, options: 20 } },
    remedies: [],
    attribution: { kind: 'sensitivity', step: 40, shares: [0.75, 0.25, null] },
    budget: { epsilon: 2.5, accountant: 'pld', target: 3, delta: 1e-5, noiseMultiplier: 1.1, stepsLeft: 4 },
    looks,
  })
}

it('comes back as it was saved', () => {
  const project = example()
  const opened = openProject(saveProject(project))
  expect({ ...opened, encoder: opened.encoder.toJSON() }).toEqual({ ...project, encoder: project.encoder.toJSON() })
})

it('keeps the constraints, and refuses ones that are none', () => {
  const constraints: Constraint[] = [
    { kind: 'range', field: 'amount', minimum: 10 },
    { kind: 'increment', field: 'amount', step: 0.5 },
  ]
  const constrained = { ...schema, constraints }
  const encoder = Encoder.fit(table, constrained)
  const before = example()
  const project = createProject(
    { name: 'amounts.csv', rows: 500, dialect, schema: constrained },
    encoder,
    plainRecipe,
    {
      ...before.run,
      weights,
      looks,
    },
  )
  const file = saveProject(project)
  const opened = openProject(file)
  expect(opened.schema.constraints).toEqual(constraints)
  const random = () => createRandom(1, 'decode')
  const numbers = Float32Array.from({ length: 50 * encoder.width }, (_, i) => Math.sin(i))
  const made = opened.encoder.decode(numbers, 50, random())
  expect(made).toEqual(encoder.decode(numbers, 50, random()))
  expect(constraintReport(made, opened.schema).map(({ share }) => share)).toEqual([1, 1])
  const parts = unzipSync(file)
  const json = JSON.parse(strFromU8(parts['project.json']))
  json.schema.constraints[1].step = -1
  const forged = zipSync({ ...parts, 'project.json': strToU8(JSON.stringify(json)) })
  expect(() => openProject(forged)).toThrow(/schema\.constraints\.1\.step/)
})

it('works the ledger out from the looks, again when it is opened', () => {
  const { ledger } = example()
  expect(ledger.verdict).toBe('training only')
  expect(ledger.entries.map(({ kind, epsilon }) => [kind, epsilon === null])).toEqual([
    ['bounds', false],
    ['quantiles', true],
    ['training', false],
  ])
  expect(ledger.epsilon).toBe(composedEpsilon([training], 1e-5).epsilon)
  const forged = changed((json) => ({ ...json, ledger: { ...(json.ledger as object), epsilon: 0 } }))
  expect(openProject(forged).ledger).toEqual(ledger)
})

it('opens files whose ledger is a list of priced entries', () => {
  const { cap: _, sensitivity: __, ...before } = training
  const entries = [
    { kind: 'other', what: 'amount', source: 'data', epsilon: null, delta: 0, mechanism: null },
    { kind: 'training', what: 'discriminator', source: 'data', epsilon: 2.5, delta: 1e-5, mechanism: before },
  ]
  const { ledger } = openProject(changed((json) => ({ ...json, ledger: entries })))
  expect(ledger).toMatchObject({ delta: 1e-5, groupSize: 1, verdict: 'training only' })
  expect(ledger.entries[1].mechanism).toEqual(training)
})

it('keeps of a private run no fact that reading the file found out', () => {
  const opened = openProject(saveProject(example(privateRecipe)))
  expect(JSON.stringify(opened.schema)).not.toContain('fractions')
  expect(openProject(saveProject(example())).schema).toEqual(schema)
})

it('counts scores that go with the file as a look that nothing paid for', () => {
  const report = finished(evaluate(table, table, schema))
  const once = withReport(example(), report)
  const opened = openProject(saveProject(withReport(once, report)))
  expect(opened.report).toEqual(report)
  expect(opened.ledger.entries.filter(({ kind }) => kind === 'release')).toMatchObject([{ epsilon: null }])
  expect(opened.ledger.reasons.map(({ key }) => key)).toContain('privacy.unpaidRelease')
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

it('keeps how an identifier is written and none of the identifiers, with what was found and decided of a field', () => {
  const code: Field = {
    ...amount,
    type: 'identifier',
    format: { kind: 'text' },
    domain: { kind: 'open' },
    reason: { key: 'uniqueCodes', values: { count: 500, example: 'MRN-77412' } },
    personal: { kind: 'licence', evidence: { named: true, share: 1, values: 500 }, shape: 'AAA-00000' },
    treatment: { method: 'replace', kind: 'licence', locale: 'en', shape: 'AAA-00000' },
  }
  const codes: Schema = { fields: [code] }
  const source = { name: 'codes.csv', rows: 500, dialect, schema: codes }
  const project = createProject(source, Encoder.fit(table, codes), plainRecipe, { weights, looks, ...example().run })
  const saved = saveProject(project)
  expect(strFromU8(unzipSync(saved)['project.json'])).not.toContain('77412')
  expect(openProject(saved).schema.fields[0]).toEqual({
    ...code,
    reason: { key: 'uniqueCodes', values: { count: 500, example: 'AAA-00000' } },
  })
})
