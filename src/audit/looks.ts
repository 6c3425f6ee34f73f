// Looks: the audit of what is asked of the rows before training: how often words occur, and which of them may be told.
import { Encoder } from '../encode/encoder.ts'
import { defaultDelta } from '../privacy/budget.ts'
import type { SubsampledGaussian } from '../privacy/events.ts'
import type { Look } from '../privacy/ledger.ts'
import type { Words } from '../privacy/words.ts'
import type { Field, Schema } from '../table/schema.ts'
import type { CategoryColumn, Table } from '../table/table.ts'
import { encoderOptions, plannedLooks } from '../train/prepare.ts'
import { Door, type Mistake, seededWords } from './door.ts'
import { type Claim, type Conditions, type Subject, type Trial, tellingEpsilon } from './trial.ts'

/** Fields whose list of words is public; how often each occurs is asked. */
const listed = 8

/**
 * Which parts of ε are asked for: few for the list that is not public, as of a word of one row's own nothing must come out,
 * and an attacker gets nothing to see for what that costs.
 */
const split = { domains: 0.03, shares: 0.27 }

/** What the attacker has to go by. */
interface Seen {
  /** Noisy counts of each canary's own word in each listed field. */
  readonly counts: readonly Float64Array[]
  /** Canaries whose own word was told. */
  readonly told: ReadonlySet<number>
}

interface World {
  readonly canaries: number
  readonly conditions: Conditions
  readonly schema: Schema
  readonly looks: readonly Look[]
  readonly claim: Claim
}

interface Variant {
  readonly name: string
  readonly mistake?: Mistake
  words?(world: World): Words
  attack(world: World, seen: Seen): Float64Array
}

/**
 * Each canary has a word of its own in every field. Where the list is public, its noisy count is what the attacker reads;
 * where it is not, whether the word is told at all.
 */
export function looksSubject(conditions: Conditions): Subject {
  const { epsilon } = conditions
  const whole = worldOf(conditions)
  const plain = epsilon >= tellingEpsilon ? whole : worldOf({ ...conditions, epsilon: tellingEpsilon })
  return {
    name: 'looks',
    canaries: whole.canaries,
    releases: listed + 1,
    real: trialOf(realVariant, whole),
    broken: brokenVariants.map((variant) => trialOf(variant, plain)),
  }
}

/** Counting is quick, and looks are the small part of ε: it takes many canaries to see anything of them. */
const timesCanaries = 4

function worldOf(conditions: Conditions): World {
  const { recipe, privacy } = conditions
  const canaries = timesCanaries * conditions.canaries
  const words = Array.from({ length: canaries }, (_, canary) => wordOf(canary))
  const schema = {
    fields: [
      ...Array.from({ length: listed }, (_, i) => categoryField(`listed ${i + 1}`, words, true)),
      categoryField('open', words, false),
    ],
  }
  const delta = privacy.delta ?? defaultDelta(canaries)
  const epsilon = conditions.epsilon / (split.domains + split.shares)
  const looks = plannedLooks(
    schema,
    { ...recipe, privacy: { ...privacy, epsilon, delta, split, rowsPerPerson: 1 } },
    canaries,
  )
  return { canaries, conditions, schema, looks, claim: claimOf(looks, delta) }
}

/** All histograms together are one with the noise of their summed precisions. What δ the lists take is not left to them. */
function claimOf(looks: readonly Look[], delta: number): Claim {
  const mechanisms = looks.flatMap(({ mechanism }) => (mechanism === null ? [] : [mechanism]))
  const histograms = mechanisms.filter((each): each is SubsampledGaussian => each.kind === 'subsampled-gaussian')
  const precision = histograms.reduce((sum, { steps, noiseMultiplier }) => sum + steps / noiseMultiplier ** 2, 0)
  const lists = mechanisms.reduce((sum, each) => sum + (each.kind === 'epsilon-delta' ? each.delta : 0), 0)
  return {
    training: { ...histograms[0], steps: 1, noiseMultiplier: 1 / Math.sqrt(precision) },
    delta: delta - lists,
  }
}

function trialOf({ name, mistake, words, attack }: Variant, world: World): Trial {
  return {
    name,
    claim: world.claim,
    async attack(isMember, tell) {
      const members = isMember.flatMap((member, canary) => (member ? [canary] : []))
      const supply = words ? words(world) : world.conditions.randomness.words()
      const seen = look(world, members, new Door(world.looks, supply, mistake))
      await tell(listed + 1)
      return attack(world, seen)
    },
  }
}

/** Fits an encoder to the members, as every private run begins. */
function look({ canaries, conditions, schema }: World, members: readonly number[], door: Door): Seen {
  const { fields } = schema
  const table: Table = { rows: members.length, columns: fields.map(() => columnOf(members)) }
  const encoder = Encoder.fitPrivately(table, schema, door, encoderOptions(conditions.recipe, schema))
  const known = encoder.knownSchema(schema).fields[listed].domain
  const told = new Set(known.kind === 'categories' ? known.categories : [])
  return {
    counts: door.answers.slice(0, listed).map((answer) => answer.subarray(0, canaries)),
    told: new Set(Array.from({ length: canaries }, (_, canary) => canary).filter((canary) => told.has(wordOf(canary)))),
  }
}

const wordOf = (canary: number) => `canary ${canary}`

function columnOf(members: readonly number[]): CategoryColumn {
  return {
    kind: 'category',
    codes: Uint32Array.from(members, (_, row) => row),
    categories: members.map(wordOf),
    missing: new Uint8Array(members.length),
  }
}

function categoryField(name: string, categories: readonly string[], declared: boolean): Field {
  return {
    name,
    type: 'category',
    role: 'model',
    format: { kind: 'text' },
    domain: { kind: 'categories', categories, declared },
    missingToken: '',
    padding: '',
    confidence: 1,
    reason: { key: 'chosen' },
  }
}

/** More than any counts say. */
const certain = 1e9

/** The counts all have the same noise, so that their sum is all that the likelihood ratio asks for; a word that is told settles it. */
const countsAndWords: Variant['attack'] = ({ canaries }, { counts, told }) =>
  Float64Array.from({ length: canaries }, (_, canary) =>
    told.has(canary) ? certain : counts.reduce((sum, answer) => sum + answer[canary], 0) - counts.length / 2,
  )

const realVariant: Variant = { name: 'real', attack: countsAndWords }

const brokenVariants: readonly Variant[] = [
  { ...realVariant, name: 'half noise', mistake: { noise: 1 / 2 } },
  // As if the price of one histogram paid for those of all fields.
  { ...realVariant, name: 'one field', mistake: { noise: 1 / Math.sqrt(listed + 1) } },
  {
    name: 'rare words',
    mistake: { threshold: 0 },
    attack: ({ canaries }, { told }) =>
      Float64Array.from({ length: canaries }, (_, canary) => (told.has(canary) ? 1 : -1)),
  },
  {
    name: 'seed reused',
    words: ({ conditions }) => seededWords(conditions.recipe.seed),
    /** Makes the same noise itself, on a table of which it knows the one row, and takes it off. */
    attack(world, { counts }) {
      const door = new Door(world.looks, seededWords(world.conditions.recipe.seed))
      const known = look(world, [0], door)
      const seen = counts.map((answer, f) =>
        answer.map((count, canary) => count - known.counts[f][canary] + (canary === 0 ? 1 : 0)),
      )
      return countsAndWords(world, { counts: seen, told: new Set() })
    },
  },
]
