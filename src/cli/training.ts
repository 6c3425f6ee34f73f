// Trains for the command line: from a data set to a project, with progress on standard error.

import process from 'node:process'
import { threadsOf } from '../engine/backend.ts'
import { type DatasetSpending, spending } from '../privacy/datasetaccount.ts'
import { createProject, type Project } from '../project/project.ts'
import { refuseImpossible } from '../train/advised.ts'
import type { LossPoint, TrainEvent } from '../train/events.ts'
import type { Health } from '../train/health.ts'
import { OpenCharge } from '../train/opencharge.ts'
import { prepare } from '../train/prepare.ts'
import { train } from '../train/run.ts'
import { Control } from '../work/control.ts'
import { Accounts } from './accounts.ts'
import { brokenByReal, constraintsOption } from './constraints.ts'
import type { Dataset } from './dataset.ts'
import { declareOption } from './declarations.ts'
import { engineOf, engineOptions, opener } from './engine.ts'
import { duration, type Progress } from './output.ts'
import { startPrivacyThread } from './privacythread.ts'
import { recipeOf, recipeOptions } from './recipe.ts'
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

/** Ctrl-C once stops and keeps the model; twice ends the program. */
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
  progress.show(recipe.privacy ? 'planning and encoding' : 'encoding')
  const preparation = await prepare({
    table,
    schema,
    recipe,
    async spend(looks, plan) {
      if (plan) refuseImpossible(plan)
      await charge.begin(looks, plan)
    },
  })
  const control = new Control()
  const interrupt = () => {
    progress.say('stopping; press again to end at once')
    process.once('SIGINT', () => process.exit(1))
    control.stop()
  }
  process.once('SIGINT', interrupt)
  const thread = startPrivacyThread()
  try {
    const result = await train({
      recipe,
      preparation,
      control,
      thread,
      open: opener(engine),
      spend: (training) => charge.training(training),
      onEvent: (event) => tell(event, progress),
    })
    const source = { name, rows: preparation.matrix.rows, dialect: reading.dialect, schema }
    const project = createProject(source, preparation.encoder, recipe, result)
    return { project, dataset: spending(await accounts.read(fingerprint)) }
  } finally {
    thread.close()
    process.removeListener('SIGINT', interrupt)
    progress.end()
  }
}

/** Undefined: stays as it is; null: lifted. */
function limitOf(input: Arguments): number | null | undefined {
  return input.text('limit') === 'none' ? null : input.number('limit', 0.001, 1e6)
}

function tell(event: TrainEvent, progress: Progress): void {
  if (event.kind === 'recovered') progress.say(`set back to step ${event.step}: ${event.reason}`)
  if (event.kind !== 'progress') return
  const { step, steps, stepsPerSecond, secondsLeft, budget, losses } = event
  const loss = losses.at(-1)
  const parts = [
    steps >= 10_000_000 ? `step ${step}` : `step ${step} of ${steps}`,
    `${stepsPerSecond.toFixed(1)} a second`,
    ...(secondsLeft === null ? [] : [`${duration(secondsLeft)} left`]),
    ...(loss ? [lossesText(loss)] : []),
    ...(budget ? [`ε ${budget.epsilon.toFixed(3)} of ${budget.target}`] : []),
  ]
  progress.show(parts.join(', '))
}

function lossesText({ discriminator, generator }: LossPoint): string {
  return discriminator === null
    ? `loss ${generator.toPrecision(3)}`
    : `losses ${discriminator.toFixed(3)} / ${generator.toFixed(3)}`
}

/** What `train` and `synth` print. */
export function summary({ run, recipe, ledger, rows }: Project): Record<string, unknown> {
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
    ...budget,
  }
}

export function trainingSummary({ project, dataset }: Training): Record<string, unknown> {
  const threads = threadsOf(project.run.backend)
  return { ...summary(project), ...(threads !== undefined && { threads }), dataset }
}

/** What is wrong with the generated rows, if anything. */
function healthText({ key, values }: Health): string[] {
  const { distinct, expected, missing, options } = values
  if (key === 'health.good') return []
  return key === 'health.collapsed'
    ? [
        `mode collapse: of 1,000 generated rows ${distinct} differ, where ${expected} could; train for more steps, with another --seed, or with --model marginals`,
      ]
    : [
        `${missing} of ${options} values that should be common never come; train for more steps, or with --model marginals`,
      ]
}

/** `threads` of the processor that trained, where that is known. */
export function summaryText({ run, ledger }: Project, threads?: number): string {
  const device =
    threads === undefined ? run.backend : `${run.backend}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
  const health = run.health ? healthText(run.health) : []
  const lines = [
    `${run.steps} steps in ${duration(run.seconds)} on ${device} (stopped by: ${run.why})`,
    ...(run.budget
      ? [
          `privacy spent: ε = ${run.budget.epsilon.toFixed(4)} at δ = ${run.budget.delta.toExponential(2)}, noise multiplier ${run.budget.noiseMultiplier.toFixed(4)} (${ledger.verdict})`,
        ]
      : ['no differential privacy']),
    ...health,
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
