// Puts what the worker found into words: its keys, classes and figures may be newer than this page's texts.
import i18next from 'i18next'
import type { Failure, Reason } from '../../worker/protocol.ts'
import { findings as englishFindings } from './findings-en.ts'
import { findings as chineseFindings } from './findings-zh.ts'

type Figures = Readonly<Record<string, string | number>>

/** How BackendUnavailableError begins; the backend's name stands beside it anyway. */
const unavailable = /^The backend [\w-]+ is not available: (.*)$/s

/** An English phrase of the worker in the reader's language, where there is one. */
export function sayPhrase(phrase: string): string {
  const { phrases } = i18next.language === 'zh' ? chineseFindings : englishFindings
  const [, reason = phrase] = unavailable.exec(phrase) ?? []
  return phrases[reason] ?? reason
}

/** Figures that are names of ours, such as a type or a backend, in the reader's words. */
function sayFigures(figures: Figures): Figures {
  const names: Readonly<Record<string, string>> = {
    type: 'types',
    backend: 'effort.backends',
    personal: 'personal.kinds',
  }
  const say = i18next.t as unknown as (key: string) => string
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => {
      if (typeof value === 'number') return [name, value]
      const key = `${names[name]}.${value}`
      return [name, name in names && i18next.exists(key) ? say(key) : sayPhrase(value)]
    }),
  )
}

function sayFinding(path: string, figures: Figures): string | null {
  const key = `findings:${path}`
  const values = sayFigures(figures)
  if (!i18next.exists(key, values)) return null
  const say = i18next.t as unknown as (key: string, values: Figures) => string
  return say(key, values)
}

/** A reason without words here still says its key and its figures. */
export function sayReason({ key, values = {} }: Reason): string {
  const figures = Object.entries(values).map(([name, value]) => `${name} ${value}`)
  return sayFinding(`reasons.${key}`, values) ?? [key, ...figures].join(', ')
}

/** A failure without words here says its own English message. */
export function sayFailure({ code, message, values }: Failure): string {
  return sayFinding(`failures.${code}`, values) ?? message
}
