// Findings in words, also those this page has no words for.
import i18next from 'i18next'
import { beforeEach, expect, it } from 'vitest'
import { languageResources } from './resources.ts'
import { sayFailure, sayReason } from './say.ts'

beforeEach(async () => {
  const interpolation = { escapeValue: false }
  await i18next.init({ lng: 'en', resources: languageResources, interpolation, showSupportNotice: false })
})

const failure = (code: string, values: Record<string, string | number>) => ({
  name: 'Failure' as const,
  code,
  message: 'English from the worker.',
  values,
})

it('says a reason with its figures, in singular and plural', () => {
  expect(sayReason({ key: 'fewDistinct', values: { distinct: 1200, count: 9000 } })).toBe(
    '1,200 different values that repeat',
  )
  expect(sayReason({ key: 'emptyNames', values: { count: 1 } })).toContain('1 column has no name')
  expect(sayReason({ key: 'emptyNames', values: { count: 3 } })).toContain('3 columns have no name')
})

it('finds keys that carry a dot', () => {
  expect(sayReason({ key: 'advice.workable', values: {} })).toContain('workable')
})

it('still says an unknown reason by its key and figures', () => {
  expect(sayReason({ key: 'phaseOfMoon', values: { count: 3 } })).toBe('phaseOfMoon, count 3')
})

it('names types and backends as the page does', async () => {
  const values = { field: 'age', type: 'integer', row: 17, value: 'x', count: 2 }
  expect(sayFailure(failure('FieldTypeError', values))).toMatch(/Row 17: “x” does not fit the type Whole number/)
  await i18next.changeLanguage('zh')
  expect(sayFailure(failure('FieldTypeError', values))).toMatch(/第 17 行.*整数/)
})

it('translates the phrases that come as figures', async () => {
  await i18next.changeLanguage('zh')
  const values = { kind: 'a PNG image', advice: 'Choose a CSV or Parquet file.' }
  expect(sayFailure(failure('NotATableError', values))).toBe(
    '这不是可读取的表格，看起来是 PNG 图片。请选择 CSV 或 Parquet 文件。',
  )
})

it('falls back to the message of a failure without words', () => {
  expect(sayFailure(failure('CosmicRayError', {}))).toBe('English from the worker.')
})
