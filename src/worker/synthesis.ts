// Synthesis: rows drawn from a model, judged against the real ones where those are open.
import { type Evaluation, evaluation } from '../evaluate/evaluation.ts'
import { createRandom } from '../math/random.ts'
import { Sampler } from '../models/sampler.ts'
import type { Project } from '../project/project.ts'
import { ConstraintFilter } from '../table/constraint/check.ts'
import type { Table } from '../table/table.ts'
import { Demand } from '../train/demand.ts'
import { synthesise } from '../train/synthesise.ts'
import { carryOut } from '../work/breather.ts'
import type { Control } from '../work/control.ts'
import { reopen } from './engines.ts'
import type { Learnt } from './learnt.ts'
import type { Asked } from './protocol.ts'
import type { Tell } from './telling.ts'

/** `asked`: which rows; absent: any. Throws what `synthesise` throws. */
export async function drawRows(
  project: Project,
  rows: number,
  asked: Asked | undefined,
  control: Control,
  tell: Tell,
): Promise<Table> {
  const { encoder, recipe, run, weights, schema } = project
  const demand = asked && new Demand(schema, asked.conditions, asked.balance, rows)
  const kernels = await reopen(run.backend)
  const sampler = new Sampler(kernels, recipe, encoder, weights)
  const random = createRandom(recipe.seed, 'sampling')
  const constraints = new ConstraintFilter(schema)
  return synthesise({
    sampler,
    encoder,
    rows,
    random,
    ...(demand && !demand.idle ? { demand } : {}),
    constraints,
    control,
    onProgress: (found, of) => tell(found, of),
  }).finally(() => sampler.dispose())
}

/** Throws StoppedError. */
export function judge(
  { recipe, schema }: Project,
  synthetic: Table,
  learnt: Learnt,
  control: Control,
  tell: Tell,
): Promise<Evaluation> {
  const work = evaluation({
    real: learnt.table,
    holdout: learnt.holdout,
    synthetic,
    schema,
    target: null,
    protectedField: null,
    random: createRandom(recipe.seed, 'evaluation'),
    onProgress: (part, _, whole) => tell(whole, 1, part),
  })
  return carryOut(work, control)
}
