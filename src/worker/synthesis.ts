// Synthesis: rows drawn from a model, judged against the real ones where those are open.
import { membershipInference } from '../evaluate/membership.ts'
import { evaluate } from '../evaluate/report.ts'
import { createRandom } from '../math/random.ts'
import { Sampler } from '../models/sampler.ts'
import type { Project } from '../project/project.ts'
import type { Table } from '../table/table.ts'
import { previewRows } from '../table/write.ts'
import { synthesise } from '../train/synthesise.ts'
import { open } from './engines.ts'
import { compare, type Learnt } from './learnt.ts'
import { previewed } from './opentable.ts'
import type { Synthesis, WorkerEvent } from './protocol.ts'

export type Work = Extract<WorkerEvent, { kind: 'working' }>['phase']

/** Hears how much of some work is done: from 0 to 1, or up to `of`. */
export type Progress = (phase: Work) => (done: number, of?: number) => void

export async function drawRows(project: Project, rows: number, progress: Progress): Promise<Table> {
  const { encoder, recipe, run, weights } = project
  const kernels = await open(run.backend).catch(() => open('wasm'))
  const sampler = new Sampler(kernels, recipe, encoder, weights)
  const random = createRandom(recipe.seed, 'sampling')
  return synthesise({ sampler, encoder, rows, random, onProgress: progress('sampling') }).finally(() =>
    sampler.dispose(),
  )
}

/** `learnt`: null for a project that was opened, not trained here. */
export function judge(project: Project, table: Table, learnt: Learnt | null, progress: Progress): Synthesis {
  const { recipe, schema, run } = project
  const drawn = { rows: table.rows, preview: previewRows(table, schema, previewed) }
  if (!learnt) return { ...drawn, comparison: { step: run.steps, fields: [] }, report: null, membership: null }
  const report = evaluate(learnt.table, table, schema, progress('judging'))
  const membership =
    learnt.holdout &&
    membershipInference({
      members: learnt.table,
      nonMembers: learnt.holdout,
      synthetic: table,
      schema,
      random: createRandom(recipe.seed, 'attack'),
      onProgress: progress('attacking'),
    })
  return { ...drawn, comparison: compare(learnt, table, run.steps), report, membership }
}
