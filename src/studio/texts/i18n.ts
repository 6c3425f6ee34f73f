// The page's languages: which there are, which is on, and how findings of the worker are put into words.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Failure, Reason } from '../../worker/protocol.ts'
import { en, type Texts } from './en.ts'
import { findings as englishFindings } from './findings-en.ts'
import { findings as chineseFindings } from './findings-zh.ts'
import { zh } from './zh.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: Texts }
  }
}

export const languages = [
  { code: 'en', name: 'English' },
  { code: 'zh', name: '中文' },
] as const

export type Language = (typeof languages)[number]['code']

const storageKey = 'understudy.language'

/** Storage may be shut (private windows, embedded pages); a language is no reason to fail. */
function remembered(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}

function firstLanguage(): Language {
  const wanted = remembered() ?? navigator.language
  return wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export function startTexts(): void {
  void i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: 'en',
    resources: {
      en: { translation: en, findings: englishFindings },
      zh: { translation: zh, findings: chineseFindings },
    },
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  markDocument()
}

function markDocument(): void {
  document.documentElement.lang = i18next.language === 'zh' ? 'zh-Hans' : 'en'
}

export async function setLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language)
  markDocument()
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // The choice then lasts for this visit only.
  }
}

/** A text of the findings, which come from the worker by key and may be newer than this page's texts. */
function finding(path: string, values: Readonly<Record<string, string | number>>): string | null {
  const key = `findings:${path}`
  if (!i18next.exists(key)) return null
  const say = i18next.t as (key: string, values: object) => string
  return say(key, values)
}

export function sayReason(reason: Reason): string {
  const values = reason.values ?? {}
  const figures = Object.entries(values).map(([name, value]) => `${name} ${value}`)
  return finding(`reasons.${reason.key}`, values) ?? [reason.key, ...figures].join(', ')
}

export function sayFailure(failure: Failure): string {
  return finding(`failures.${failure.code}`, failure.values) ?? failure.message
}
