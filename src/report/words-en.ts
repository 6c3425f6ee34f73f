// Words of the report in English.
import type { VerdictKey } from '../evaluate/verdict.ts'

/** The figures of a reason, as the language writes them. */
export interface Said {
  readonly text: (name: string) => string
  readonly percent: (name: string) => string
  readonly figure: (name: string) => string
  readonly count: (name: string) => string
  readonly has: (name: string) => boolean
  readonly attack: string
  readonly metric: string
  readonly why: string
  /** The area under the curve that chance reaches at most. */
  readonly chance: string
}

const sentences: Readonly<Record<VerdictKey, (v: Said) => string>> = {
  nothingJudged: () => 'No column could be judged.',
  ofPossible: (v) =>
    `One, two and three columns together agree to ${v.percent('accuracy')}; chance alone allows ${v.percent('ceiling')}. That is ${v.percent('share')} of what is possible.`,
  holdoutOfPossible: (v) => `Real rows that were kept aside reach ${v.percent('share')}.`,
  weakestField: (v) => `The weakest column is ${v.text('name')}, at ${v.percent('score')}.`,
  impossibleValues: (v) =>
    `${v.percent('share')} of the values cannot be: outside the real range, unknown, or repeated keys.`,
  toldApart: (v) =>
    `A judge tells synthetic from real rows with an area under the curve of ${v.figure('auc')}, where 0.5 is guessing and real rows among themselves give ${v.figure('holdout')}${v.text('field') === '' ? '' : `; mostly by ${v.text('field')}`}.`,
  taught: (v) =>
    `Models that learn ${v.text('target')} from synthetic rows reach ${v.metric} ${v.figure('synthetic')} on real rows, those that learn from real rows ${v.figure('real')}: ${v.percent('kept')} of what there is to learn is kept.`,
  classesLacking: (v) =>
    `${v.count('classes')} of the classes of ${v.text('target')} never come up${v.has('first') ? `, such as ${v.text('first')}` : ''}.`,
  nothingToTeach: (v) => `Not even real rows teach anything about ${v.text('target')}.`,
  unmeasured: (v) => `Not measured: ${v.why}.`,
  noHoldout: () => 'No real rows were kept aside to compare with, without which no attack can be judged.',
  holdoutOverlaps: (v) =>
    `${v.percent('holdout')} of the rows kept aside are among the learnt ones: attacks were judged without them and without repetitions.`,
  membershipFound: (v) =>
    `An attacker can tell who was learnt better than by guessing: area under the curve ${v.figure('auc')}, by chance at most ${v.chance}.`,
  membershipNotFound: (v) =>
    `No membership attack does better than guessing (area under the curve ${v.figure('auc')}).`,
  copiesFound: (v) =>
    `${v.percent('synthetic')} of the synthetic rows repeat a learnt row; of the rows kept aside only ${v.percent('holdout')} do.`,
  copiesNotFound: (v) =>
    `Synthetic rows repeat learnt ones no more often (${v.percent('synthetic')}) than rows kept aside do (${v.percent('holdout')}).`,
  closerFound: (v) =>
    `${v.percent('share')} of the synthetic rows lie closer to a learnt row than to one kept aside, where 50% would be chance.`,
  closerNotFound: (v) => `Synthetic rows lie no closer to learnt rows than to rows kept aside (${v.percent('share')}).`,
  attackFound: (v) =>
    `${v.attack}${v.text('field') === '' ? '' : ` (${v.text('field')})`} succeeds on learnt rows more often than on others: risk ${v.percent('risk')}, at least ${v.percent('low')}.`,
  attacksNotFound: (v) =>
    `${v.count('attacks')} attacks (singling out, linking, inferring) gain nothing that can be told from chance.`,
}

export const en = {
  title: 'Report on a synthetic table',
  of: (name: string) => `Synthetic rows for ${name}`,
  colon: ': ',
  /** Between sentences. */
  gap: ' ',
  verdict: 'Verdict',
  basis: 'What this rests on',
  parts: { quality: 'Quality', privacy: 'Privacy', usefulness: 'Usefulness' },
  grades: {
    excellent: 'excellent',
    good: 'good',
    fair: 'fair',
    poor: 'poor',
    none: 'not judged',
    nothingFound: 'nothing found',
    warning: 'warning',
    unknown: 'unknown',
  },
  headlines: {
    quality: {
      excellent: 'Hardly to be told from another sample of the real table.',
      good: 'Most patterns are kept; look at the weakest columns before you rely on them.',
      fair: 'The main patterns are kept; be careful with conclusions.',
      poor: 'The form is right, but the patterns differ clearly.',
      none: 'No column could be judged.',
    },
    privacy: {
      nothingFound: 'None of the attacks that were tried finds anything, which is no proof.',
      warning: 'An attack finds something; look at it before you share the rows.',
      unknown: 'What the rows give away cannot be told, as no real rows were kept aside.',
    },
    usefulness: {
      excellent: 'Models learn almost all from it that real rows teach.',
      good: 'Models learn most of what real rows teach.',
      fair: 'Models learn the main part of what real rows teach.',
      poor: 'Models learn clearly less than from real rows.',
      none: 'It could not be measured how well models learn from it.',
    },
  },
  sentences,
  attacks: {
    singlingOutUnivariate: 'Singling out by one column',
    singlingOutMultivariate: 'Singling out by several columns',
    linkability: 'Linking two halves of a row',
    inference: 'Inferring a column from the others',
  },
  whys: {
    noHoldout: 'no real rows were kept aside to test on',
    noTarget: 'no column is fit to be predicted',
    targetUnknown: 'there is no such column',
    targetUnfit: 'this column cannot be predicted',
    tooFewRows: 'there are too few rows',
    tooFewOfClass: 'a class is too rare',
    tooManyClasses: 'the column has too many classes',
    oneClass: 'the column has one class only',
    constantTarget: 'the column is constant',
    noFeatures: 'there is no other column',
  },
  metrics: {
    auroc: 'AUROC',
    averagePrecision: 'Average precision',
    accuracy: 'Accuracy',
    f1Minority: 'F1 of the rarest class',
    f1Macro: 'F1, mean of classes',
    r2: 'R²',
    rmse: 'RMSE',
  },
  learners: { linear: 'Linear', boosting: 'Boosted trees', forest: 'Random forest', perceptron: 'Neural network' },
  notCovered: 'Looks at real rows: not covered by ε',
  notPaid: 'Compares with real rows: think before you share it',
  real: 'Real',
  synthetic: 'Synthetic',
  holdout: 'Kept aside',
  learnt: 'Learnt',
  guessing: 'Guessing',
  atBest: 'At best',
  column: 'Column',
  fidelity: {
    title: 'Scores',
    hint: 'From 0 to 100%. “Kept aside” are the same scores of real rows that were not learnt: nothing synthetic can be expected to do better.',
    shapes: 'Column shapes',
    pairs: 'Pairs of columns',
    trending: 'Pairs with a trend',
    one: 'Accuracy of one column',
    two: 'Accuracy of two together',
    three: 'Accuracy of three together',
    valid: 'Valid values',
    structure: 'Columns of the same kind',
    coverage: 'Ranges and categories covered',
    fresh: 'New rows',
    valued: 'Valid',
    covered: 'Covered',
    shape: 'Shape',
    accuracy: 'Accuracy',
    columns: 'Column by column, the weakest first',
    weakest: 'The weakest pairs of columns',
    pair: (first: string, second: string) => `${first} and ${second}`,
    score: 'Score',
  },
  constraints: { title: 'Rules', hint: 'How many synthetic rows meet each rule.', rule: 'Rule', met: 'Met' },
  pairs: {
    title: 'Errors of columns and pairs',
    hint: 'How far each pair of columns is from the real one, in per cent; on the diagonal each column by itself. 0 is perfect.',
  },
  correlations: {
    title: 'Differences of correlations',
    hint: 'Synthetic minus real. Two numbers: Pearson’s ρ; two categories: Cramér’s V; one of each: the correlation ratio. 0 is perfect.',
    mean: (value: string) => `Mean size of the differences: ${value}.`,
  },
  marginals: {
    title: 'Columns side by side',
    hint: 'Shares of rows: real as bars, synthetic as a line.',
    of: (name: string) => `${name}: shares of real and synthetic rows`,
  },
  rarity: {
    title: 'Rare values and tails',
    hint: (below: string) =>
      `Categories below ${below} of the rows, and how far the outer quantiles of numbers are from the real ones.`,
    coverage: 'Rare categories that come up',
    shares: 'Error of their shares',
    tails: 'Error of the tails',
    kept: 'Come up',
    tail: (share: string) => `At ${share}`,
    units: 'In interquartile ranges, or in ranges where that is 0.',
    none: 'No category is rare, and no number varies.',
  },
  usefulness: {
    title: 'Usefulness',
    hint: 'The wide bar is what models learn from real rows, the most that can be expected; the narrow one what they learn from synthetic rows. Both are tested on real rows kept aside.',
    target: (target: string, metric: string) => `Predicting ${target}, by ${metric}`,
    model: 'Model',
    mean: 'Mean',
    nothing: 'Knowing nothing',
    rows: (train: string, test: string) => `Each model learnt ${train} rows and was tested on ${test}.`,
    lacking: (names: string) => `No synthetic row has: ${names}.`,
  },
  detection: {
    title: 'Detection',
    hint: 'Judges that learn to tell synthetic rows from real ones. 0.5 is guessing, 1 is always right.',
    judge: 'Judge',
    logistic: 'Logistic regression',
    boosting: 'Boosted trees',
    spread: 'Spread',
    ceiling: 'Real against real',
    by: (names: string) => `Boosted trees go by ${names}.`,
    rows: (rows: string, chance: string) => `${rows} rows of each; by chance within ± ${chance} of 0.5.`,
  },
  fairness: {
    title: 'Groups',
    hint: (field: string) => `How large the groups of ${field} are, and how often each has the outcome.`,
    share: 'Share',
    rate: 'With the outcome',
    outcome: (name: string) => `The outcome is ${name}.`,
    is: (field: string, word: string) => `${field} = ${word}`,
    above: (field: string, value: string) => `${field} above ${value}`,
    upTo: (value: string) => `up to ${value}`,
    over: (value: string) => `above ${value}`,
    all: 'all',
    change: (share: string) => `${share} of the rows would have to change their group.`,
    parity: (real: string, synthetic: string) =>
      `Largest difference between groups (demographic parity): real ${real}, synthetic ${synthetic}.`,
  },
  distances: {
    title: 'Distances to the closest record',
    hint: 'How near rows lie to their nearest learnt row. The line of synthetic rows should not rise before that of rows kept aside.',
    curve: 'Share of rows whose nearest record is as near',
    toLearnt: 'Synthetic to learnt',
    toAside: 'Synthetic to kept aside',
    asideToLearnt: 'Kept aside to learnt',
    median: 'Median',
    fifth: '5th percentile',
    identical: (synthetic: string) => `${synthetic} of the synthetic rows repeat a learnt row.`,
    identicalBoth: (synthetic: string, holdout: string) =>
      `${synthetic} of the synthetic rows repeat a learnt row; of the rows kept aside ${holdout} do.`,
    closer: (share: string, low: string, high: string) =>
      `${share} lie closer to a learnt row than to one kept aside (95% interval ${low} to ${high}; 50% is chance).`,
    none: 'There are too few rows, or no column, to measure distances.',
  },
  risk: {
    title: 'Attacks',
    hint: 'Three attacks that data protection names (Giomi et al. 2023). Risk: what the attack gains on learnt rows over rows kept aside, with its 95% interval.',
    attack: 'Attack',
    success: 'Succeeds',
    risk: 'Risk',
    trust: 'Trusted',
    trusted: '✓ yes',
    weak: '✗ no',
    trustHint:
      'Not trusted is an attack that does no better than guessing: its low risk says that the attack is weak, not that the table is safe.',
    inferring: (field: string) => `Inferring ${field}`,
    none: 'There are too few rows to attack.',
    noControl: 'No rows were kept aside, so that no risk can be told.',
  },
  disclosure: {
    title: 'Looking a column up',
    hint: 'Who knows all other columns of a person looks up the synthetic rows that agree with them (numbers in ten ranges) and takes one of their values for the secret one. 100%: that is no better than guessing. What learnt rows have less than rows kept aside has leaked; what both lack is knowledge of the world.',
    secret: 'Secret column',
    protection: 'Protection, learnt',
    matched: 'Rows with a match',
  },
  membership: {
    title: 'Membership',
    hint: 'Whether an attacker who holds the synthetic rows can tell who was learnt. 0.5 is guessing, 1 is certainty.',
    found: (rate: string) => `Found at ${rate}`,
    attack: 'Attack',
    area: 'Area under the curve',
    tooFew: 'too few rows',
    rows: (members: string, others: string, chance: string) =>
      `${members} learnt and ${others} other rows; by chance within ± ${chance} of 0.5. “At 1%”: the share of learnt rows found while 1% of the others are wrongly accused.`,
    none: 'Too few rows were kept aside to attack.',
  },
  card: {
    title: 'Model card',
    hint: 'What was trained, how, and what it is not for.',
    training: 'Training',
    data: 'Data',
    privacy: 'Privacy',
    limits: 'Limits',
    model: 'Model',
    models: {
      gan: 'generative adversarial network',
      conditional: 'conditional generative adversarial network',
      vae: 'variational autoencoder',
      autoencoder: 'autoencoder with measured latent rows',
      marginals: 'generator fitted to the tables of all pairs of columns',
    },
    steps: 'Steps',
    epochs: 'Passes over the rows',
    batch: 'Rows a step',
    seed: 'Seed',
    backend: 'Computed by',
    seconds: 'Seconds',
    version: 'Understudy',
    endedEarly:
      'Training ended before its last step, because generated rows came no closer to what was known of the real ones.',
    remedy: (why: string, [step, back]: readonly [string, string], changes: string) =>
      `At step ${step} ${why}: training went back to step ${back}, and on with other settings (${changes}).`,
    collapsed: 'the generator made the same few rows over and over',
    missing: (count: string) => `${count} of the common values never came`,
    settings: {
      pairWeight: 'weight of the tables of pairs',
      generatorRate: 'generator learning rate',
    },
    listed: ', ',
    name: 'File',
    rows: 'Rows learnt',
    columns: 'Columns',
    withheld: 'Names, types and number of rows are not public knowledge here, and left out.',
    type: 'Type',
    types: {
      integer: 'whole number',
      real: 'number',
      boolean: 'yes or no',
      category: 'category',
      datetime: 'date or time',
      identifier: 'identifier',
      text: 'free text',
      constant: 'constant',
    },
    omitted: 'left out',
    none: 'No guarantee: the model was trained without differential privacy.',
    promise: (epsilon: string, delta: string, people: number) =>
      `(ε, δ) = (${epsilon}, ${delta}), protecting ${people === 1 ? 'one row' : `a person of up to ${people} rows`}.`,
    verdicts: {
      none: 'Nothing is guaranteed.',
      'training only': 'The guarantee covers the training, but not all that was read off the data.',
      'end-to-end': 'The guarantee covers every look at the data.',
    },
    ledger: 'Ledger: every look at the data',
    look: 'Look',
    source: 'Source',
    cost: 'ε',
    kinds: {
      form: 'form of the table',
      bounds: 'bounds',
      categories: 'categories',
      quantiles: 'quantiles',
      labels: 'shares of categories',
      training: 'training',
      release: 'release',
      other: 'other',
    },
    sources: { declared: 'declared', data: 'data' },
    unpaid: 'not paid for',
    scores: (quality: string) =>
      `Score of shapes and pairs: ${quality}. It looks at real rows and is not covered by ε.`,
    hardest: 'Hardest to get right',
    hardestOf: {
      contrast:
        'Each column’s share of the difference by which the discriminator told real rows from generated ones at the end.',
      sensitivity:
        'Each column’s share of what moved the discriminator’s verdict among generated rows at the end. No real row was looked at for it.',
      tables: 'Each column’s share of what the tables of pairs were off by at the end. No row was looked at for it.',
      reconstruction: 'Each column’s share of what was lost of real rows that were packed and unpacked at the end.',
      cycle:
        'Each column’s share of what was lost of generated rows that were packed and unpacked at the end. No real row was looked at for it.',
    },
    hardestReading:
      'It tells where the model found it hardest, not how good a column is: shares add up to 100 %, whether all is well or nothing is.',
    share: 'Share',
    limit: [
      'Not for decisions about single people.',
      'Not in place of the real table where rare cases, small groups or exact figures count.',
      'Patterns that are unfair in the real table are unfair here too.',
      'Without a guarantee above, nothing is promised about what the rows give away; scores and attacks are no proof.',
    ],
  },
  left: 'Figures that tell values of the real table are left out of this file.',
  footer: 'Made by Understudy on the reader’s own device; nothing is loaded from elsewhere.',
} as const

/** The shape of the English words, with any texts in it. */
type Texts<T> = T extends string
  ? string
  : T extends (...given: infer G) => string
    ? (...given: G) => string
    : { readonly [K in keyof T]: Texts<T[K]> }

export type Words = Texts<typeof en>
