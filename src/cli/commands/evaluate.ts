// understudy evaluate: how faithful a synthetic table is to the real one.
import { evaluate, type Report } from '../../evaluate/report.ts'
import { tableAs } from '../../table/conform.ts'
import { readDataset, readReading } from '../dataset.ts'
import { Progress, percent, print, printJson, table } from '../output.ts'
import type { Command } from '../usage.ts'

export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'Compare a synthetic file with the real one, column by column and pair by pair.',
  operands: [],
  options: {
    real: { type: 'string', value: 'TRAIN', help: 'the real file that was learnt' },
    holdout: { type: 'string', value: 'TEST', help: 'real rows that were not learnt: the score to be reached at best' },
    synth: { type: 'string', value: 'FILE', help: 'the synthetic file' },
  },
  required: ['real', 'synth'],
  async run(input) {
    const progress = new Progress()
    const { schema, table: real } = await readDataset(input.text('real') as string, progress)
    const judge = async (path: string) => {
      const other = tableAs(await readReading(path, progress), schema)
      return evaluate(real, other, schema, (done) => progress.show(`comparing: ${Math.round(done * 100)}%`))
    }
    const report = await judge(input.text('synth') as string)
    const holdout = input.text('holdout')
    const ceiling = holdout === undefined ? null : await judge(holdout)
    progress.end()
    if (input.flag('json')) return printJson({ ...report, ...(ceiling ? { holdout: ceiling } : {}) })
    print(reportText(report, ceiling))
  },
}

const score = (value: number | null) => (value === null ? '–' : percent(value))

function reportText(report: Report, ceiling: Report | null): string {
  const line = (name: string, pick: (report: Report) => number | null) => [
    name,
    score(pick(report)),
    ...(ceiling ? [score(pick(ceiling))] : []),
  ]
  const summary = table([
    ['', 'synthetic', ...(ceiling ? ['holdout'] : [])],
    line('column shapes', ({ columnShapes }) => columnShapes.score),
    line('column pair trends', ({ columnPairTrends }) => columnPairTrends.score),
    line("  with the real table's bins", ({ columnPairTrendsRealEdges }) => columnPairTrendsRealEdges.score),
    line('overall', ({ overall }) => overall),
  ])
  const columns = table([
    ['column', 'score', 'by'],
    ...report.columnShapes.columns.map(({ name, metric, score: value }) => [name, score(value), metric]),
  ])
  const worst = report.columnPairTrends.pairs
    .filter(({ score: value }) => value !== null)
    .sort((a, b) => (a.score ?? 0) - (b.score ?? 0))
    .slice(0, 10)
  const pairs = table([
    ['weakest pairs', 'score', 'by'],
    ...worst.map(({ first, second, metric, score: value }) => [`${first} × ${second}`, score(value), metric]),
  ])
  return [summary, columns, pairs].join('\n\n')
}
