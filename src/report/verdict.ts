// Verdict: quality, privacy and usefulness in a sentence each, with a mark that needs no colour, and what they rest on.
import type { Verdict } from '../evaluate/verdict.ts'
import { type Element, h } from './element.ts'
import { sayReason, type Voice } from './words.ts'

/** What to do about a part: go on, look, or stop and look; or nothing is known. */
type Mark = 'good' | 'look' | 'stop' | 'unknown'

const signs: Readonly<Record<Mark, string>> = { good: '✓', look: '~', stop: '!', unknown: '?' }

const marks = {
  excellent: 'good',
  good: 'good',
  fair: 'look',
  poor: 'stop',
  none: 'unknown',
  nothingFound: 'good',
  warning: 'stop',
  unknown: 'unknown',
} as const satisfies Readonly<Record<string, Mark>>

export function verdictElement(verdict: Verdict, voice: Voice): Element {
  const { words } = voice
  const part = (
    name: keyof Verdict,
    grade: keyof typeof marks,
    headline: string,
    reasons: Verdict['quality']['reasons'],
  ) => {
    const mark = marks[grade]
    return h(
      'li',
      { class: `verdict verdict-${mark}`, 'data-part': name, 'data-grade': grade },
      h('span', { class: 'mark', 'aria-hidden': 'true' }, signs[mark]),
      h(
        'div',
        {},
        h('p', { class: 'headline' }, h('strong', {}, `${words.parts[name]}${words.colon}${words.grades[grade]}`)),
        h('p', {}, headline),
        h(
          'details',
          {},
          h('summary', {}, words.basis),
          h(
            'ul',
            {},
            reasons.map((reason) => h('li', {}, sayReason(reason, voice))),
          ),
        ),
      ),
    )
  }
  const { headlines } = words
  const quality = verdict.quality.grade ?? 'none'
  const usefulness = verdict.usefulness.grade ?? 'none'
  return h(
    'ul',
    { class: 'verdicts' },
    part('quality', quality, headlines.quality[quality], verdict.quality.reasons),
    part('privacy', verdict.privacy.grade, headlines.privacy[verdict.privacy.grade], verdict.privacy.reasons),
    part('usefulness', usefulness, headlines.usefulness[usefulness], verdict.usefulness.reasons),
  )
}
