// Fidelity: how alike the tables are in figures: scores, rules, rare values and tails.
import type { Evaluation } from '../evaluate/evaluation.ts'
import type { Quality } from '../evaluate/quality.ts'
import { h, paragraph, tableOf } from './element.ts'
import type { Section } from './section.ts'
import type { Voice } from './words.ts'

export function fidelitySection(evaluation: Evaluation, { words, figures }: Voice): Section {
  const { holdout } = evaluation
  const text = words.fidelity
  const { percent } = figures
  const line = (name: string, pick: (of: Quality) => number | null, ceiling: number | null = null) => [
    name,
    percent(pick(evaluation)),
    percent(ceiling),
    ...(holdout ? [percent(pick(holdout))] : []),
  ]
  const { accuracy } = evaluation
  return {
    id: 'fidelity',
    title: text.title,
    hint: text.hint,
    body: [
      tableOf(
        text.title,
        ['', words.synthetic, words.atBest, ...(holdout ? [words.holdout] : [])],
        [
          line(text.shapes, (of) => of.columnShapes.score),
          line(text.pairs, (of) => of.columnPairTrends.score),
          line(text.trending, (of) => of.columnPairTrendsThresholded.score),
          line(text.one, (of) => of.accuracy.univariate.accuracy, accuracy.univariate.ceiling),
          line(text.two, (of) => of.accuracy.bivariate.accuracy, accuracy.bivariate.ceiling),
          line(text.three, (of) => of.accuracy.trivariate.accuracy, accuracy.trivariate.ceiling),
          line(text.valid, (of) => of.diagnostic.validity.score),
          line(text.structure, (of) => of.diagnostic.structure.score),
          line(text.coverage, (of) => of.diagnostic.coverage.score),
          line(text.fresh, (of) => of.diagnostic.newRows?.score ?? null),
        ],
      ),
      h('h4', {}, text.columns),
      columns(evaluation, { words, figures }),
      ...weakestPairs(evaluation, { words, figures }),
    ],
  }
}

function columns(
  { columnShapes, accuracy, diagnostic }: Quality,
  { words, figures }: Pick<Voice, 'words' | 'figures'>,
) {
  const text = words.fidelity
  const byName = <T extends { readonly name: string }>(items: readonly T[]) =>
    new Map(items.map((item) => [item.name, item]))
  const accuracies = byName(accuracy.univariate.columns)
  const validities = byName(diagnostic.validity.columns)
  const coverages = byName(diagnostic.coverage.columns)
  return tableOf(
    text.columns,
    [words.column, text.shape, text.accuracy, words.atBest, text.valued, text.covered],
    weakest(columnShapes.columns, columnShapes.columns.length).map(({ name, score }) => [
      name,
      figures.percent(score),
      figures.percent(accuracies.get(name)?.accuracy),
      figures.percent(accuracies.get(name)?.ceiling),
      figures.percent(validities.get(name)?.score),
      figures.percent(coverages.get(name)?.score),
    ]),
  )
}

/** Pairs that are shown: all of them are in the heat map. */
const mostPairs = 6

function weakestPairs({ columnPairTrends: { pairs } }: Quality, { words, figures }: Pick<Voice, 'words' | 'figures'>) {
  const text = words.fidelity
  const shown = weakest(
    pairs.filter(({ score }) => score !== null),
    mostPairs,
  )
  if (shown.length === 0) return []
  return [
    h('h4', {}, text.weakest),
    tableOf(
      text.weakest,
      ['', text.score],
      shown.map(({ first, second, score }) => [text.pair(first, second), figures.percent(score)]),
    ),
  ]
}

/** What could not be scored comes last. */
function weakest<T extends { readonly score: number | null }>(scores: readonly T[], most: number): T[] {
  return [...scores].sort((a, b) => (a.score ?? 2) - (b.score ?? 2)).slice(0, most)
}

export function constraintsSection({ constraints }: Evaluation, { words, figures }: Voice): Section | null {
  if (constraints.length === 0) return null
  const text = words.constraints
  return {
    id: 'constraints',
    title: text.title,
    hint: text.hint,
    body: [
      tableOf(
        text.title,
        [text.rule, text.met],
        constraints.map(({ name, share }) => [name, figures.percent(share, 2)]),
      ),
    ],
  }
}

export function raritySection({ rarity }: Evaluation, { words, figures }: Voice): Section {
  const text = words.rarity
  const { categories, tails, rareBelow } = rarity
  const { percent, figure } = figures
  const nothing = categories.coverage === null && tails.error === null
  return {
    id: 'rarity',
    title: text.title,
    hint: text.hint(figures.level(rareBelow)),
    body: nothing
      ? [paragraph(text.none, 'empty')]
      : [
          tableOf(
            text.title,
            ['', words.synthetic],
            [
              [text.coverage, percent(categories.coverage)],
              [text.shares, percent(categories.shareError)],
              [text.tails, figure(tails.error)],
            ],
          ),
          ...(categories.columns.length === 0
            ? []
            : [
                tableOf(
                  text.coverage,
                  [words.column, text.kept, words.real, words.synthetic],
                  categories.columns.map(({ name, kept, rare, realShare, syntheticShare }) => [
                    name,
                    `${figures.count(kept)} / ${figures.count(rare)}`,
                    percent(realShare, 2),
                    percent(syntheticShare, 2),
                  ]),
                ),
              ]),
          ...(tails.columns.length === 0
            ? []
            : [
                tableOf(
                  text.tails,
                  [words.column, ...tails.columns[0].quantiles.map(({ share }) => text.tail(figures.level(share)))],
                  tails.columns.map(({ name, quantiles }) => [
                    name,
                    ...quantiles.map(({ error }) => figure(error, true)),
                  ]),
                ),
                paragraph(text.units),
              ]),
        ],
  }
}
