// Conditions: only the rows that are asked for are drawn, and a table's missing cells are filled in while all else stays.
import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'
import type { Studio } from './studio.ts'
import { visitColumns, visits } from './tables.ts'

const names = Object.keys(visitColumns)
const content = visits(300)

async function trained(studio: Studio): Promise<void> {
  await studio.open()
  await studio.drop({ name: 'visits.csv', content })
  await studio.expectFields(names.length)
  await studio.prepare({ steps: 12, batch: 150 })
  await studio.train()
  await studio.expectResult()
}

/** The rows of a downloaded file; the city is the one column that may hold a comma. */
function rowsOf(file: Buffer): Record<string, string>[] {
  const [, ...lines] = file
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trim()
    .split('\n')
  return lines.map((line) => {
    const cells = line.match(/"[^"]*"|[^,]+/g) ?? []
    return Object.fromEntries(cells.map((cell, column) => [names[column], cell.replaceAll('"', '')]))
  })
}

test('draws the rows that are asked for, in a balance that is asked for', async ({ studio }) => {
  await trained(studio)
  const result = studio.section('Result')
  await result.getByText('Only certain rows', { exact: true }).click()
  await studio.button('Add a condition').click()
  await result.getByRole('combobox', { name: 'Field of condition 1' }).selectOption('age')
  await result.getByRole('combobox', { name: 'Comparison of condition 1' }).selectOption('is between')
  await expect(result.getByRole('button', { name: 'Generate' })).toBeDisabled()
  await result.getByRole('textbox', { name: 'Value of condition 1', exact: true }).fill('30')
  await result.getByRole('textbox', { name: 'Upper value of condition 1' }).fill('50')
  await studio.button('Add a condition').click()
  await result.getByRole('combobox', { name: 'Field of condition 2' }).selectOption('score')
  await result.getByRole('combobox', { name: 'Comparison of condition 2' }).selectOption('is not missing')
  await studio.button('Add a condition').click()
  await studio.button('Remove condition 3').click()
  await result.getByRole('combobox', { name: 'Balance a field' }).selectOption('smoker')
  await studio.expectAccessible()

  await studio.generate(80)
  await expect(result).toContainText('Rows as you asked for them. There are too few real rows like these')
  await expect(studio.verdict).toHaveCount(0)
  const rows = rowsOf((await studio.download('Download CSV')).content)
  expect(rows).toHaveLength(80)
  expect(rows.filter(({ age }) => Number(age) < 30 || Number(age) > 50)).toEqual([])
  expect(rows.filter(({ score }) => score === '?')).toEqual([])
  expect(rows.filter(({ smoker }) => smoker === 'yes')).toHaveLength(40)
})

test('says why rows cannot be had', async ({ studio }) => {
  await trained(studio)
  const result = studio.section('Result')
  await result.getByText('Only certain rows', { exact: true }).click()
  await studio.button('Add a condition').click()
  await result.getByRole('combobox', { name: 'Field of condition 1' }).selectOption('age')
  await result.getByRole('textbox', { name: 'Value of condition 1', exact: true }).fill('old')
  await result.getByRole('button', { name: 'Generate' }).click()
  await expect(studio.alert).toContainText('age: “old” is not a number')
  await result.getByRole('textbox', { name: 'Value of condition 1', exact: true }).fill('120')
  await result.getByRole('button', { name: 'Generate' }).click()
  await expect(studio.alert).toContainText('The rarest alone is age>=120 (0 rows)', { timeout: 120_000 })
})

test('fills in the missing cells of a table and leaves the others', async ({ studio, page }) => {
  await trained(studio)
  const result = studio.section('Result')
  await result.getByText('Fill in missing cells of a table', { exact: true }).click()
  const arriving = page.waitForEvent('download')
  await result
    .locator('input[type=file]')
    .setInputFiles({ name: 'visits.csv', mimeType: 'text/csv', buffer: Buffer.from(content) })
  const download = await arriving
  expect(download.suggestedFilename()).toBe('visits-filled.csv')
  const after = rowsOf(await readFile(await download.path()))
  const before = rowsOf(Buffer.from(content))
  expect(after).toHaveLength(before.length)
  const missing = before.filter(({ score }) => score === '?').length
  expect(missing).toBeGreaterThan(50)
  await expect(result).toContainText(`${missing} cells were filled in and saved as visits-filled.csv`)
  before.forEach((row, i) => {
    if (row.score === '?') expect(after[i].score).toMatch(/^-?\d+$/)
    expect({ ...after[i], score: '' }).toEqual({ ...row, score: '' })
    if (row.score !== '?') expect(after[i].score).toBe(row.score)
  })
})
