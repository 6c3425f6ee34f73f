// Words: what the report says, by language. A language is one more file and one line here.
import type { Reason } from '../table/schema.ts'
import { type Figures, figuresIn, type ReportLanguage } from './figures.ts'
import { en, type Words } from './words-en.ts'
import { zh } from './words-zh.ts'

const languages: Readonly<Record<ReportLanguage, Words>> = { en, zh }

/** What a section needs to speak a language. */
export interface Voice {
  readonly language: ReportLanguage
  readonly words: Words
  readonly figures: Figures
}

export function voiceOf(language: ReportLanguage): Voice {
  return { language, words: languages[language], figures: figuresIn(language) }
}

/** A word by a key that comes with the figures; the key itself where there is none. */
const among = (words: object, key: unknown): string => (words as Record<string, string>)[String(key)] ?? String(key)

export function sayWhy({ key, values }: Reason, { words }: Voice): string {
  const why = among(words.whys, key)
  return values?.target === undefined ? why : `${values.target}${words.colon}${why}`
}

/** A reason of the verdict as a sentence. */
export function sayReason({ key, values = {} }: Reason, voice: Voice): string {
  const { words, figures } = voice
  const number = (name: string) => Number(values[name])
  const say = words.sentences[key as keyof Words['sentences']]
  if (!say) return key
  return say({
    text: (name) => String(values[name] ?? ''),
    percent: (name) => figures.percent(number(name)),
    figure: (name) => figures.figure(number(name)),
    count: (name) => figures.count(number(name)),
    has: (name) => values[name] !== undefined,
    attack: among(words.attacks, values.attack),
    metric: among(words.metrics, values.metric),
    why: key === 'unmeasured' ? sayWhy({ key: String(values.why), values }, voice) : '',
    chance: figures.figure(0.5 + number('chance')),
  })
}
