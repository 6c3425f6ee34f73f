// Synthesis: rows drawn from a model, judged against the real ones where those are open.
import { type EvaluationPhase, evaluation, evaluationPhases } from '../evaluate/evaluation.ts'
import { createRandom } from '../math/random.ts'
import { Sampler } from '../models/sampler.ts'
import type { Project } from '../project/project.ts'
import { ConstraintFilter } from '../table/constraint/check.ts'
import type { Table } from '../table/table.ts'
import { previewRows } from '../table/write.ts'
import { Demand } from '../train/demand.ts'
import { synthesise } from '../train/synthesise.ts'
import { open } from './engines.ts'
import { compare, type Learnt } from './learnt.ts'
import { previewed } from './opentable.ts'
import type { Asked, Synthesis, WorkerEvent } from './protocol.ts'

export type Work = Extract<WorkerEvent, { kind: 'working' }>['phase']

/** Hears how much of some work is done: from 0 to 1, or up to `of`. */
export type Progress = (phase: Work, part?: EvaluationPhase) => (done: number, of?: number) => void

/** `asked`: which rows; absent: any. */
export async function drawRows(
  project: Project,
  rows: number,
  asked: Asked | undefined,
  progress: Progress,
): Promise<Table> {
  const { encoder, recipe, run, weights, schema } = project
  const demand = asked && new Demand(schema, asked.conditions, asked.balance, rows)
  const kernels = await open(run.backend).catch(() => open('wasm'))
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
    onProgress: progress('sampling'),
  }).finally(() => sampler.dispose())
}

/** `learnt`: the real rows to compare with; null where there are none. */
export function judge(
  project: Project,
  table: Table,
  asked: boolean,
  learnt: Learnt | null,
  progress: Progress,
): Synthesis {
  const { recipe, schema, run } = project
  const drawn = { asked, rows: table.rows, preview: previewRows(table, schema, previewed) }
  if (!learnt) return { ...drawn, comparison: { step: run.steps, fields: [] }, report: null }
  const tell = Object.fromEntries(
    evaluationPhases.map((part) => [part, progress(attacks.includes(part) ? 'attacking' : 'judging', part)]),
  )
  const report = evaluation({
    real: learnt.table,
    holdout: learnt.holdout,
    synthetic: table,
    schema,
    target: null,
    protectedField: null,
    random: createRandom(recipe.seed, 'evaluation'),
    onProgress: (part, done) => tell[part](...overall(part, done)),
  })
  return { ...drawn, comparison: compare(learnt, table, run.steps), report }
}

/** Parts of the evaluation that the page is told of as attacks; all others come before and judge. */
const attacks: readonly EvaluationPhase[] = ['membership', 'risk']

/** How long each part of the evaluation takes, roughly, in seconds for 25,000 rows of 15 fields (bench "evaluate"). */
const weights: Readonly<Record<EvaluationPhase, number>> = {
  fidelity: 0.5,
  accuracy: 0.5,
  copies: 0.2,
  correlations: 0.4,
  holdout: 1.2,
  usefulness: 12,
  detection: 8,
  membership: 11,
  risk: 10,
}

/** How much is done of all parts that judge, or of all that attack, when a part has come so far. */
function overall(part: EvaluationPhase, done: number): [done: number, of: number] {
  const alike = evaluationPhases.filter((other) => attacks.includes(other) === attacks.includes(part))
  const sum = (parts: readonly EvaluationPhase[]) => parts.reduce((total, other) => total + weights[other], 0)
  return [sum(alike.slice(0, alike.indexOf(part))) + done * weights[part], sum(alike)]
}
