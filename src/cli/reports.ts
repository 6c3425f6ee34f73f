// Reports as files: their language, and writing them.
import { type ReportLanguage, reportLanguages } from '../report/figures.ts'
import { writeWhole } from './files.ts'
import { type Arguments, type Option, UsageError } from './usage.ts'

export const languageOption: Option = {
  type: 'string',
  value: 'CODE',
  help: `the language of what is written as a page: ${reportLanguages.join(' or ')} (${reportLanguages[0]} where none is given)`,
}

/** Throws UsageError. */
export function languageOf(input: Arguments): ReportLanguage {
  const wanted = input.text('language') ?? reportLanguages[0]
  const found = reportLanguages.find((language) => language === wanted)
  if (found) return found
  throw new UsageError(`--language takes ${reportLanguages.join(' or ')}, not "${wanted}"`)
}

/** Throws FileAccessError. */
export function writeText(path: string, text: string): Promise<void> {
  return writeWhole(path, [text])
}
