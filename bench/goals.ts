// Goals: what the command line reaches with its default recipes, without privacy and with it, by the judge of the bench "peers".
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { readReading } from '../src/cli/dataset.ts'
import { Progress, table as textTable } from '../src/cli/output.ts'
import { tableAs } from '../src/table/conform.ts'
import type { Schema } from '../src/table/schema.ts'
import type { Table } from '../src/table/table.ts'
import { trainOurs } from './peers/contenders.ts'
import { Judge, type Judgement } from './peers/judge.ts'

/** `null`: without privacy. */
const epsilons: readonly (number | null)[] = [null, 1, 2.4]

interface Goal {
  readonly epsilon: number | null
  /** Of training, as the command line takes it. */
  readonly seconds: number
  readonly judgement: Judgement
}

/** A table may be too small for a guarantee. */
interface Refusal {
  readonly epsilon: number
  readonly reason: string
}

interface GoalOptions {
  /** The CSV to train on, and its rows as they were read. */
  readonly file: string
  readonly real: Table
  readonly holdout: Table
  readonly schema: Schema
  /** `null`: a suitable field. */
  readonly target: string | null
}

/** One training a goal, one after another; each judged by the whole evaluation. */
export async function goals({ file, real, holdout, schema, target }: GoalOptions): Promise<(Goal | Refusal)[]> {
  const judge = new Judge(real, holdout, schema, target)
  const threads = Math.min(2, availableParallelism())
  const folder = await mkdtemp(join(tmpdir(), 'understudy-goals-'))
  const reached: (Goal | Refusal)[] = []
  try {
    for (const epsilon of epsilons) {
      const settings = { threads, minutes: null, steps: null, epsilon }
      const outcome = await trainOurs(file, real.rows, folder, settings).catch((error: unknown) => {
        if (epsilon === null || !(error instanceof Error)) throw error
        return { epsilon, reason: error.message }
      })
      if ('reason' in outcome) {
        reached.push(outcome)
        continue
      }
      const synthetic = tableAs(await readReading(join(folder, 'synthetic.csv'), new Progress()), schema)
      reached.push({ epsilon, seconds: outcome.trainSeconds, judgement: judge.judge(synthetic) })
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return reached
}

export function goalsText(all: readonly (Goal | Refusal)[]): string {
  const reached = all.filter((goal) => 'judgement' in goal)
  const refused = all.filter((goal) => 'reason' in goal)
  const nameOf = (epsilon: number | null) => (epsilon === null ? 'no privacy' : `ε = ${epsilon}`)
  const percent = (value: number | null) => (value === null ? '–' : `${(100 * value).toFixed(2)}%`)
  const score = (ratio: number | null, real: number | null) =>
    ratio === null || real === null ? '–' : (ratio * real).toFixed(3)
  const head = ['', 'train s', 'shape error', 'trend error', 'by real bins', 'accuracy']
  const lines = reached.map(({ epsilon, seconds, judgement }) => [
    nameOf(epsilon),
    seconds.toFixed(1),
    percent(judgement.shapeError),
    percent(judgement.trendError),
    percent(judgement.trendErrorRealBins),
    percent(judgement.accuracy),
    score(judgement.linear, judgement.linearOnReal),
    percent(judgement.linear),
    percent(judgement.boosting),
  ])
  const reasons = refused.map(({ epsilon, reason }) => `${nameOf(epsilon)}: ${reason}`)
  return [textTable([[...head, 'linear', 'of real', 'boosting, of real'], ...lines]), ...reasons].join('\n')
}
