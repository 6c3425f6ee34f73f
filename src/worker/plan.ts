// Plan: what a privacy choice means for the open table, worked out before a row is looked at.

import type { Recipe } from '../models/recipe.ts'
import { advise } from '../privacy/advice.ts'
import { charged, type DatasetAccount, type DatasetSpending, spending } from '../privacy/datasetaccount.ts'
import { createLedger, type LedgerKind } from '../privacy/ledger.ts'
import type { Schema } from '../table/schema.ts'
import { planPrivacy } from '../train/plan.ts'
import { plannedLooks } from '../train/prepare.ts'
import { trainingLook } from '../train/spending.ts'
import type { PrivacyPlan } from './protocol.ts'

/** Which look is paid for from which share of ε. */
const domainKinds: readonly LedgerKind[] = ['form', 'bounds', 'categories']

/** Takes seconds. Throws the plan's errors; TypeError where the recipe asks for no privacy. */
export function privacyPlan(
  schema: Schema,
  rows: number,
  recipe: Recipe,
  account: DatasetAccount,
): Omit<PrivacyPlan, 'after'> & { readonly after: DatasetSpending } {
  // How many rows are kept aside is only drawn when the run begins.
  const learnt = Math.round(rows * (1 - recipe.holdout))
  const looks = plannedLooks(schema, recipe, learnt)
  const before = looks.flatMap(({ mechanism }) => (mechanism === null ? [] : [mechanism]))
  const plan = planPrivacy(recipe, learnt, before)
  if (!plan) throw new TypeError('the recipe asks for no privacy')
  const { epsilon, delta, groupSize, training } = plan
  const { entries } = createLedger([...looks, { ...trainingLook(recipe), mechanism: training }], { delta, groupSize })
  const part = (belongs: (kind: LedgerKind) => boolean) =>
    entries.reduce((sum, entry) => sum + (belongs(entry.kind) ? (entry.epsilon ?? 0) : 0), 0)
  const isDomain = (kind: LedgerKind) => domainKinds.includes(kind)
  const paid = entries.filter(({ kind, mechanism }) => isDomain(kind) && mechanism !== null)
  const run = { id: '', at: 0, delta, groupSize, events: [...before, training] }
  return {
    epsilon,
    delta,
    noiseMultiplier: training.noiseMultiplier,
    sampleRate: training.sampleRate,
    steps: training.steps,
    parts: {
      domains: part(isDomain),
      shares: part((kind) => !isDomain(kind) && kind !== 'training'),
      training: part((kind) => kind === 'training'),
    },
    paidFields: [...new Set(paid.map(({ what }) => what))],
    advice: advise(plan),
    after: spending(charged(account, run)),
  }
}
