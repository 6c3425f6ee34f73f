// All texts by language, as i18next takes them.
import { en } from './en.ts'
import { findings as englishFindings } from './findings-en.ts'
import { findings as chineseFindings } from './findings-zh.ts'
import { zh } from './zh.ts'

export const languageResources = {
  en: { translation: en, findings: englishFindings },
  zh: { translation: zh, findings: chineseFindings },
}
