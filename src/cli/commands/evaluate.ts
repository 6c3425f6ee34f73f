// understudy evaluate: how faithful and how useful a synthetic table is, and what it gives away about who was learnt.
import { basename } from 'node:path'
import { type Evaluation, evaluation } from '../../evaluate/evaluation.ts'
import type { EvaluationPhase } from '../../evaluate/phases.ts'
import { createRandom } from '../../math/random.ts'
import { reportPage, reportValue } from '../../report/page.ts'
import { tableAs } from '../../table/conform.ts'
import type { Schema } from '../../table/schema.ts'
import { carryOut } from '../../work/breather.ts'
import type { Control } from '../../work/control.ts'
import { TimeLeft } from '../../work/timeleft.ts'
import { constraintsOption } from '../constraints.ts'
import { readDataset, readReading } from '../dataset.ts'
import { declareOption } from '../declarations.ts'
import { evaluationText } from '../evaluationtext.ts'
import { interruptible } from '../interrupt.ts'
import { leftText, Progress, print, printJson } from '../output.ts'
import { languageOf, languageOption, writeText } from '../reports.ts'
import { type Arguments, type Command, UsageError } from '../usage.ts'

export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'Compare a synthetic file with the real one: how faithful, how useful, and what it gives away.',
  operands: [],
  options: {
    real: { type: 'string', value: 'TRAIN', help: 'the real file that was learnt' },
    holdout: {
      type: 'string',
      value: 'TEST',
      help: 'real rows that were not learnt: the score to be reached at best, whom models are tested on, and whom attacks must tell from those learnt',
    },
    synth: { type: 'string', value: 'FILE', help: 'the synthetic file' },
    declare: declareOption,
    constraints: constraintsOption,
    target: {
      type: 'string',
      value: 'COLUMN',
      help: 'the column that models learn to predict (otherwise the last of two words, of few words, or of numbers)',
    },
    protected: {
      type: 'string',
      value: 'COLUMN',
      help: 'the column whose groups should be treated alike, such as sex: their shares, and how often each has the outcome that the target tells',
    },
    seed: { type: 'string', value: 'S', help: 'draws rows, folds and attacks (0 where none is given)' },
    html: { type: 'string', value: 'FILE', help: 'also write the report as one page that needs nothing else' },
    report: { type: 'string', value: 'FILE', help: 'also write the report as JSON' },
    figures: {
      type: 'boolean',
      help: 'include in these files what tells values of the real table (no ε covers it): its columns, correlations, quantiles and classes',
    },
    language: languageOption,
  },
  required: ['real', 'synth'],
  async run(input) {
    const progress = new Progress()
    const language = languageOf(input)
    const seed = input.number('seed', 0, 2 ** 32 - 1, true) ?? 0
    const result = await interruptible(progress, (control) => evaluateFiles(input, seed, progress, control))
    const facts = { name: basename(input.text('real') as string), evaluation: result, card: null }
    const figures = input.flag('figures')
    const [html, report] = [input.text('html'), input.text('report')]
    if (html !== undefined) await writeText(html, reportPage(facts, { figures, language }))
    if (report !== undefined) await writeText(report, `${JSON.stringify(reportValue(facts, { figures }))}\n`)
    if (input.flag('json')) printJson(result)
    else print(evaluationText(result))
  },
}

async function evaluateFiles(
  input: Arguments,
  seed: number,
  progress: Progress,
  control: Control,
): Promise<Evaluation> {
  const { signal } = control
  const { schema, table } = await readDataset(input.text('real') as string, progress, input, signal)
  const open = async (other: string) => tableAs(await readReading(other, progress, signal), schema)
  const synthetic = await open(input.text('synth') as string)
  const holdout = input.text('holdout')
  const aside = holdout === undefined ? null : await open(holdout)
  const left = new TimeLeft()
  const work = evaluation({
    real: table,
    holdout: aside,
    synthetic,
    schema,
    target: columnOf(schema, input.text('target')),
    protectedField: columnOf(schema, input.text('protected')),
    random: createRandom(seed, 'evaluate'),
    onProgress: (phase, _, done) => {
      progress.show([`${Math.floor(100 * done)}%`, doing[phase], ...leftText(left.after(done))].join(', '))
    },
  })
  return carryOut(work, control)
}

const doing: Readonly<Record<EvaluationPhase, string>> = {
  fidelity: 'comparing columns and pairs',
  accuracy: 'comparing one, two and three columns together',
  copies: 'looking for copies',
  correlations: 'correlating',
  holdout: 'comparing the holdout',
  usefulness: 'learning from real and synthetic rows',
  detection: 'telling synthetic rows from real ones',
  membership: 'attacking membership',
  risk: 'attacking: distances, singling out, linking, inferring',
}

/** The name of a column that there is; `null` where none is given. Throws UsageError. */
function columnOf(schema: Schema, name: string | undefined): string | null {
  if (name === undefined) return null
  if (schema.fields.some((field) => field.name === name)) return name
  throw new UsageError(`there is no column "${name}"; there are ${schema.fields.map((field) => field.name).join(', ')}`)
}
