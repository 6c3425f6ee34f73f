// Data set account: what all runs on one data set have cost together, and the limit that none of them may pass.
import { composedEpsilon } from './composition.ts'
import type { PrivacyEvent } from './events.ts'
import { merged } from './merge.ts'
import { promiseToGroup } from './promise.ts'
import { epsilonOfRenyiCost, renyiCost } from './renyi.ts'

/** What one run was charged. */
export interface RunCharge {
  readonly id: string
  /** When it began, in milliseconds since 1970. */
  readonly at: number
  /** δ that the run declared; `null`: a run without privacy, about which nothing can be promised. */
  readonly delta: number | null
  /** Rows that one person has at most. */
  readonly groupSize: number
  /** Looks at the data and updates, each written down before it was made: a run that was cut off stays charged. */
  readonly events: readonly PrivacyEvent[]
}

export interface DatasetAccount {
  /** Which data set: see `fingerprint.ts`. */
  readonly fingerprint: string
  readonly runs: readonly RunCharge[]
  /** ε that all runs together may not pass; `null`: none set. */
  readonly limit: number | null
}

/** What has been spent on one data set, over all runs, finished, cut off and discarded ones alike. */
export interface DatasetSpending {
  /** Of all private runs together, at `delta`; 0 where there was none. */
  readonly epsilon: number
  readonly delta: number
  /** Private runs. */
  readonly runs: number
  /** Runs without privacy. After one of them nothing can be promised of the data set as a whole. */
  readonly unguardedRuns: number
  readonly limit: number | null
}

/** Where the accounts of a device are kept. */
export interface AccountBook {
  read(fingerprint: string): Promise<DatasetAccount>
  /**
   * Writes down what a run is charged, in place of what it was charged before, and loses no charge that another tab or
   * process writes down at the same time. `check` is shown the account as it stands; where it throws, nothing is changed.
   */
  write(fingerprint: string, run: RunCharge, check: (account: DatasetAccount) => void): Promise<void>
  setLimit(fingerprint: string, epsilon: number | null): Promise<void>
}

export function emptyAccount(fingerprint: string): DatasetAccount {
  return { fingerprint, runs: [], limit: null }
}

/** The account with a run's charge, in place of what it was charged before. */
export function charged(account: DatasetAccount, run: RunCharge): DatasetAccount {
  return { ...account, runs: [...account.runs.filter(({ id }) => id !== run.id), run] }
}

/** What mechanisms use up of δ by themselves, such as the choice of categories. */
function ownDelta(events: readonly PrivacyEvent[], groupSize: number): number {
  const promises = events.filter((event) => event.kind === 'epsilon-delta')
  return sum(promises.map((event) => event.count * promiseToGroup(event, groupSize).delta))
}

/** So many runs are composed by the tight accountant, which takes some seconds; more by Rényi divergences alone. */
const usualTight = 8

/**
 * All events of all runs compose to one ε at one δ, for the largest group of rows that a run promised to protect. The δ is
 * the largest that a run declared: the whole can promise no more than the weakest of its parts, and at a smaller one no run
 * was planned. Only what mechanisms use up of δ by themselves adds up over the runs: within a fixed δ the ε of many runs
 * would have no end. Takes up to seconds.
 */
export function spending(account: DatasetAccount, mostTight = usualTight): DatasetSpending {
  const guarded = account.runs.filter(({ delta }) => delta !== null)
  const counts = {
    runs: guarded.length,
    unguardedRuns: account.runs.length - guarded.length,
    limit: account.limit,
  }
  const groupSize = Math.max(1, ...guarded.map((run) => run.groupSize))
  let used = 0
  let spare = 0
  for (const run of guarded) {
    const own = ownDelta(run.events, groupSize)
    used += own
    spare = Math.max(spare, (run.delta ?? 0) - own)
  }
  const events = merged(guarded.flatMap((run) => run.events))
  const delta = Math.min(1, used + spare)
  if (events.length === 0) return { epsilon: 0, delta, ...counts }
  if (delta === 1) return { epsilon: Number.POSITIVE_INFINITY, delta, ...counts }
  const composed =
    guarded.length > mostTight
      ? epsilonOfRenyiCost(renyiCost(events, groupSize), delta)
      : composedEpsilon(events, delta, groupSize)
  return { epsilon: composed.epsilon, delta, ...counts }
}

/**
 * Throws where the run would bring the account above its limit: DatasetBudgetError; UnguardedRunError for a run without
 * privacy, UnguardedDatasetError for any run after one. Takes up to seconds where there is a limit.
 */
export function checkLimit(account: DatasetAccount, run: RunCharge): void {
  const { limit } = account
  if (limit === null) return
  if (run.delta === null) throw new UnguardedRunError(limit)
  const before = { ...account, runs: account.runs.filter(({ id }) => id !== run.id) }
  const unguardedRuns = before.runs.filter(({ delta }) => delta === null).length
  if (unguardedRuns > 0) throw new UnguardedDatasetError(limit, unguardedRuns)
  const whole = spending(charged(before, run)).epsilon
  if (whole <= limit) return
  const alone = (charge: RunCharge) => spending({ ...emptyAccount(''), runs: [charge] }).epsilon
  throw new DatasetBudgetError({
    limit,
    spent: spending(before).epsilon,
    wanted: alone(run),
    allowed: alone(scaled(run, largestFitting(before, run, limit / whole))),
  })
}

/** How much of the answer of the search is given away, since it is found by the shape of the faster bound. */
const caution = 0.98

/**
 * About the largest factor up to which the run could be scaled within the limit: the factor at which the bound by Rényi
 * divergences has come down by as much as the tight one must.
 */
function largestFitting(before: DatasetAccount, run: RunCharge, share: number): number {
  const total = (factor: number) => spending(charged(before, scaled(run, factor)), 0).epsilon
  const most = total(1) * share
  let fits = 0
  let exceeds = 1
  for (let i = 0; i < 20; i++) {
    const factor = (fits + exceeds) / 2
    if (total(factor) <= most) fits = factor
    else exceeds = factor
  }
  return fits * caution
}

/** The same run with all its prices about `factor` times as high: more noise, less ε. */
function scaled(run: RunCharge, factor: number): RunCharge {
  if (factor === 0) return { ...run, events: [] }
  const events = run.events.map((event) =>
    event.kind === 'epsilon-delta'
      ? { ...event, epsilon: event.epsilon * factor }
      : { ...event, noiseMultiplier: event.noiseMultiplier / factor },
  )
  return { ...run, events }
}

/** A run would bring the data set above the limit that the user set for all runs together. */
export class DatasetBudgetError extends Error {
  override readonly name = 'DatasetBudgetError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(values: { limit: number; spent: number; wanted: number; allowed: number }) {
    const { limit, spent, wanted, allowed } = values
    super(
      `This data set has a limit of epsilon ${limit} for all runs together and ${spent.toFixed(3)} is spent: a run of epsilon ` +
        `${wanted.toFixed(3)} would pass it. Choose at most about ${(Math.floor(allowed * 100) / 100).toFixed(2)}, or raise the limit.`,
    )
    this.values = values
  }
}

/** A run without privacy on a data set that has a limit. */
export class UnguardedRunError extends Error {
  override readonly name = 'UnguardedRunError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(limit: number) {
    super(
      `This data set has a limit of epsilon ${limit}, which a run without privacy passes at once. ` +
        'Train with privacy, or lift the limit.',
    )
    this.values = { limit }
  }
}

/** A limit is asked of a data set that runs without privacy have already looked at. */
export class UnguardedDatasetError extends Error {
  override readonly name = 'UnguardedDatasetError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(limit: number, count: number) {
    super(
      `This data set has a limit of epsilon ${limit}, but ${count} run(s) without privacy have already passed it. ` +
        'Lift the limit to train.',
    )
    this.values = { limit, count }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
