// Advice: whether a privacy choice leaves anything to learn, whether it promises anything, and what would.
import { defaultDelta } from './budget.ts'
import { calibrateNoise } from './calibrate.ts'
import { composedEpsilon } from './composition.ts'
import type { PrivacyEvent, SubsampledGaussian } from './events.ts'
import type { Reason } from './ledger.ts'

/** Keys that `advise` answers with, from the worst to the best, to be put into words by whoever shows them. */
export const adviceKeys = [
  'advice.deltaTooLarge',
  'advice.tooFewRows',
  'advice.hopeless',
  'advice.weakPromise',
  'advice.rough',
  'advice.workable',
  'advice.comfortable',
] as const
export type AdviceKey = (typeof adviceKeys)[number]

/** How workable a privacy choice is. */
export interface Advice extends Reason {
  readonly key: AdviceKey
  readonly values: Readonly<Record<string, number>>
  /** True: nothing could be learnt, or nothing would be promised. */
  readonly refused: boolean
  /** The nearest settings that would work, one of them as good as the other; `null` where none is needed. */
  readonly nearest: { readonly epsilon?: number; readonly delta?: number; readonly rows?: number } | null
}

/** A plan, as `planPrivacy` makes it. */
interface Choice {
  readonly epsilon: number
  readonly delta: number
  readonly before: readonly PrivacyEvent[]
  readonly training: SubsampledGaussian
  readonly groupSize: number
}

/**
 * Noise on a coordinate of the averaged gradient, in clip norms, above which a choice is called so. Measured on parts of
 * Adult (decision 10): at 0.022 columns are 10 % off and unrelated, at 0.008 they are 3 % off and unrelated, at 0.0035
 * they are 2 % off and related in part; beyond 0.03 the shares alone are as far off.
 */
const ofUpdates = { hopeless: 0.03, rough: 0.01, workable: 0.0015 }

/**
 * The same for tables that are released once (decision 17), in rows' worth of all tables. Measured on parts of Adult, 15 columns:
 * at 0.0002 pairs of columns are 5 % off, at 0.0004 8 %, at 0.001 20 %, at 0.003 40 %, at 0.008 nothing is left.
 * The noise on a cell also grows with the columns, which the plan does not know; tables of other widths met the same words: 14 and
 * 18 columns at 0.00027 are 3 % and 4 % off by the real bins (independent columns 4 % in the first, but strongly related pairs
 * 24 % against 5 %); 31 columns, all related, 15 % at 0.0022 and 18 % at 0.0057, where independent ones are 20 %.
 */
const ofTables = { hopeless: 0.006, rough: 0.0008, workable: 0.00025 }

/** Beyond this ε the guarantee allows an attacker's odds to rise more than twenty thousandfold. */
const weakEpsilon = 10

/**
 * One finding: the first that applies of `adviceKeys`. Its values: `rows`; `noise` on a coordinate of the averaged gradient,
 * in clip norms; `odds`, the factor by which an attacker's odds about one person can rise at most; and, where there are
 * nearest settings, those: `deltaNeeded`, `epsilonNeeded`, `rowsNeeded`. Below 1 s.
 */
export function advise(choice: Choice): Advice {
  const { epsilon, delta, training } = choice
  const { rows } = training
  const noise = noiseOf(training)
  const limits = training.sampleRate === 1 && training.steps === 1 ? ofTables : ofUpdates
  const answer = (key: AdviceKey, refused: boolean, nearest: Advice['nearest'] = null): Advice => {
    const needed = Object.entries(nearest ?? {}).map(([setting, value]) => [`${setting}Needed`, value])
    const values = { rows, noise, odds: Math.exp(epsilon), ...Object.fromEntries(needed) }
    return { key, values, refused, nearest }
  }
  if (delta >= 1 / rows) return answer('advice.deltaTooLarge', true, { delta: defaultDelta(rows) })
  if (noise > limits.hopeless) {
    const nearest = within(choice, limits.hopeless)
    return answer(nearest.epsilon === undefined ? 'advice.tooFewRows' : 'advice.hopeless', true, nearest)
  }
  if (epsilon > weakEpsilon) return answer('advice.weakPromise', false)
  if (noise > limits.rough) return answer('advice.rough', false, within(choice, limits.rough))
  return answer(noise > limits.workable ? 'advice.workable' : 'advice.comfortable', false)
}

/** Standard deviation of the noise on a coordinate of the averaged gradient, in clip norms. */
function noiseOf({ noiseMultiplier, batch }: SubsampledGaussian): number {
  return noiseMultiplier / batch
}

/** The least ε, if one that promises anything, and the least rows with which there is no more noise than `most`. */
function within(choice: Choice, most: number): NonNullable<Advice['nearest']> {
  const epsilon = epsilonWithin(choice, most)
  const rows = rowsWithin(choice, most)
  return epsilon > weakEpsilon ? { rows } : { epsilon, rows }
}

/** How often at most, and how near, the price of looks is fitted to the ε that it is a share of: the rounding up hides what is left open. */
const rounds = 5
const near = 2e-4

/** What the choice costs with the noise that is allowed. The looks before training keep their share of it. */
function epsilonWithin({ epsilon, delta, before, training, groupSize }: Choice, most: number): number {
  const updates = { ...training, noiseMultiplier: most * training.batch }
  const costOf = (events: readonly PrivacyEvent[]) => composedEpsilon(events, delta, groupSize).epsilon
  const alone = costOf([updates])
  // Whatever the looks cost beside that.
  if (before.length === 0 || alone > weakEpsilon) return roundedUp(alone)
  const share = costOf(before) / epsilon
  let needed = epsilon
  let looks = before
  let factor = 1
  for (let round = 0; round < rounds; round++) {
    needed = costOf([...looks, updates])
    const change = (share * needed) / costOf(looks)
    if (Math.abs(change - 1) < near) break
    factor *= change
    looks = before.map((event) => dearer(event, factor))
  }
  return roundedUp(needed)
}

/** The same look at about `factor` times its price. */
function dearer(event: PrivacyEvent, factor: number): PrivacyEvent {
  return event.kind === 'epsilon-delta'
    ? { ...event, epsilon: event.epsilon * factor }
    : { ...event, noiseMultiplier: event.noiseMultiplier / factor }
}

/**
 * With the same updates, each of the same share of the rows, noise on the average falls as rows grow. More rows also ask
 * for a smaller δ, which is compared by RDP without a cap, fast and hardly above the tight answer.
 */
function rowsWithin({ epsilon, delta, training }: Choice, most: number): number {
  const needed = (training.rows * noiseOf(training)) / most
  const smaller = Math.min(delta, defaultDelta(needed))
  if (smaller === delta) return roundedUp(needed)
  const noise = (delta: number) => calibrateNoise({ training: { ...training, cap: null }, delta, epsilon }, 'rdp')
  return roundedUp((needed * noise(smaller)) / noise(delta))
}

/** To two digits, and a hair more, so that what was found to be enough still is. */
function roundedUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1)
  return Number((Math.ceil((value * 1.001) / unit) * unit).toPrecision(2))
}
