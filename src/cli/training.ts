// Trains for the command line: from a data set to a project, with progress on standard error.
import process from 'node:process'
import { Encoder } from '../encode/encoder.ts'
import { createRandom } from '../math/random.ts'
import { createProject, type Project } from '../project/project.ts'
import { Control } from '../train/control.ts'
import type { TrainEvent } from '../train/events.ts'
import { train } from '../train/run.ts'
import type { Dataset } from './dataset.ts'
import { declareOption } from './declarations.ts'
import { backendOf, backendOption, opener } from './engine.ts'
import { duration, type Progress } from './output.ts'
import { recipeOf, recipeOptions } from './recipe.ts'
import type { Arguments } from './usage.ts'

export const trainingOptions = { ...recipeOptions, declare: declareOption, backend: backendOption }

/** Ctrl-C once stops and keeps the model; twice ends the program. */
export async function trainProject(dataset: Dataset, input: Arguments, progress: Progress): Promise<Project> {
  const { table, schema, reading, name } = dataset
  const recipe = await recipeOf(input, table.rows)
  const backend = backendOf(input)
  progress.show('encoding')
  const encoder = Encoder.fit(table, schema)
  const matrix = encoder.encode(table, createRandom(recipe.seed, 'encode'))
  const control = new Control()
  const interrupt = () => {
    progress.say('stopping; press again to end at once')
    process.once('SIGINT', () => process.exit(1))
    control.stop()
  }
  process.once('SIGINT', interrupt)
  try {
    const result = await train({
      recipe,
      matrix,
      control,
      open: opener(backend),
      onEvent: (event) => tell(event, progress),
    })
    const source = { name, rows: table.rows, dialect: reading.dialect, schema }
    return createProject(source, encoder, recipe, result)
  } finally {
    process.removeListener('SIGINT', interrupt)
    progress.end()
  }
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
    ...(loss ? [`losses ${loss.discriminator.toFixed(3)} / ${loss.generator.toFixed(3)}`] : []),
    ...(budget ? [`ε ${budget.epsilon.toFixed(3)} of ${budget.target}`] : []),
  ]
  progress.show(parts.join(', '))
}

/** What `train` and `synth` print. */
export function summary(project: Project): Record<string, unknown> {
  const { run, recipe, ledger } = project
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
    rows: project.rows,
    ...budget,
  }
}

export function summaryText(project: Project): string {
  const { run } = project
  const lines = [
    `${run.steps} steps in ${duration(run.seconds)} on ${run.backend} (stopped by: ${run.why})`,
    ...(run.budget
      ? [
          `privacy spent: ε = ${run.budget.epsilon.toFixed(4)} at δ = ${run.budget.delta.toExponential(2)}, noise multiplier ${run.budget.noiseMultiplier.toFixed(4)} (${project.ledger.verdict})`,
        ]
      : ['no differential privacy']),
  ]
  return lines.join('\n')
}
