// Card: what a model is, how it came about, what it promises, and what it is not for.
import type { Ledger } from '../privacy/ledger.ts'
import type { Project } from '../project/project.ts'
import { type Element, h, paragraph, tableOf } from './element.ts'
import { version } from './version.ts'
import type { Voice } from './words.ts'

export interface Card {
  readonly understudy: string
  readonly name: string
  /** `null`: under privacy, where it is not public knowledge. */
  readonly rows: number | null
  readonly fields: readonly { readonly name: string; readonly type: string; readonly role: string }[] | null
  readonly recipe: Project['recipe']
  readonly run: Project['run']
  readonly ledger: Ledger
  /** Of shapes and pairs; a look at real rows that nothing pays for. `null`: it is not wished, or not known. */
  readonly score: number | null
}

/** What a card tells of a project. */
export type Carded = Pick<Project, 'name' | 'rows' | 'schema' | 'recipe' | 'run' | 'ledger'>

/** `score`: of the report, where scores are wished. */
export function cardOf(project: Carded, score: number | null): Card {
  const { name, rows, schema, recipe, run, ledger } = project
  const open = recipe.privacy === null || recipe.privacy.publicForm
  return {
    understudy: version,
    name,
    rows: open ? rows : null,
    fields: open ? schema.fields.map((field) => ({ name: field.name, type: field.type, role: field.role })) : null,
    recipe,
    // Shares are as many as columns.
    run: open ? run : { ...run, attribution: null },
    ledger: open ? ledger : withoutNames(ledger),
    score,
  }
}

function withoutNames(ledger: Ledger): Ledger {
  const { entries, reasons } = ledger
  return {
    ...ledger,
    entries: entries.map((entry) => ({ ...entry, what: '' })),
    reasons: reasons.map(({ key }) => ({ key })),
  }
}

export function cardElement(card: Card, voice: Voice): Element {
  const { words, figures } = voice
  const text = words.card
  const { recipe, run } = card
  const passes = passesOf(card)
  const facts = (pairs: readonly (readonly [string, string])[]) =>
    h(
      'dl',
      { class: 'facts' },
      pairs.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
    )
  return h(
    'div',
    { class: 'card' },
    h('h3', {}, text.training),
    facts([
      [text.model, text.models[recipe.model]],
      [text.steps, figures.count(run.steps)],
      ...(passes === null ? [] : [[text.epochs, figures.value(passes)] as const]),
      [text.batch, figures.count(recipe.batch)],
      [text.seconds, figures.value(run.seconds)],
      [text.backend, run.backend],
      [text.seed, String(recipe.seed)],
      [text.version, card.understudy],
    ]),
    run.why === 'plateau' ? paragraph(text.endedEarly) : null,
    run.remedies.map(({ step, backTo, why, changes }) =>
      paragraph(
        text.remedy(
          why.key === 'health.collapsed' ? text.collapsed : text.missing(figures.count(why.values.missing)),
          [figures.count(step), figures.count(backTo)],
          changes.map(({ name, before, after }) => `${text.settings[name]} ${before} → ${after}`).join(text.listed),
        ),
      ),
    ),
    h('h3', {}, text.data),
    card.fields === null
      ? paragraph(text.withheld)
      : [
          facts([
            [text.name, card.name],
            [text.rows, figures.count(card.rows ?? 0)],
            [text.columns, figures.count(card.fields.length)],
          ]),
          tableOf(
            text.data,
            [words.column, text.type],
            card.fields.map(({ name, type, role }) => [
              name,
              role === 'omit' ? text.omitted : text.types[type as keyof typeof text.types],
            ]),
            false,
          ),
        ],
    hardestElement(card, voice),
    h('h3', {}, text.privacy),
    ledgerElement(card.ledger, voice),
    card.score === null ? null : paragraph(text.scores(figures.percent(card.score))),
    h('h3', {}, text.limits),
    h(
      'ul',
      {},
      text.limit.map((limit) => h('li', {}, limit)),
    ),
  )
}

/** Columns that are named as the hardest, at most. */
const mostHardest = 8

function hardestElement({ run: { attribution }, fields }: Card, { words, figures }: Voice) {
  const text = words.card
  if (!attribution || fields === null) return null
  const shares = attribution.shares.flatMap((share, i) => (share && fields[i] ? [{ name: fields[i].name, share }] : []))
  const hardest = shares.sort((a, b) => b.share - a.share).slice(0, mostHardest)
  return [
    h('h3', {}, text.hardest),
    paragraph(`${text.hardestOf[attribution.kind]}${words.gap}${text.hardestReading}`),
    tableOf(
      text.hardest,
      [words.column, text.share],
      hardest.map(({ name, share }) => [name, figures.percent(share)]),
    ),
  ]
}

/** How often each row was seen on average; `null`: not known, or the model sees no rows batch by batch. */
function passesOf({ rows, recipe, run }: Card): number | null {
  if (!rows || (recipe.model !== 'gan' && recipe.model !== 'vae')) return null
  const updates = recipe.model === 'gan' ? run.steps * recipe.discriminatorSteps : run.steps
  return (updates * recipe.batch) / rows
}

function ledgerElement({ epsilon, delta, groupSize, verdict, entries }: Ledger, { words, figures }: Voice) {
  const text = words.card
  if (epsilon === null || delta === null) return paragraph(text.none, 'claim')
  const promise = text.promise(figures.value(epsilon), delta.toExponential(1), groupSize)
  return [
    paragraph(verdict === 'none' ? text.verdicts.none : `${promise}${words.gap}${text.verdicts[verdict]}`, 'claim'),
    h('h4', {}, text.ledger),
    tableOf(
      text.ledger,
      [text.look, words.column, text.source, text.cost],
      entries.map((entry) => [
        text.kinds[entry.kind],
        entry.what,
        text.sources[entry.source],
        entry.epsilon === null ? text.unpaid : figures.value(entry.epsilon),
      ]),
      false,
    ),
  ]
}
