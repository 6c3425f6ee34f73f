// Privacy: what the synthetic rows give away, as far as distances and attacks can tell.
import type { AttackRisk } from '../evaluate/attackrisk.ts'
import type { SecretDisclosure } from '../evaluate/disclosure.ts'
import type { Evaluation } from '../evaluate/evaluation.ts'
import type { AttackScore } from '../evaluate/membership.ts'
import { type Curve, cumulative, interval } from './charts.ts'
import { type Cell, h, paragraph, tableOf } from './element.ts'
import type { Section } from './section.ts'
import type { Voice } from './words.ts'

export function distancesSection({ risk }: Evaluation, { words, figures }: Voice): Section {
  const text = words.distances
  const { title, hint } = text
  if (risk === null) return { id: 'distances', title, hint, body: [paragraph(text.none, 'empty')] }
  const { syntheticToTrain, syntheticToHoldout, holdoutToTrain, closer } = risk.dcr
  const distributions = [
    { label: text.toLearnt, kind: 'synthetic', of: syntheticToTrain },
    { label: text.toAside, kind: 'other', of: syntheticToHoldout },
    { label: text.asideToLearnt, kind: 'real', of: holdoutToTrain },
  ] as const
  const known = distributions.flatMap(({ of, ...rest }) => (of === null ? [] : [{ ...rest, of }]))
  const curves = known.map(({ label, kind, of }): Curve => ({ label, kind, percentiles: of.curve }))
  const { percent, figure } = figures
  const { synthetic, holdout } = risk.identicalMatch
  return {
    id: 'distances',
    title,
    hint,
    body: [
      cumulative(text.curve, curves, figure),
      tableOf(
        title,
        ['', text.median, text.fifth],
        known.map(({ label, of }) => [label, figure(of.median), figure(of.fifth)]),
      ),
      paragraph(
        [
          holdout === null
            ? text.identical(percent(synthetic, 2))
            : text.identicalBoth(percent(synthetic, 2), percent(holdout, 2)),
          ...(closer
            ? [text.closer(percent(closer.share.value), percent(closer.share.low), percent(closer.share.high))]
            : []),
        ].join(words.gap),
      ),
    ],
  }
}

export function riskSection({ risk }: Evaluation, { words, figures }: Voice): Section {
  const text = words.risk
  const { title, hint } = text
  if (risk === null) return { id: 'risk', title, hint, body: [paragraph(text.none, 'empty')] }
  const { percent } = figures
  const { singlingOut, linkability, inference } = risk
  const line = (name: string, attack: AttackRisk | null): (string | Cell)[][] => {
    if (attack === null) return []
    const { main, baseline, control, risk: gain, trusted } = attack
    return [
      [
        name,
        gain === null
          ? '–'
          : {
              text: [
                `${percent(gain.value)} (${percent(gain.low, 0)}–${percent(gain.high, 0)})`,
                interval(`${name}: ${percent(gain.value)}`, gain.low, gain.value, gain.high),
              ],
            },
        trusted ? text.trusted : text.weak,
        percent(main.value),
        control === null ? '–' : percent(control.value),
        percent(baseline.value),
      ],
    ]
  }
  const secrets = [...inference.secrets].sort((a, b) => (b.risk?.value ?? 0) - (a.risk?.value ?? 0))
  return {
    id: 'risk',
    title,
    hint,
    body: [
      tableOf(
        title,
        [text.attack, text.risk, text.trust, text.success, words.holdout, words.guessing],
        [
          ...line(words.attacks.singlingOutUnivariate, singlingOut.univariate),
          ...line(words.attacks.singlingOutMultivariate, singlingOut.multivariate),
          ...line(words.attacks.linkability, linkability),
          ...secrets.flatMap((secret) => line(text.inferring(secret.secret), secret)),
        ],
      ),
      paragraph(text.trustHint),
      ...(risk.rows.holdout === null ? [paragraph(text.noControl, 'empty')] : []),
      ...disclosureParts(risk.disclosure, { words, figures }),
    ],
  }
}

function disclosureParts(
  disclosure: readonly SecretDisclosure[],
  { words, figures }: Pick<Voice, 'words' | 'figures'>,
) {
  if (disclosure.length === 0) return []
  const text = words.disclosure
  const { percent } = figures
  const hasAside = disclosure.some(({ aside }) => aside !== null)
  /** How much less learnt rows are protected than others: the worst first. */
  const lost = ({ learnt, aside }: SecretDisclosure) => (aside?.protection ?? 0) - (learnt.protection ?? 1)
  const sorted = [...disclosure].sort((a, b) => lost(b) - lost(a))
  return [
    h('h4', {}, text.title),
    paragraph(text.hint),
    tableOf(
      text.title,
      [text.secret, text.protection, ...(hasAside ? [words.holdout] : []), text.matched],
      sorted.map(({ secret, learnt, aside }) => [
        secret,
        percent(learnt.protection),
        ...(hasAside ? [percent(aside?.protection)] : []),
        percent(learnt.matched),
      ]),
    ),
  ]
}

export function membershipSection({ membership }: Evaluation, { words, figures }: Voice): Section {
  const text = words.membership
  const { title, hint } = text
  if (membership === null) return { id: 'membership', title, hint, body: [paragraph(text.none, 'empty')] }
  const { percent, figure, count } = figures
  const { members, nonMembers, chance } = membership
  const rate = (value: number | null) => (value === null ? text.tooFew : percent(value))
  const line = (name: string, { auc, truePositiveRate: { at10, at1, at01 } }: AttackScore) => [
    name,
    figure(auc),
    rate(at10),
    rate(at1),
    rate(at01),
  ]
  return {
    id: 'membership',
    title,
    hint,
    body: [
      tableOf(
        title,
        [text.attack, text.area, ...[0.1, 0.01, 0.001].map((at) => text.found(figures.level(at)))],
        [line('GAN-Leaks', membership.ganLeaks), line('DOMIAS', membership.domias)],
      ),
      paragraph(text.rows(count(members), count(nonMembers), figure(chance))),
    ],
  }
}
