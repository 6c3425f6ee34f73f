// Checks of what comes from a project file: the shapes of other rooms' types as valibot schemas.
import * as v from 'valibot'
import { attributionKinds } from '../models/attribution.ts'
import type { PrivacyEvent } from '../privacy/events.ts'
import { type Look, ledgerKinds } from '../privacy/ledger.ts'
import { bucketLimits } from '../table/columns.ts'
import { constraintsCheck } from '../table/constraint/parse.ts'
import type { Dialect } from '../table/dialect.ts'
import { encodings } from '../table/encoding.ts'
import { locales } from '../table/personal/kind.ts'
import { type PersonalKind, personalKinds } from '../table/personal/kinds.ts'
import { checkNames, fieldTypes, generalisations, type Schema, type Spread, type Treatment } from '../table/schema.ts'
import { isZone } from '../table/zone.ts'

const reason = v.object({
  key: v.string(),
  values: v.exactOptional(v.record(v.string(), v.union([v.string(), v.number()]))),
})

const identifierPart = v.union([
  v.object({ text: v.string() }),
  v.object({ alphabet: v.pipe(v.string(), v.minLength(1)), length: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
])

const format = v.variant('kind', [
  v.object({
    kind: v.literal('number'),
    decimals: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20))),
    precision: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20)),
    decimalMark: v.picklist(['.', ',']),
    thousands: v.picklist(['', ',', '.', ' ', "'", '\u00a0', '\u202f']),
    percent: v.boolean(),
    unit: v.exactOptional(v.object({ before: v.string(), after: v.string() })),
  }),
  v.object({
    kind: v.literal('datetime'),
    pattern: v.string(),
    resolution: v.pipe(v.number(), v.minValue(1)),
    zones: v.exactOptional(v.pipe(v.array(v.pipe(v.string(), v.check(isZone, 'is no time zone'))), v.minLength(1))),
  }),
  v.object({
    kind: v.literal('identifier'),
    prefix: v.string(),
    digits: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(30)),
    suffix: v.string(),
    padded: v.boolean(),
    parts: v.exactOptional(v.array(identifierPart)),
    check: v.exactOptional(v.picklist(checkNames)),
  }),
  v.object({ kind: v.literal('text') }),
])

const domain = v.variant('kind', [
  v.object({ kind: v.literal('range'), minimum: v.number(), maximum: v.number(), declared: v.boolean() }),
  v.object({ kind: v.literal('categories'), categories: v.array(v.string()), declared: v.boolean() }),
  v.object({ kind: v.literal('open') }),
])

const personalKind = v.picklist(personalKinds) as v.GenericSchema<unknown, PersonalKind>

const size = v.pipe(v.number(), v.gtValue(0))

export const treatmentCheck: v.GenericSchema<unknown, Treatment> = v.variant('method', [
  v.object({ method: v.literal('replace'), kind: personalKind, locale: v.picklist(locales), shape: v.string() }),
  v.object({
    method: v.literal('mask'),
    keep: v.pipe(v.number(), v.integer(), v.minValue(0)),
    pattern: v.exactOptional(v.string()),
  }),
  v.object({ method: v.literal('generalise'), to: v.picklist(generalisations), size: v.exactOptional(size) }),
  v.object({ method: v.literal('hash') }),
])

export const spreadCheck: v.GenericSchema<unknown, Spread> = v.object({
  method: v.picklist(['top', 'buckets']),
  columns: v.pipe(v.number(), v.integer(), v.minValue(bucketLimits.least), v.maxValue(bucketLimits.most)),
})

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
  personal: v.exactOptional(
    v.object({
      kind: personalKind,
      evidence: v.object({ named: v.boolean(), share: v.number(), values: v.number() }),
      shape: v.string(),
    }),
  ),
  treatment: v.exactOptional(treatmentCheck),
  spread: v.exactOptional(spreadCheck),
  longitude: v.exactOptional(v.string()),
})

export const schemaCheck: v.GenericSchema<unknown, Schema> = v.object({
  fields: v.array(field),
  constraints: v.exactOptional(constraintsCheck),
})

export const dialectCheck: v.GenericSchema<unknown, Dialect> = v.object({
  encoding: v.picklist(encodings),
  byteOrderMark: v.boolean(),
  delimiter: v.string(),
  newline: v.picklist(['\n', '\r\n', '\r']),
  header: v.boolean(),
  quoteAll: v.boolean(),
  missingToken: v.string(),
})

const positive = v.pipe(v.number(), v.minValue(0))
const probability = v.pipe(positive, v.maxValue(1))
const wholeNumber = v.pipe(positive, v.safeInteger())

export const eventCheck: v.GenericSchema<unknown, PrivacyEvent> = v.variant('kind', [
  v.object({
    kind: v.literal('subsampled-gaussian'),
    sampleRate: probability,
    noiseMultiplier: positive,
    steps: wholeNumber,
    clipNorm: positive,
    batch: positive,
    rows: wholeNumber,
    // Files of before there were caps and microbatches lack these two.
    cap: v.optional(v.nullable(wholeNumber), null),
    sensitivity: v.optional(positive, 1),
  }),
  v.object({
    kind: v.literal('epsilon-delta'),
    epsilon: positive,
    delta: probability,
    count: wholeNumber,
  }),
])

const lookCheck: v.GenericSchema<unknown, Look> = v.object({
  kind: v.picklist(ledgerKinds),
  what: v.string(),
  source: v.picklist(['declared', 'data']),
  mechanism: v.nullable(eventCheck),
})

/** What a ledger is worked out from. */
export interface SavedLedger {
  readonly looks: readonly Look[]
  readonly delta: number | null
  readonly groupSize: number
}

/** Before looks were priced together, a file held a list of entries, each with its own δ: that of the training was the whole. */
const entriesCheck = v.pipe(
  v.array(v.intersect([lookCheck, v.object({ delta: probability })])),
  v.transform((entries): SavedLedger => {
    const delta = Math.max(0, ...entries.map((entry) => entry.delta))
    const looks = entries.map(({ kind, what, source, mechanism }) => ({ kind, what, source, mechanism }))
    return { looks, delta: delta > 0 ? delta : null, groupSize: 1 }
  }),
)

export const ledgerCheck: v.GenericSchema<unknown, SavedLedger> = v.union([
  v.object({
    looks: v.array(lookCheck),
    delta: v.nullable(v.pipe(v.number(), v.gtValue(0), v.ltValue(1))),
    groupSize: v.pipe(wholeNumber, v.minValue(1)),
  }),
  entriesCheck,
])

/** Whether generated rows are as different as they should be. */
const healthCheck = v.object({
  key: v.picklist(['health.good', 'health.collapsed', 'health.missing']),
  values: v.object({
    distinct: v.number(),
    expected: v.number(),
    missing: v.number(),
    count: v.number(),
    options: v.number(),
  }),
})

/** What a run changed of its own recipe when its generator collapsed. */
const remedyCheck = v.object({
  step: v.number(),
  backTo: v.number(),
  why: healthCheck,
  changes: v.pipe(
    v.array(
      v.object({
        name: v.picklist(['pairWeight', 'generatorRate']),
        before: v.number(),
        after: v.number(),
      }),
    ),
    v.readonly(),
  ),
})

export const runCheck = v.object({
  steps: v.number(),
  seconds: v.number(),
  backend: v.picklist(['webgpu', 'webgl', 'wasm', 'cpu', 'tfjs-webgpu', 'tfjs-wasm']),
  why: v.picklist(['steps', 'minutes', 'budget', 'plateau', 'user', 'failed']),
  /** Files of before lack it. */
  health: v.optional(v.nullable(healthCheck), null),
  /** Files of before lack them. */
  remedies: v.optional(v.pipe(v.array(remedyCheck), v.readonly()), []),
  /**
   * Which fields were hardest to get right at the end, one share a field. Under privacy it comes from generated rows and from what
   * was paid for; without, it tells no value, and the weights beside it tell more. Files of before lack it.
   */
  attribution: v.optional(
    v.nullable(
      v.object({
        kind: v.picklist(attributionKinds),
        step: wholeNumber,
        shares: v.pipe(v.array(v.nullable(probability)), v.readonly()),
      }),
    ),
    null,
  ),
  budget: v.nullable(
    v.object({
      epsilon: v.number(),
      // Files of before lack it.
      accountant: v.optional(v.picklist(['rdp', 'pld']), 'pld'),
      target: v.number(),
      delta: v.number(),
      noiseMultiplier: v.number(),
      stepsLeft: v.number(),
    }),
  ),
})
