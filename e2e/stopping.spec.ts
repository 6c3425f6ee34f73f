// Stopping: long work ends at once when the reader says so, all is as it was before, and the page goes on to work.
import { expect, test } from './fixtures.ts'
import { visitColumns, visits } from './tables.ts'

const fields = Object.keys(visitColumns).length

test('stops judging rows, keeps them, and judges them when it is asked again', async ({ studio }) => {
  await studio.open()
  await studio.drop({ name: 'visits.csv', content: visits(6000) })
  await studio.expectFields(fields)
  await studio.prepare({ steps: 12 })
  const aside = studio.section('Train').getByRole('checkbox', { name: /Keep 10 % of the rows aside/ })
  if (!(await aside.isChecked())) await aside.check()
  await studio.train()

  await expect(studio.verdict.getByRole('progressbar')).toBeVisible({ timeout: 120_000 })
  await studio.verdict.getByRole('button', { name: 'Stop' }).click()
  await expect(studio.verdict).toContainText('These rows are not judged', { timeout: 5000 })
  await expect(studio.alert).toHaveCount(0)
  await expect(studio.verdict.locator('[data-part=quality]')).toHaveCount(0)
  const { content } = await studio.download('Download CSV')
  expect(content.toString('utf8').trim().split('\n').length).toBeGreaterThan(5000)
  await studio.expectAccessible()

  await studio.generate(300)
  await expect(studio.verdict.locator('[data-part=quality]')).toBeVisible()
  await studio.report.getByRole('combobox', { name: 'Column to predict' }).selectOption('age')
  await expect(studio.report.locator('details[data-report=usefulness]')).toContainText('Predicting age')
})

test('gives way to another file while it judges', async ({ studio }) => {
  await studio.open()
  await studio.drop({ name: 'visits.csv', content: visits(6000) })
  await studio.expectFields(fields)
  await studio.prepare({ steps: 12 })
  await studio.train()
  await expect(studio.verdict.getByRole('progressbar')).toBeVisible({ timeout: 120_000 })
  await studio.choose({ name: 'other.csv', content: 'a,b\n1,x\n2,y\n3,x\n' })
  await studio.expectFields(2)
  await expect(studio.alert).toHaveCount(0)
  await expect(studio.verdict).toHaveCount(0)
})

test('stops drawing rows, however many are wanted, and keeps the ones there were', async ({ studio }) => {
  await studio.open()
  await studio.drop({ name: 'visits.csv', content: visits(300) })
  await studio.expectFields(fields)
  await studio.prepare({ steps: 12 })
  await studio.train()
  await studio.expectResult()
  const result = studio.section('Result')
  await expect(result).toContainText('300 synthetic rows are ready')

  await result.getByRole('textbox', { name: 'Number of synthetic rows' }).fill('5000000')
  await result.getByRole('button', { name: 'Generate' }).click()
  const working = result.getByRole('group', { name: 'Under way' })
  await expect(working.getByRole('progressbar')).toBeVisible()
  await expect(working).toContainText('of 5,000,000', { timeout: 30_000 })
  await working.getByRole('button', { name: 'Stop' }).click()
  await expect(working).toHaveCount(0, { timeout: 5000 })
  await expect(studio.alert).toHaveCount(0)
  await expect(result).toContainText('300 synthetic rows are ready')
  await expect(studio.verdict.locator('[data-part=quality]')).toBeVisible()

  await studio.generate(80)
  const { content } = await studio.download('Download CSV')
  expect(content.toString('utf8').trim().split('\n')).toHaveLength(81)
})

test('stops reading a file, and keeps the table that was open', async ({ studio, page }) => {
  await studio.open()
  await studio.drop({ name: 'small.csv', content: visits(200) })
  await studio.expectFields(fields)
  const row = `${'a long word of no meaning,'.repeat(8)}1\n`
  const large = `${Array.from({ length: 9 }, (_, i) => `column${i}`).join()}\n${row.repeat(250_000)}`
  await studio.choose({ name: 'large.csv', content: large })
  const stop = page.getByRole('button', { name: 'Stop reading' })
  await stop.click({ timeout: 30_000 })
  await expect(stop).toHaveCount(0, { timeout: 5000 })
  await expect(studio.alert).toHaveCount(0)
  await expect(studio.section('Data')).toContainText('small.csv')
  await studio.prepare({ steps: 12 })
  await studio.train()
  await studio.expectResult()
})
