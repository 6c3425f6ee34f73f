// Evaluation in English: the verdict first, then the figures it rests on.
import type { AttackRisk } from '../evaluate/attackrisk.ts'
import type { DetectionReport } from '../evaluate/detection.ts'
import type { SecretDisclosure } from '../evaluate/disclosure.ts'
import type { Evaluation } from '../evaluate/evaluation.ts'
import type { Fairness, Group } from '../evaluate/fairness.ts'
import type { AttackScore, MembershipReport } from '../evaluate/membership.ts'
import type { Quality } from '../evaluate/quality.ts'
import type { RiskReport } from '../evaluate/risk.ts'
import type { Metric, UsefulnessReport } from '../evaluate/usefulness.ts'
import type { VerdictKey, VerdictReason } from '../evaluate/verdict.ts'
import type { Reason } from '../table/schema.ts'
import { constraintsText } from './constraints.ts'
import { percent, table } from './output.ts'

export function evaluationText(result: Evaluation): string {
  return [
    verdictText(result),
    summaryText(result),
    columnsText(result),
    pairsText(result),
    rarityText(result),
    result.constraints.length === 0 ? null : constraintsText(result.constraints),
    'unmeasured' in result.usefulness
      ? `Usefulness: not measured (${unmeasuredText(result.usefulness.unmeasured)}).`
      : usefulnessText(result.usefulness),
    'unmeasured' in result.detection
      ? `Detection: not measured (${unmeasuredText(result.detection.unmeasured)}).`
      : detectionText(result.detection),
    result.fairness && fairnessText(result.fairness),
    membershipText(result.membership),
    result.risk && riskText(result.risk),
  ]
    .filter((part) => part !== null)
    .join('\n\n')
}

const score = (value: number | null | undefined) => (value === null || value === undefined ? '–' : percent(value))
const figure = (value: number | null | undefined) => (value === null || value === undefined ? '–' : value.toFixed(3))

type Values = NonNullable<Reason['values']>
const share = (values: Values, name: string) => percent(Number(values[name]))
const decimals = (values: Values, name: string) => Number(values[name]).toFixed(3)

const attackNames: Readonly<Record<string, string>> = {
  singlingOutUnivariate: 'Singling out by one column',
  singlingOutMultivariate: 'Singling out by several columns',
  linkability: 'Linking two halves of a row',
  inference: 'Inferring a column from the others',
}

const sentences: Readonly<Record<VerdictKey, (values: Values) => string>> = {
  nothingJudged: () => 'No column could be judged.',
  ofPossible: (v) =>
    `One, two and three columns together agree to ${share(v, 'accuracy')}; sampling alone allows ${share(v, 'ceiling')}. That is ${share(v, 'share')} of what is possible.`,
  holdoutOfPossible: (v) => `Real rows that were not learnt reach ${share(v, 'share')} of what is possible.`,
  weakestField: (v) => `The weakest column is ${v.name}, at ${share(v, 'score')}.`,
  impossibleValues: (v) =>
    `${share(v, 'share')} of the values cannot be: outside the real range, unknown, or repeated keys.`,
  toldApart: (v) =>
    `A judge tells synthetic from real rows with an AUC of ${decimals(v, 'auc')} (0.5 is guessing; real rows among themselves: ${decimals(v, 'holdout')}), mostly by ${v.field}.`,
  taught: (v) =>
    `Models that learn ${v.target} from synthetic rows reach ${String(v.metric).toUpperCase()} ${decimals(v, 'synthetic')} on real rows, from real rows ${decimals(v, 'real')}: ${share(v, 'kept')} of what there is to learn is kept.`,
  classesLacking: (v) => `${v.classes} of the classes of ${v.target} never come up, such as ${v.first}.`,
  nothingToTeach: (v) => `Not even real rows teach anything about ${v.target}.`,
  unmeasured: (v) => `Not measured: ${unmeasuredText({ key: String(v.why), values: v })}.`,
  noHoldout: () =>
    'No real rows, or too few, were kept aside to compare with (--holdout): what the synthetic rows give away cannot be told.',
  membershipFound: (v) =>
    `An attacker can tell who was learnt better than by guessing: AUC ${decimals(v, 'auc')}, by chance hardly above ${(0.5 + Number(v.chance)).toFixed(3)}.`,
  membershipNotFound: (v) => `No membership attack does better than guessing (AUC ${decimals(v, 'auc')}).`,
  copiesFound: (v) =>
    `${share(v, 'synthetic')} of the synthetic rows repeat a learnt row; of the rows kept aside only ${share(v, 'holdout')} do.`,
  copiesNotFound: (v) =>
    `Synthetic rows do not repeat learnt ones more often (${share(v, 'synthetic')}) than rows kept aside do (${share(v, 'holdout')}).`,
  closerFound: (v) =>
    `Synthetic rows lie closer to learnt rows than to rows kept aside: ${share(v, 'share')} of them, where 50% would be chance.`,
  closerNotFound: (v) =>
    `Synthetic rows lie no closer to learnt rows than to rows kept aside (${share(v, 'share')} of them; 50% would be chance).`,
  attackFound: (v) =>
    `${attackNames[String(v.attack)]}${v.field === '' ? '' : ` (${v.field})`} succeeds on learnt rows more often than on others: risk ${share(v, 'risk')}, at least ${share(v, 'low')}.`,
  attacksNotFound: (v) =>
    `${v.attacks} attacks (singling out, linking, inferring) gain nothing that can be told from chance.`,
  holdoutOverlaps: (v) =>
    `${share(v, 'holdout')} of the rows kept aside are among the learnt ones: attacks were judged without them and without repetitions.`,
}

const grades = {
  excellent: 'excellent',
  good: 'good',
  fair: 'fair',
  poor: 'poor',
  nothingFound: 'nothing found (which is no proof)',
  warning: 'WARNING',
  unknown: 'cannot be told',
} as const

function verdictText({ verdict }: Evaluation): string {
  const part = (name: string, grade: keyof typeof grades | null, reasons: readonly VerdictReason[]) => [
    `${name}: ${grade === null ? 'not judged' : grades[grade]}`,
    ...reasons.map(({ key, values }) => `  ${sentences[key](values ?? {})}`),
  ]
  return [
    ...part('Quality', verdict.quality.grade, verdict.quality.reasons),
    ...part('Usefulness', verdict.usefulness.grade, verdict.usefulness.reasons),
    ...part('Privacy', verdict.privacy.grade, verdict.privacy.reasons),
  ].join('\n')
}

const whys: Readonly<Record<string, string>> = {
  noHoldout: 'no real rows were kept aside to test on; give them with --holdout',
  noTarget: 'no column is fit to be predicted',
  targetUnknown: 'there is no such column',
  targetUnfit: 'the column cannot be predicted',
  tooFewRows: 'there are too few rows',
  tooFewOfClass: 'a class is too rare',
  tooManyClasses: 'the column has too many classes',
  oneClass: 'the column has one class only',
  constantTarget: 'the column is constant',
  noFeatures: 'there is no other column',
}

function unmeasuredText({ key, values }: Reason): string {
  const target = values?.target === undefined ? '' : ` (${values.target})`
  return `${whys[key] ?? key}${target}`
}

function summaryText(result: Evaluation): string {
  const { holdout } = result
  const line = (name: string, pick: (quality: Quality) => number | null, show = score) => [
    name,
    show(pick(result)),
    ...(holdout ? [show(pick(holdout))] : []),
  ]
  const { pairs, of, correlation, association } = result.columnPairTrendsThresholded
  return [
    table([
      ['', 'synthetic', ...(holdout ? ['holdout'] : [])],
      line('column shapes', ({ columnShapes }) => columnShapes.score),
      line('column pair trends', ({ columnPairTrends }) => columnPairTrends.score),
      line("  with the real table's bins", ({ columnPairTrendsRealEdges }) => columnPairTrendsRealEdges.score),
      line(`  of ${pairs} of ${of} pairs*`, ({ columnPairTrendsThresholded: { score } }) => score),
      line('overall', ({ overall }) => overall),
      line('  with those pairs*', ({ columnPairTrendsThresholded: { overall } }) => overall),
      line('accuracy of one column', ({ accuracy }) => accuracy.univariate.accuracy),
      line('  at best', ({ accuracy }) => accuracy.univariate.ceiling),
      line('accuracy of two', ({ accuracy }) => accuracy.bivariate.accuracy),
      line('  at best', ({ accuracy }) => accuracy.bivariate.ceiling),
      line('accuracy of three', ({ accuracy }) => accuracy.trivariate.accuracy),
      line('  at best', ({ accuracy }) => accuracy.trivariate.ceiling),
      line('accuracy of one to three', ({ accuracy }) => accuracy.overall.accuracy),
      line('  at best', ({ accuracy }) => accuracy.overall.ceiling),
      line('accuracy of one and two', ({ accuracy }) => accuracy.overallPairs.accuracy),
      line('  at best', ({ accuracy }) => accuracy.overallPairs.ceiling),
      line('valid values', ({ diagnostic }) => diagnostic.validity.score),
      line('columns of the same kind', ({ diagnostic }) => diagnostic.structure.score),
      line('range and categories covered', ({ diagnostic }) => diagnostic.coverage.score),
      line('new rows', ({ diagnostic }) => diagnostic.newRows?.score ?? null),
      line('rare categories kept', ({ rarity }) => rarity.categories.coverage),
      line('  error of their shares', ({ rarity }) => rarity.categories.shareError),
      line('error of the tails', ({ rarity }) => rarity.tails.error, figure),
    ]),
    `* Pairs with a real trend: |ρ| above ${correlation}, Cramér's V above ${association}. Scores published since 2026 count only these, earlier ones all.`,
  ].join('\n')
}

function columnsText({ columnShapes, accuracy, diagnostic, rarity }: Evaluation): string {
  const accuracies = new Map(accuracy.univariate.columns.map((column) => [column.name, column]))
  const validities = new Map(diagnostic.validity.columns.map((column) => [column.name, column.score]))
  const coverages = new Map(diagnostic.coverage.columns.map((column) => [column.name, column.score]))
  const rare = new Map(rarity.categories.columns.map((column) => [column.name, `${column.kept} of ${column.rare}`]))
  return table([
    ['column', 'score', 'by', 'accuracy', 'at best', 'valid', 'covered', 'rare kept'],
    ...columnShapes.columns.map(({ name, metric, score: value }) => [
      name,
      score(value),
      metric,
      score(accuracies.get(name)?.accuracy),
      score(accuracies.get(name)?.ceiling),
      score(validities.get(name)),
      score(coverages.get(name)),
      rare.get(name) ?? '',
    ]),
  ])
}

function pairsText({ columnPairTrends }: Evaluation): string {
  const worst = columnPairTrends.pairs
    .filter(({ score: value }) => value !== null)
    .sort((a, b) => (a.score ?? 0) - (b.score ?? 0))
    .slice(0, 10)
  return table([
    ['weakest pairs', 'score', 'by'],
    ...worst.map(({ first, second, metric, score: value }) => [`${first} × ${second}`, score(value), metric]),
  ])
}

function rarityText({ rarity }: Evaluation): string {
  const worst = [...rarity.tails.columns].sort((a, b) => b.error - a.error).slice(0, 5)
  if (worst.length === 0) return 'Tails: no column of numbers that vary.'
  return [
    table([
      ['tails, weakest first', ...worst[0].quantiles.map(({ share }) => `${100 * share}%`), 'in units of'],
      ...worst.map(({ name, quantiles, scale }) => [
        name,
        ...quantiles.map(({ error }) => `${error > 0 ? '+' : ''}${error.toFixed(3)}`),
        scale.kind === 'interquartile' ? 'the interquartile range' : 'the range',
      ]),
    ]),
    'How far each quantile of the synthetic column lies from the real one.',
  ].join('\n')
}

const metricNames: Readonly<Record<Metric, string>> = {
  auroc: 'AUROC',
  averagePrecision: 'average precision',
  accuracy: 'accuracy',
  f1Minority: 'F1 of the rarest class',
  f1Macro: 'F1, mean of classes',
  r2: 'R²',
  rmse: 'RMSE',
}

function usefulnessText({ target, metrics, learners, mean, baseline, kept, rows, lacking }: UsefulnessReport): string {
  const [metric] = metrics
  const line = (name: string, real: number | null | undefined, synthetic: number | null | undefined) => [
    name,
    figure(real),
    figure(synthetic),
  ]
  return [
    table([
      [`predicting ${target}, ${metricNames[metric]}`, 'from real', 'from synthetic'],
      ...learners.map(({ learner, real, synthetic }) => line(learner, real[metric], synthetic[metric])),
      ...metrics.map((each) => line(`mean ${metricNames[each]}`, mean.real[each], mean.synthetic[each])),
      line('knowing nothing', baseline[metric], baseline[metric]),
    ]),
    `Each model learns ${rows.train.used} rows and is tested on ${rows.holdout.used} rows kept aside. Of what real rows teach, synthetic ones teach ${score(kept)}.`,
    ...(lacking.length > 0 ? [`No synthetic row has ${lacking.join(', ')}.`] : []),
  ].join('\n')
}

function detectionText({ logistic, boosting, fields, ceiling, chance, rows }: DetectionReport): string {
  return [
    table([
      ['told from real rows?', 'AUC', 'score', ...(ceiling ? ['AUC of the holdout'] : [])],
      [
        'logistic regression',
        figure(logistic.auc),
        figure(logistic.score),
        ...(ceiling ? [figure(ceiling.logistic.auc)] : []),
      ],
      [
        'boosted trees',
        figure(boosting.auc),
        figure(boosting.score),
        ...(ceiling ? [figure(ceiling.boosting.auc)] : []),
      ],
    ]),
    `${rows} rows of each. AUC 0.5 is guessing (within ${chance.toFixed(3)} by chance); score 1 cannot be told apart. Boosted trees go by ${fields
      .slice(0, 3)
      .map(({ name, share: part }) => `${name} (${percent(part)})`)
      .join(', ')}.`,
  ].join('\n')
}

function groupName(group: Group): string {
  if (group.kind === 'word') return group.word
  if (group.from === null) return group.to === null ? 'all' : `up to ${group.to}`
  return group.to === null ? `above ${group.from}` : `${group.from} to ${group.to}`
}

function fairnessText({ protectedField, target, outcome, groups, shareError, parity }: Fairness): string {
  const rates = outcome !== null
  const named =
    outcome === null ? '' : outcome.kind === 'word' ? `${target} ${outcome.word}` : `${target} above ${outcome.value}`
  return [
    table([
      [protectedField, 'share, real', 'synthetic', ...(rates ? [`${named}, real`, 'synthetic'] : [])],
      ...groups.map(({ group, share: shares, rate }) => [
        groupName(group),
        percent(shares.real),
        percent(shares.synthetic),
        ...(rates ? [score(rate.real), score(rate.synthetic)] : []),
      ]),
    ]),
    `Share of rows that would have to change their group: ${percent(shareError)}.`,
    ...(parity
      ? [
          `Demographic parity difference (groups of ${parity.leastRows} rows or more): real ${figure(parity.real)}, synthetic ${figure(parity.synthetic)}.`,
        ]
      : []),
  ].join('\n')
}

/** What the attacks found, for people who have never seen such figures. */
function membershipText(report: MembershipReport | null): string {
  if (!report) return 'Membership: too few rows were held out to attack the synthetic ones.'
  const { members, nonMembers, reference, chance, ganLeaks, domias } = report
  const found = (rate: number | null) => (rate === null ? 'too few rows' : percent(rate))
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

function riskText({
  identicalMatch,
  dcr,
  baselineProtection,
  singlingOut,
  linkability,
  inference,
  disclosure,
}: RiskReport): string {
  const { syntheticToTrain, syntheticToHoldout, holdoutToTrain, closer } = dcr
  const distances = table([
    ['distance to the closest record', 'median', '5th percentile'],
    ['synthetic to learnt', figure(syntheticToTrain.median), figure(syntheticToTrain.fifth)],
    ...(syntheticToHoldout
      ? [['synthetic to holdout', figure(syntheticToHoldout.median), figure(syntheticToHoldout.fifth)]]
      : []),
    ...(holdoutToTrain ? [['holdout to learnt', figure(holdoutToTrain.median), figure(holdoutToTrain.fifth)]] : []),
  ])
  const copies = `Rows that repeat a learnt row: synthetic ${percent(identicalMatch.synthetic)}${identicalMatch.holdout === null ? '' : `, holdout ${percent(identicalMatch.holdout)}`}.`
  const closest = closer
    ? [
        `Closer to learnt rows than to the holdout: ${percent(closer.share.value)} (${percent(closer.share.low)} to ${percent(closer.share.high)}); 50% is chance.`,
      ]
    : []
  const line = (name: string, risk: AttackRisk | null) =>
    risk === null
      ? []
      : [
          [
            name,
            percent(risk.main.value),
            percent(risk.baseline.value),
            risk.control === null ? '–' : percent(risk.control.value),
            risk.risk === null ? '–' : `${percent(risk.risk.value)} ± ${percent((risk.risk.high - risk.risk.low) / 2)}`,
            risk.trusted ? '' : 'no better than guessing',
          ],
        ]
  const attacks = table([
    ['attack', 'succeeds', 'by guessing', 'on holdout', 'risk', ''],
    ...line('singling out, one column', singlingOut.univariate),
    ...line('singling out, several', singlingOut.multivariate),
    ...line('linking two halves', linkability),
    ...(inference.worst ? line(`inferring ${inference.worst.secret}`, inference.worst) : []),
  ])
  return [
    distances,
    [
      copies,
      ...closest,
      `Median distance as a share of that of random rows: ${score(baselineProtection.score)} (100%: no closer than random rows).`,
    ].join('\n'),
    attacks,
    ...(disclosure.length === 0 ? [] : [disclosureText(disclosure)]),
  ].join('\n\n')
}

/** The columns where learnt rows are protected least as against rows kept aside. */
function disclosureText(disclosure: readonly SecretDisclosure[]): string {
  const lost = ({ learnt, aside }: SecretDisclosure) => (aside?.protection ?? 0) - (learnt.protection ?? 1)
  const worst = [...disclosure].sort((a, b) => lost(b) - lost(a)).slice(0, 5)
  return [
    table([
      ['disclosure protection (CAP)', 'learnt', 'holdout', 'rows matched'],
      ...worst.map(({ secret, learnt, aside }) => [
        secret,
        score(learnt.protection),
        score(aside?.protection),
        percent(learnt.matched),
      ]),
    ]),
    'How little the synthetic rows that agree with a row in all other columns tell of this one: 100% is no more than guessing.',
  ].join('\n')
}
