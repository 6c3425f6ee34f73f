// Page: the report as one file that needs nothing else: no script, no network, light and dark, on paper too.
import type { Evaluation } from '../evaluate/evaluation.ts'
import { type Card, cardElement } from './card.ts'
import { type Child, h, paragraph } from './element.ts'
import type { ReportLanguage } from './figures.ts'
import { toHtml } from './html.ts'
import { sectionsOf } from './sections.ts'
import { sharedEvaluation } from './shared.ts'
import { pageStyle, reportStyle } from './style.ts'
import { verdictElement } from './verdict.ts'
import { version } from './version.ts'
import { type Voice, voiceOf } from './words.ts'

export interface ReportFacts {
  /** Of what was learnt: a file's name. */
  readonly name: string
  /** `null`: nothing to compare with. */
  readonly evaluation: Evaluation | null
  /** `null`: the model is not known. */
  readonly card: Card | null
}

export interface ReportChoice {
  /** With figures that tell values of the real rows. */
  readonly figures: boolean
}

/** What a report says as a value for JSON: `evaluation` without what tells values of real rows, unless that is wished. */
export function reportValue({ name, evaluation, card }: ReportFacts, { figures }: ReportChoice): object {
  return {
    understudy: version,
    name,
    evaluation: evaluation && (figures ? evaluation : sharedEvaluation(evaluation)),
    figures,
    card,
  }
}

export function reportPage(facts: ReportFacts, choice: ReportChoice & { readonly language: ReportLanguage }): string {
  const { name, card } = facts
  const voice = voiceOf(choice.language)
  const { words } = voice
  const evaluation = facts.evaluation && (choice.figures ? facts.evaluation : sharedEvaluation(facts.evaluation))
  const guarded = card?.recipe.privacy != null
  const title = evaluation === null ? words.card.title : words.title
  return page(voice, `${title}${words.colon}${name}`, [
    h('h1', {}, title),
    paragraph(words.of(name), 'hint'),
    evaluation === null
      ? null
      : [
          h(
            'section',
            { id: 'verdict' },
            h('h2', {}, words.verdict),
            badge(guarded, voice),
            verdictElement(evaluation.verdict, voice),
          ),
          choice.figures ? null : paragraph(words.left, 'hint'),
          sectionsOf(evaluation, voice).map((section) =>
            h(
              'section',
              { id: section.id },
              h('h2', {}, section.title),
              paragraph(section.hint, 'hint'),
              badge(guarded, voice),
              section.body,
            ),
          ),
        ],
    card === null
      ? null
      : h(
          'section',
          { id: 'card' },
          evaluation === null ? null : h('h2', {}, words.card.title),
          paragraph(words.card.hint, 'hint'),
          cardElement(card, voice),
        ),
    h('footer', {}, words.footer),
  ])
}

const badge = (guarded: boolean, { words }: Voice) =>
  h('p', {}, h('span', { class: 'badge' }, guarded ? words.notCovered : words.notPaid))

function page({ language }: Voice, title: string, content: readonly Child[]): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'"
  const head = h(
    'head',
    {},
    h('meta', { charset: 'utf-8' }),
    h('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('title', {}, title),
  )
  // The style is the program's own and holds quotes that must stand as they are.
  const style = `<style>${reportStyle}${pageStyle}</style>`
  const lang = language === 'zh' ? 'zh-Hans' : 'en'
  const body = toHtml(h('body', {}, h('main', { class: 'report' }, content)))
  return `<!doctype html>\n<html lang="${lang}">${toHtml(head).replace('</head>', () => `${style}</head>`)}${body}</html>\n`
}
