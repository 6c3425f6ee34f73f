// Trainer: one training in the worker, from the open table to a project, with its charge on the data set's account.
import { createRandom } from '../math/random.ts'
import type { Recipe } from '../models/recipe.ts'
import type { PrivacyThread } from '../privacy/thread.ts'
import { createProject, type Project } from '../project/project.ts'
import { refuseImpossible } from '../train/advised.ts'
import { OpenCharge } from '../train/opencharge.ts'
import { prepare } from '../train/prepare.ts'
import { train } from '../train/run.ts'
import type { Control } from '../work/control.ts'
import type { Accounts } from './accounts.ts'
import { opener } from './engines.ts'
import { compare, type Learnt, learntFrom } from './learnt.ts'
import { type OpenTable, sourceOf } from './opentable.ts'
import type { BackendName, WorkerEvent } from './protocol.ts'

/** Milliseconds between two savings of the model of a run in progress. */
const saveEvery = 15_000

export interface TrainerOptions {
  readonly source: OpenTable
  readonly recipe: Recipe
  readonly backend: BackendName | 'auto'
  readonly accounts: Accounts
  readonly thread: PrivacyThread
  readonly control: Control
  readonly tell: (event: WorkerEvent) => void
  /** What the run would give if it ended now. */
  readonly onSofar: (project: Project) => void
}

/**
 * Throws what ends a run, StoppedError where it is stopped before it begins, ImpossiblePrivacyError, and the errors of an
 * account with a limit; refusals come before the first look at the data that would cost anything.
 */
export async function trainProject(options: TrainerOptions): Promise<{ project: Project; learnt: Learnt }> {
  const { source, recipe, backend, accounts, thread, control, tell, onSofar } = options
  const { schema, table } = source
  tell({ kind: 'train', event: { kind: 'phase', phase: 'encoding' } })
  const charge = new OpenCharge(accounts, await source.fingerprint)
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
  const { encoder, matrix } = preparation
  const learnt = learntFrom(source, preparation)
  const origin = sourceOf(source, matrix.rows)
  let saved = Number.NEGATIVE_INFINITY
  const result = await train({
    recipe,
    preparation,
    control,
    thread,
    open: opener(backend, recipe, matrix),
    spend: (training) => charge.training(training),
    onEvent: (event) => tell({ kind: 'train', event }),
    onLook: ({ values, rows, step, attribution, sofar }) => {
      const generated = encoder.decode(values, rows, createRandom(step, 'look'))
      tell({ kind: 'comparison', comparison: compare(learnt, generated, step) })
      if (attribution) tell({ kind: 'attribution', attribution })
      if (performance.now() - saved < saveEvery) return
      saved = performance.now()
      onSofar(createProject(origin, encoder, sofar.recipe, sofar))
    },
  })
  if (result.attribution) tell({ kind: 'attribution', attribution: result.attribution })
  return { project: createProject(origin, encoder, result.recipe, result), learnt }
}
