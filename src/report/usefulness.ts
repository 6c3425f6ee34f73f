// Usefulness: what the synthetic rows teach, whether a judge tells them apart, and how groups fare.
import type { Evaluation } from '../evaluate/evaluation.ts'
import type { Fairness, Group } from '../evaluate/fairness.ts'
import type { UsefulnessReport } from '../evaluate/usefulness.ts'
import { barPair, legend } from './charts.ts'
import { type Element, paragraph, tableOf } from './element.ts'
import type { Section } from './section.ts'
import { sayWhy, type Voice } from './words.ts'

/** Fields that a judge goes by, as many as are named. */
const namedFields = 3

export function usefulnessSection({ usefulness }: Evaluation, voice: Voice): Section {
  const { title, hint } = voice.words.usefulness
  return {
    id: 'usefulness',
    title,
    hint,
    body: 'unmeasured' in usefulness ? [unmeasured(usefulness, voice)] : lessons(usefulness, voice),
  }
}

const unmeasured = ({ unmeasured: reason }: { readonly unmeasured: Parameters<typeof sayWhy>[0] }, voice: Voice) =>
  paragraph(voice.words.sentences.unmeasured({ ...silent, why: sayWhy(reason, voice) }), 'empty')

const silent = {
  text: () => '',
  percent: () => '',
  figure: () => '',
  count: () => '',
  has: () => false,
  attack: '',
  metric: '',
  chance: '',
}

function lessons(report: UsefulnessReport, { words, figures }: Voice): Element[] {
  const text = words.usefulness
  const { target, metrics, learners, mean, baseline, rows, lacking } = report
  const [metric] = metrics
  const { figure } = figures
  const line = (name: string, real: number | null | undefined, synthetic: number | null | undefined) => [
    name,
    {
      text: barPair(
        `${name}: ${words.real} ${figure(real)}, ${words.synthetic} ${figure(synthetic)}`,
        real ?? null,
        synthetic ?? null,
      ),
    },
    figure(real),
    figure(synthetic),
  ]
  return [
    tableOf(
      text.target(target, words.metrics[metric]),
      [text.target(target, words.metrics[metric]), '', words.real, words.synthetic],
      [
        ...learners.map(({ learner, real, synthetic }) =>
          line(words.learners[learner], real[metric], synthetic[metric]),
        ),
        line(text.mean, mean.real[metric], mean.synthetic[metric]),
        line(text.nothing, baseline[metric], null),
      ],
    ),
    legend([
      { name: words.real, kind: 'real', shape: 'bar' },
      { name: words.synthetic, kind: 'synthetic', shape: 'bar' },
    ]),
    tableOf(
      text.mean,
      [text.mean, words.real, words.synthetic],
      metrics.map((each) => [words.metrics[each], figure(mean.real[each]), figure(mean.synthetic[each])]),
    ),
    paragraph(text.rows(figures.count(rows.train.used), figures.count(rows.holdout.used))),
    ...(lacking.length === 0 ? [] : [paragraph(text.lacking(figures.list(lacking)))]),
  ]
}

export function detectionSection({ detection }: Evaluation, voice: Voice): Section {
  const { words, figures } = voice
  const text = words.detection
  const { title, hint } = text
  if ('unmeasured' in detection) return { id: 'detection', title, hint, body: [unmeasured(detection, voice)] }
  const { logistic, boosting, ceiling, fields, rows, chance } = detection
  const { figure, percent, count, list } = figures
  const line = (name: string, judge: typeof logistic, best: typeof logistic | undefined) => [
    name,
    figure(judge.auc),
    `± ${figure(judge.spread)}`,
    ...(best ? [figure(best.auc)] : []),
  ]
  const named = fields.slice(0, namedFields).filter(({ share }) => share > 0)
  return {
    id: 'detection',
    title,
    hint,
    body: [
      tableOf(
        title,
        [text.judge, words.synthetic, text.spread, ...(ceiling ? [text.ceiling] : [])],
        [line(text.logistic, logistic, ceiling?.logistic), line(text.boosting, boosting, ceiling?.boosting)],
      ),
      paragraph(
        [
          text.rows(count(rows), figure(chance)),
          ...(named.length === 0
            ? []
            : [text.by(list(named.map(({ name, share }) => `${name} (${percent(share, 0)})`)))]),
        ].join(words.gap),
      ),
    ],
  }
}

export function fairnessSection({ fairness }: Evaluation, voice: Voice): Section | null {
  if (fairness === null) return null
  const { words, figures } = voice
  const text = words.fairness
  const { protectedField, groups, shareError, parity } = fairness
  const outcome = outcomeOf(fairness, voice)
  const { percent } = figures
  const rated = outcome !== null
  const pair = (name: string) => [`${name}, ${words.real}`, `${name}, ${words.synthetic}`]
  return {
    id: 'fairness',
    title: `${text.title}${words.colon}${protectedField}`,
    hint: text.hint(protectedField),
    body: [
      ...(groups.length === 0
        ? []
        : [
            tableOf(
              text.title,
              [protectedField, ...pair(text.share), ...(rated ? pair(text.rate) : [])],
              groups.map(({ group, share, rate }) => [
                groupName(group, voice),
                percent(share.real),
                percent(share.synthetic),
                ...(rated ? [percent(rate.real), percent(rate.synthetic)] : []),
              ]),
            ),
          ]),
      paragraph(
        [
          ...(outcome === null ? [] : [text.outcome(outcome)]),
          text.change(percent(shareError)),
          ...(parity ? [text.parity(percent(parity.real), percent(parity.synthetic))] : []),
        ].join(words.gap),
      ),
    ],
  }
}

function outcomeOf({ target, outcome }: Fairness, { words, figures }: Voice): string | null {
  if (target === null || outcome === null) return null
  return outcome.kind === 'word'
    ? words.fairness.is(target, outcome.word)
    : words.fairness.above(target, figures.value(outcome.value))
}

function groupName(group: Group, { words, figures }: Voice): string {
  const text = words.fairness
  if (group.kind === 'word') return group.word
  const { from, to } = group
  if (from === null) return to === null ? text.all : text.upTo(figures.value(to))
  return to === null ? text.over(figures.value(from)) : `${figures.value(from)} – ${figures.value(to)}`
}
