// Checks of what comes from a project file: the shapes of other rooms' types as valibot schemas.
import * as v from 'valibot'
import { type LedgerEntry, ledgerKinds } from '../privacy/ledger.ts'
import type { Dialect } from '../table/dialect.ts'
import { encodings } from '../table/encoding.ts'
import { fieldTypes, type Schema } from '../table/schema.ts'

const reason = v.object({
  key: v.string(),
  values: v.exactOptional(v.record(v.string(), v.union([v.string(), v.number()]))),
})

const format = v.variant('kind', [
  v.object({
    kind: v.literal('number'),
    decimals: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20))),
    precision: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20)),
    decimalMark: v.picklist(['.', ',']),
    thousands: v.picklist(['', ',', '.', ' ', "'", '\u00a0', '\u202f']),
    percent: v.boolean(),
  }),
  v.object({ kind: v.literal('datetime'), pattern: v.string(), resolution: v.pipe(v.number(), v.minValue(1)) }),
  v.object({
    kind: v.literal('identifier'),
    prefix: v.string(),
    digits: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(30)),
    suffix: v.string(),
    padded: v.boolean(),
  }),
  v.object({ kind: v.literal('text') }),
])

const domain = v.variant('kind', [
  v.object({ kind: v.literal('range'), minimum: v.number(), maximum: v.number(), declared: v.boolean() }),
  v.object({ kind: v.literal('categories'), categories: v.array(v.string()), declared: v.boolean() }),
  v.object({ kind: v.literal('open') }),
])

const field = v.object({
  name: v.string(),
  type: v.picklist(fieldTypes),
  role: v.picklist(['model', 'omit']),
  format,
  domain,
  missingToken: v.string(),
  padding: v.string(),
  confidence: v.number(),
  reason,
})

export const schemaCheck: v.GenericSchema<unknown, Schema> = v.object({ fields: v.array(field) })

export const dialectCheck: v.GenericSchema<unknown, Dialect> = v.object({
  encoding: v.picklist(encodings),
  byteOrderMark: v.boolean(),
  delimiter: v.string(),
  newline: v.picklist(['\n', '\r\n', '\r']),
  header: v.boolean(),
  quoteAll: v.boolean(),
  missingToken: v.string(),
})

export const ledgerEntryCheck: v.GenericSchema<unknown, LedgerEntry> = v.object({
  kind: v.picklist(ledgerKinds),
  what: v.string(),
  source: v.picklist(['declared', 'data']),
  epsilon: v.nullable(v.number()),
  delta: v.number(),
  mechanism: v.nullable(
    v.object({
      kind: v.literal('subsampled-gaussian'),
      sampleRate: v.number(),
      noiseMultiplier: v.number(),
      steps: v.number(),
      clipNorm: v.number(),
      batch: v.number(),
      rows: v.number(),
    }),
  ),
})

export const runCheck = v.object({
  steps: v.number(),
  seconds: v.number(),
  backend: v.picklist(['webgpu', 'webgl', 'wasm', 'cpu']),
  why: v.picklist(['steps', 'minutes', 'budget', 'user', 'failed']),
  budget: v.nullable(
    v.object({
      epsilon: v.number(),
      target: v.number(),
      delta: v.number(),
      noiseMultiplier: v.number(),
      stepsLeft: v.number(),
    }),
  ),
})
