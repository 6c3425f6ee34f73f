// understudy evaluate: how faithful a synthetic table is to the real one, and what it gives away about who was learnt.
import { type AttackScore, type MembershipReport, membershipInference } from '../../evaluate/membership.ts'
import { evaluate, type Report } from '../../evaluate/report.ts'
import { createRandom } from '../../math/random.ts'
import { tableAs } from '../../table/conform.ts'
import type { Table } from '../../table/table.ts'
import { readDataset, readReading } from '../dataset.ts'
import { Progress, percent, print, printJson, table } from '../output.ts'
import type { Command } from '../usage.ts'

export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'Compare a synthetic file with the real one, column by column and pair by pair.',
  operands: [],
  options: {
    real: { type: 'string', value: 'TRAIN', help: 'the real file that was learnt' },
    holdout: {
      type: 'string',
      value: 'TEST',
      help: 'real rows that were not learnt: the score to be reached at best, and whom attacks must tell from those learnt',
    },
    synth: { type: 'string', value: 'FILE', help: 'the synthetic file' },
  },
  required: ['real', 'synth'],
  async run(input) {
    const progress = new Progress()
    const { schema, table: real } = await readDataset(input.text('real') as string, progress)
    const open = async (path: string) => tableAs(await readReading(path, progress), schema)
    const judge = (other: Table) =>
      evaluate(real, other, schema, (done) => progress.show(`comparing: ${Math.round(done * 100)}%`))
    const synthetic = await open(input.text('synth') as string)
    const report = judge(synthetic)
    const holdout = input.text('holdout')
    if (holdout === undefined) {
      progress.end()
      if (input.flag('json')) return printJson(report)
      return print(reportText(report, null))
    }
    const nonMembers = await open(holdout)
    const ceiling = judge(nonMembers)
    const membership = membershipInference({
      members: real,
      nonMembers,
      synthetic,
      schema,
      random: createRandom(0, 'membership'),
      onProgress: (done) => progress.show(`attacking: ${Math.round(done * 100)}%`),
    })
    progress.end()
    if (input.flag('json')) return printJson({ ...report, holdout: ceiling, membership })
    print([reportText(report, ceiling), membershipText(membership)].join('\n\n'))
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

/** What the attacks found, for people who have never seen such figures. */
function membershipText(report: MembershipReport | null): string {
  if (!report) return 'Membership: too few rows were held out to attack the synthetic ones.'
  const { members, nonMembers, reference, chance, ganLeaks, domias } = report
  const found = (share: number | null) => (share === null ? 'too few rows' : percent(share))
  const line = (name: string, { auc, truePositiveRate: { at10, at1, at01 } }: AttackScore) => [
    name,
    auc.toFixed(3),
    found(at10),
    found(at1),
    found(at01),
  ]
  const best = Math.max(ganLeaks.auc, domias.auc)
  return [
    table([
      ['who was learnt?', 'AUC', 'found at 10%', 'at 1%', 'at 0.1%'],
      line('GAN-Leaks', ganLeaks),
      line('DOMIAS', domias),
    ]),
    `Each attack sees the synthetic rows and ${reference} held-out rows, and ranks ${members} learnt and ${nonMembers} other ` +
      `rows by how likely they were learnt. AUC 0.5 is guessing (within ${chance.toFixed(3)} by chance), 1 is certainty. “At ` +
      '1%”: the share of learnt rows that it finds while it wrongly accuses 1% of the others; guessing finds 1%.',
    best <= 0.5 + chance
      ? 'Neither attack does better than guessing. That is no proof: other attacks may.'
      : 'An attack does better than guessing: the synthetic rows give something away about who was learnt.',
  ].join('\n')
}
