// Looks: what fitting an encoder asks of the real rows, worked out from the schema alone, before a row is seen.
import type { PrivacyEvent } from '../privacy/events.ts'
import { gaussianNoise } from '../privacy/gaussianmechanism.ts'
import type { Look } from '../privacy/ledger.ts'
import { zoomRounds } from '../privacy/zoom.ts'
import { activeConstraints } from '../table/constraint/check.ts'
import type { Constraint } from '../table/constraint/constraint.ts'
import { sayConstraint } from '../table/constraint/registry.ts'
import { hasTimeOfDay } from '../table/dateunit.ts'
import type { Field, Schema } from '../table/schema.ts'
import { codecOf } from './codecs.ts'
import { construct } from './construct.ts'
import { learntSchema } from './learntschema.ts'
import { hasPublicDomain } from './publicdomain.ts'

/** What of a run's privacy the looks before training may use. */
export interface LookBudget {
  /** Of the whole run. */
  readonly epsilon: number
  readonly delta: number
  /** Shares of ε for bounds and lists, and for how often which value occurs; with 0 those looks are not paid for. */
  readonly split: { readonly domains: number; readonly shares: number }
  /** Rows that one person has at most. */
  readonly groupSize: number
  /** Names, types and formats are public knowledge. */
  readonly publicForm: boolean
  readonly rows: number
}

/** Of the run's δ, what may be spent on telling words. */
const listShare = 0.1

/** Histograms that find a shape: a coarse one, and a fine one where the coarse one found many values. */
const shapeRounds = 2

/** What is asked about a field. */
interface Questions {
  /** Which values occur, or from where to where they reach. */
  readonly domain: { readonly kind: 'bounds' | 'categories'; readonly declared: boolean }
  /** How often they occur. */
  readonly shares: { readonly kind: 'quantiles' | 'labels'; readonly rounds: number }
}

/** Null where nothing is learnt. What a constant says is part of the form; its missing cells are not learnt. */
function questionsOf(field: Field): Questions | null {
  const codec = codecOf(field)
  if (codec === null || codec === 'identifier' || codec === 'fake' || field.type === 'constant') return null
  // Of a place the globe is known, and where on it more of them lie is asked in one go.
  if (codec === 'place')
    return { domain: { kind: 'bounds', declared: true }, shares: { kind: 'quantiles', rounds: zoomRounds } }
  const declared = hasPublicDomain(field)
  return codec === 'category' || codec === 'bucket'
    ? { domain: { kind: 'categories', declared }, shares: { kind: 'labels', rounds: 1 } }
    : {
        domain: { kind: 'bounds', declared },
        shares: { kind: 'quantiles', rounds: (hasTimeOfDay(field) ? 2 : 1) * shapeRounds },
      }
}

/**
 * Every look that fitting takes, in the order of the fields, with what pays for it; `null`: no privacy, nothing is paid.
 *
 * All histograms together cost the shares of ε that the split names, at the run's δ. They get their noise by precision
 * (1/σ²), which is what adds up: each field an equal part of the domains' share, unless its domain is public, and an
 * equal part of the shares' share, its own histograms equal parts of both. The list of a category field and how often its
 * words occur come from one histogram, which tells only words that are frequent enough: a second one could not use the
 * budget better, as both need the counts of all words.
 */
export function planLooks(schema: Schema, budget: LookBudget | null): Look[] {
  const construction = construct(schema, budget !== null)?.construction
  const { fields } = construction ? learntSchema(schema, construction) : schema
  const asked = fields.flatMap((field) => {
    const questions = questionsOf(field)
    return questions === null ? [] : [{ field, ...questions }]
  })
  const split = budget?.split ?? { domains: 0, shares: 0 }
  const open = asked.filter(({ domain }) => !domain.declared)
  const domains = open.length > 0 ? split.domains : 0
  const shares = asked.length > 0 ? split.shares : 0
  const lists = open.filter(({ domain }) => domain.kind === 'categories').length
  const form: Look = {
    kind: 'form',
    what: 'columns',
    source: budget?.publicForm ? 'declared' : 'data',
    mechanism: null,
  }
  const facts = [form, ...activeConstraints(schema).map(lookBehind)]
  if (budget === null || domains + shares === 0)
    return [...facts, ...asked.flatMap((field) => looksAt(field, null, null))]

  const { groupSize, rows, delta } = budget
  const listDelta = domains > 0 && lists > 0 ? (delta * listShare) / (lists * groupSize) : 0
  const noise = groupSize * gaussianNoise((domains + shares) * budget.epsilon, delta - listDelta * lists * groupSize)
  const paid = asked.flatMap((field) => {
    const { domain } = field
    const weight = (domain.declared ? 0 : domains / open.length) + shares / asked.length
    const rounds =
      domain.kind === 'categories'
        ? 1
        : (domain.declared || domains === 0 ? 0 : 1) + (shares === 0 ? 0 : field.shares.rounds)
    const noiseMultiplier = noise * Math.sqrt((rounds * (domains + shares)) / weight)
    const histograms = (count: number): PrivacyEvent => ({
      kind: 'subsampled-gaussian',
      sampleRate: 1,
      noiseMultiplier,
      steps: count,
      clipNorm: 1,
      batch: rows,
      rows,
      cap: null,
      sensitivity: 1,
    })
    const list: PrivacyEvent = { kind: 'epsilon-delta', epsilon: 0, delta: listDelta, count: 1 }
    if (domain.kind === 'bounds') {
      return looksAt(field, domains > 0 ? histograms(1) : null, shares > 0 ? histograms(field.shares.rounds) : null)
    }
    const counted = shares > 0 || (!domain.declared && domains > 0)
    return looksAt(field, domains > 0 ? list : null, counted ? histograms(1) : null)
  })
  return [...facts, ...paid]
}

/** A constraint that was found in the rows and taken over is a look at them that nothing pays for; others are the user's own knowledge. */
function lookBehind(constraint: Constraint): Look {
  const source = constraint.suggested ? 'data' : 'declared'
  return { kind: 'other', what: sayConstraint(constraint), source, mechanism: null }
}

function looksAt(
  { field, domain, shares }: Questions & { readonly field: Field },
  domainMechanism: PrivacyEvent | null,
  sharesMechanism: PrivacyEvent | null,
): Look[] {
  const what = field.name
  return [
    {
      kind: domain.kind,
      what,
      source: domain.declared ? 'declared' : 'data',
      mechanism: domain.declared ? null : domainMechanism,
    },
    { kind: shares.kind, what, source: 'data', mechanism: sharesMechanism },
  ]
}
