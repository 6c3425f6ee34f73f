// The report: a verdict in words, parts to unfold, other columns to judge by, and files that give no real value away unasked.
import { unzipSync } from 'fflate'
import { expect, test } from './fixtures.ts'
import { visitColumns, visits } from './tables.ts'

const input = { name: 'visits.csv', content: visits(800) }
/** Values of the table that is learnt, which no name of a column is. */
const values = ['Aachen', 'Köln', 'München']

test.beforeEach(async ({ studio }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(Object.keys(visitColumns).length)
  await studio.prepare({ steps: 20 })
  const aside = studio.section('Train').getByRole('checkbox', { name: /Keep 10 % of the rows aside/ })
  if (!(await aside.isChecked())) await aside.check()
  await studio.train()
  await studio.expectResult()
  await studio.generate(300)
})

test('says what a synthetic table is worth, and judges it by other columns', async ({ studio, page }) => {
  const { report, verdict } = studio
  for (const part of ['quality', 'privacy', 'usefulness']) {
    await expect(verdict.locator(`[data-part=${part}]`)).toBeVisible()
    await expect(verdict.locator(`[data-part=${part}]`)).toHaveCount(1)
  }
  for (const part of await report.locator('details[data-report]').all()) await part.locator('> summary').click()
  await expect(report.getByRole('img', { name: 'Share of rows whose nearest record is as near' })).toBeVisible()
  await studio.expectAccessible()

  const fairness = report.locator('details[data-report=fairness]')
  await expect(fairness).toHaveCount(0)
  await report.getByRole('combobox', { name: 'Column of groups to compare' }).selectOption('city')
  await expect(fairness).toHaveCount(1)
  await expect(report.locator('[data-report=usefulness]')).toContainText('Predicting smoker')
  await report.getByRole('combobox', { name: 'Column to predict' }).selectOption('age')
  await expect(report.locator('details[data-report=usefulness]')).toContainText('Predicting age')

  await page.getByRole('button', { name: 'Switch to dark colours' }).click()
  await studio.expectAccessible()
})

test('gives the report as one page and as JSON, with values of the real table only if asked', async ({
  studio,
  context,
}) => {
  const { report } = studio
  const { name, content } = await studio.download('Download report')
  expect(name).toBe('visits-report.html')
  const html = content.toString('utf8')
  for (const value of values) expect(html, value).not.toContain(value)
  const json = JSON.parse((await studio.download('Report as JSON')).content.toString('utf8'))
  expect(json.evaluation.overall).toBeGreaterThan(0)
  expect(json.card.recipe.steps).toBe(20)
  for (const value of values) expect(JSON.stringify(json), value).not.toContain(value)

  const asked: string[] = []
  const page = await context.newPage()
  page.on('request', (request) => asked.push(request.url()))
  await page.setContent(html)
  await expect(page.getByRole('heading', { name: 'Report on a synthetic table' })).toBeVisible()
  await expect(page.locator('[data-part=privacy]')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Model card' })).toBeVisible()
  expect(asked).toEqual([])
  await page.close()

  await report.getByRole('checkbox', { name: /Include figures of the real table/ }).check()
  const whole = (await studio.download('Download report')).content.toString('utf8')
  expect(whole).toContain('id="marginals"')
  for (const value of values) expect(whole).toContain(value)
})

test('puts scores into the project file where that is ticked, and the ledger says so', async ({ studio }) => {
  const saved = async () => {
    const parts = unzipSync((await studio.download('Save model')).content)
    return JSON.parse(new TextDecoder().decode(parts['project.json']))
  }
  expect((await saved()).report).toBeNull()
  await studio.section('Result').getByText('File options', { exact: true }).click()
  await studio
    .section('Result')
    .getByRole('checkbox', { name: /Put scores into the project file/ })
    .check()
  const { report, ledger } = await saved()
  expect(report.overall).toBeGreaterThan(0)
  expect(report.marginals.fields).toEqual([])
  expect(ledger.looks.at(-1)).toMatchObject({ kind: 'release', what: 'report' })
})
