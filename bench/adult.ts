// Bench "adult": errors of the synthetic table over training time, on a CSV given by path, beside noise and a holdout; then
// what the default recipes reach.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { readDataset, readReading } from '../src/cli/dataset.ts'
import { Progress } from '../src/cli/output.ts'
import { openBackend } from '../src/engine/backend.ts'
import { evaluate, type Report } from '../src/evaluate/report.ts'
import { createRandom } from '../src/math/random.ts'
import { matchShares } from '../src/models/matching.ts'
import { type Recipe, recipeSchema } from '../src/models/recipe.ts'
import { Sampler } from '../src/models/sampler.ts'
import type { Weights } from '../src/models/weights.ts'
import { tableAs } from '../src/table/conform.ts'
import { prepare } from '../src/train/prepare.ts'
import { type Look, train } from '../src/train/run.ts'
import { suggestRecipe } from '../src/train/suggest.ts'
import { synthesise } from '../src/train/synthesise.ts'
import { Control } from '../src/work/control.ts'
import { finished } from '../src/work/work.ts'
import { encodedAndDecoded, independentColumns, shuffledColumns } from './baselines.ts'
import { goals, goalsText } from './goals.ts'

/** Each judgement comes this many times later than the one before. */
const spread = 1.6

interface Point {
  readonly what: string
  readonly seconds: number | null
  readonly steps: number | null
  /** Percent: 100 · (1 − score). */
  readonly shapeError: number
  readonly trendError: number
  /** The same over the bins of the real table, so that a range that came out wider or narrower does not count twice. */
  readonly trendErrorRealBins: number
}

export async function adult(input: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: input,
    allowPositionals: true,
    options: {
      holdout: { type: 'string' },
      target: { type: 'string' },
      minutes: { type: 'string', default: '10' },
      epsilon: { type: 'string' },
      recipe: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  if (positionals.length !== 1) {
    throw new Error('npm run bench -- adult TRAIN.csv [--holdout TEST.csv [--target FIELD]]')
  }
  const progress = new Progress()
  const { table, schema } = await readDataset(positionals[0], progress)
  const points: Point[] = []
  const add = (what: string, report: Report, seconds: number | null = null, steps: number | null = null) => {
    const error = (score: number | null) => 100 * (1 - (score ?? Number.NaN))
    points.push({
      what,
      seconds,
      steps,
      shapeError: error(report.columnShapes.score),
      trendError: error(report.columnPairTrends.score),
      trendErrorRealBins: error(report.columnPairTrendsRealEdges.score),
    })
    if (!values.json) console.log(line(points[points.length - 1]))
  }
  if (!values.json) console.log('                     seconds    steps  shape error  trend error  by real bins')
  const holdout = values.holdout ? tableAs(await readReading(values.holdout, progress), schema) : null
  if (holdout) add('holdout (ceiling)', finished(evaluate(table, holdout, schema)))
  add('shuffled columns', finished(evaluate(table, shuffledColumns(table), schema)))
  const epsilon = values.epsilon === undefined ? null : Number(values.epsilon)
  const suggested = suggestRecipe(table.rows, {
    privacy: epsilon === null ? null : { epsilon, delta: null },
  })
  const steps = epsilon === null ? 10_000_000 : suggested.steps
  const changed = values.recipe ? JSON.parse(await readFile(values.recipe, 'utf8')) : {}
  const recipe: Recipe = v.parse(recipeSchema, { ...suggested, minutes: Number(values.minutes), steps, ...changed })
  const preparation = await prepare({ table, schema, recipe })
  const { encoder } = preparation
  add(
    'uniform noise',
    finished(evaluate(table, encoder.independentUniform(table.rows, createRandom(1, 'uniform')), schema)),
  )
  add('independent columns', finished(evaluate(table, independentColumns(encoder, table.rows), schema)))
  add('encoded and decoded', finished(evaluate(table, encodedAndDecoded(encoder, table), schema)))
  const kernels = await openBackend('wasm')
  const judge = async (weights: Weights) => {
    const sampler = new Sampler(kernels, recipe, encoder, weights)
    const random = createRandom(recipe.seed, 'sampling')
    const synthetic = await synthesise({ sampler, encoder, rows: table.rows, random })
    sampler.dispose()
    return finished(evaluate(table, synthetic, schema))
  }
  const looks: Look['sofar'][] = []
  const result = await train({
    recipe,
    preparation,
    control: new Control(),
    open: async () => ({ kernels, trials: [] }),
    onEvent: () => {},
    onLook: ({ sofar }) => {
      if (sofar.seconds > 5 && sofar.seconds >= spread * (looks.at(-1)?.seconds ?? 0)) looks.push(sofar)
    },
  })
  // Judged afterwards, so that judging takes nothing from the training's time.
  for (const { weights, seconds, steps } of looks) {
    const matched = await matchShares(kernels, recipe, encoder, weights, encoder.shares())
    add('while it trains', await judge(matched), seconds, steps)
  }
  add('at the end', await judge(result.weights), result.seconds, result.steps)
  if (values.json) {
    console.log(JSON.stringify({ points, budget: result.budget }))
    return
  }
  if (result.budget) {
    const { epsilon: spent, delta, noiseMultiplier } = result.budget
    console.log(`ε ${spent.toFixed(4)} at δ ${delta.toExponential(2)}, noise multiplier ${noiseMultiplier.toFixed(4)}`)
  }
  if (!holdout) return
  const target = values.target ?? null
  console.log(`\n${goalsText(await goals({ file: positionals[0], real: table, holdout, schema, target }))}`)
}

function line({ what, seconds, steps, shapeError, trendError, trendErrorRealBins }: Point): string {
  return [
    what.padEnd(20),
    (seconds === null ? '' : seconds.toFixed(0)).padStart(8),
    (steps === null ? '' : String(steps)).padStart(8),
    `${shapeError.toFixed(2)}%`.padStart(12),
    `${trendError.toFixed(2)}%`.padStart(12),
    `${trendErrorRealBins.toFixed(2)}%`.padStart(13),
  ].join(' ')
}
