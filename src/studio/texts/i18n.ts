// The page's languages: which there are, and which is on.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Texts } from './en.ts'
import { languageResources } from './resources.ts'

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
    resources: languageResources,
    interpolation: { escapeValue: false },
    initAsync: false,
    showSupportNotice: false,
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
