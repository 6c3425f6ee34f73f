// Trains for the command line: from a data set to a project, with progress on standard error.

import type { Encoder } from '../encode/encoder.ts'
import { threadsOf } from '../engine/backend.ts'
import { type DatasetSpending, spending } from '../privacy/datasetaccount.ts'
import { createProject, type Project } from '../project/project.ts'
import { refuseImpossible } from '../train/advised.ts'
import type { StopReason } from '../train/events.ts'
import { OpenCharge } from '../train/opencharge.ts'
import { prepare } from '../train/prepare.ts'
import { train } from '../train/run.ts'
import { Accounts } from './accounts.ts'
import { brokenByReal, constraintsOption } from './constraints.ts'
import type { Dataset } from './dataset.ts'
import { declareOption } from './declarations.ts'
import { engineOf, engineOptions, opener } from './engine.ts'
import { interruptible } from './interrupt.ts'
import { duration, type Progress } from './output.ts'
import { startPrivacyThread } from './privacythread.ts'
import { recipeOf, recipeOptions } from './recipe.ts'
import { hardestText, healthText, remedyText, sharesByName, teller } from './telling.ts'
import type { Arguments, Option } from './usage.ts'

export const trainingOptions = {
  ...recipeOptions,
  declare: declareOption,
  constraints: constraintsOption,
  limit: {
    type: 'string',
    value: 'E',
    help: 'ε that all runs on this file together may not pass, kept from now on; "none" lifts it',
  },
  ...engineOptions,
} as const satisfies Record<string, Option>

export interface Training {
  readonly project: Project
  /** What all runs on this file have spent on this machine, this one included. */
  readonly dataset: DatasetSpending
}

/** Ctrl-C once stops and keeps the model, where there is one already; twice ends the program. */
export async function trainProject(dataset: Dataset, input: Arguments, progress: Progress): Promise<Training> {
  const { file, table, schema, reading, name } = dataset
  const limit = limitOf(input)
  const recipe = await recipeOf(input, table.rows)
  for (const warning of brokenByReal(table, schema)) progress.say(`warning: ${warning}`)
  const engine = engineOf(input)
  const accounts = new Accounts()
  const fingerprint = await accounts.fingerprint(file)
  if (limit !== undefined) await accounts.setLimit(fingerprint, limit)
  const charge = new OpenCharge(accounts, fingerprint)
  return interruptible(progress, async (control) => {
    progress.show(recipe.privacy ? 'planning and encoding' : 'encoding')
    const preparation = await prepare({
      table,
      schema,
      recipe,
      control,
      async spend(looks, plan) {
        if (plan) refuseImpossible(plan)
        await charge.begin(looks, plan)
      },
    })
    const thread = startPrivacyThread()
    try {
      const result = await train({
        recipe,
        preparation,
        control,
        thread,
        open: opener(engine),
        spend: (training) => charge.training(training),
        onEvent: teller(progress, recipe.patience !== null),
      })
      const source = { name, rows: preparation.matrix.rows, dialect: reading.dialect, schema }
      const project = createProject(source, preparation.encoder, result.recipe, result)
      return { project, dataset: spending(await accounts.read(fingerprint)) }
    } finally {
      thread.close()
    }
  })
}

/** Undefined: stays as it is; null: lifted. */
function limitOf(input: Arguments): number | null | undefined {
  return input.text('limit') === 'none' ? null : input.number('limit', 0.001, 1e6)
}

/** What `train` and `synth` print. */
export function summary({ run, recipe, ledger, rows, schema }: Project): Record<string, unknown> {
  const budget = run.budget && {
    epsilon: run.budget.epsilon,
    delta: run.budget.delta,
    noiseMultiplier: run.budget.noiseMultiplier,
    verdict: ledger.verdict,
  }
  return {
    steps: run.steps,
    seconds: run.seconds,
    backend: run.backend,
    seed: recipe.seed,
    stopped: run.why,
    rows,
    ...(run.health && { health: run.health.key.replace('health.', '') }),
    ...(run.remedies.length > 0 && { remedies: run.remedies }),
    ...(run.attribution && {
      attribution: { kind: run.attribution.kind, shares: sharesByName(run.attribution, schema) },
    }),
    ...budget,
  }
}

export function trainingSummary({ project, dataset }: Training): Record<string, unknown> {
  const threads = threadsOf(project.run.backend)
  return { ...summary(project), ...(threads !== undefined && { threads }), dataset }
}

const ends: Readonly<Record<StopReason, string>> = {
  steps: 'all steps are done',
  minutes: 'the time is up',
  budget: 'the privacy budget is used up',
  plateau: 'ended early: it got no better',
  user: 'stopped by you',
  failed: 'it was cut off',
}

/** What privacy kept out of a field's list. */
function untoldText({ name, word, share }: ReturnType<Encoder['untold']>[number]): string {
  const percent = (100 * share).toPrecision(2)
  return `${name}: words in too few rows to be told are "${word}", ${percent} % of all; state the list (--declare) to keep them`
}

/** `threads` of the processor that trained, where that is known. */
export function summaryText({ run, ledger, schema, encoder }: Project, threads?: number): string {
  const device =
    threads === undefined ? run.backend : `${run.backend}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
  const health = run.health ? healthText(run.health) : []
  const lines = [
    `${run.steps} steps in ${duration(run.seconds)} on ${device} (${ends[run.why]})`,
    ...(run.budget
      ? [
          `privacy spent: ε = ${run.budget.epsilon.toFixed(4)} at δ = ${run.budget.delta.toExponential(2)}, noise multiplier ${run.budget.noiseMultiplier.toFixed(4)} (${ledger.verdict})`,
        ]
      : ['no differential privacy']),
    ...encoder.untold().map(untoldText),
    ...run.remedies.map(remedyText),
    ...health,
    ...(run.attribution ? [hardestText(run.attribution, schema)] : []),
  ]
  return lines.join('\n')
}

export function trainingText({ project, dataset }: Training): string {
  const { epsilon, delta, runs, unguardedRuns, limit } = dataset
  const all =
    unguardedRuns > 0
      ? `this file on this machine: ${unguardedRuns} run(s) without a guarantee, so that none holds for all runs together`
      : `this file on this machine: ε = ${epsilon.toFixed(4)} at δ = ${delta.toExponential(2)} over ${runs} run(s)`
  return [
    summaryText(project, threadsOf(project.run.backend)),
    `${all}${limit === null ? '' : `, limit ${limit}`}`,
  ].join('\n')
}
