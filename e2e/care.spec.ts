// Care for who sits before it: the page stays quick while it trains, is accessible, and survives a closed tab.
import { expect, test } from './fixtures.ts'
import { visits } from './tables.ts'

const input = { name: 'visits.csv', content: visits(300) }

test('keeps the main thread free while it trains', async ({ studio, page }) => {
  await page.addInitScript(() => {
    const tasks: number[] = []
    Object.assign(globalThis, { longTasks: tasks })
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    })
  })
  const longTasks = () => page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks)
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(7)
  await studio.prepare({ steps: 1_000_000 })
  await studio.train()
  await studio.expectStep(1)
  const before = (await longTasks()).length
  await page.waitForTimeout(8000)
  const tasks = (await longTasks()).slice(before)
  expect(tasks.filter((milliseconds) => milliseconds > 100)).toEqual([])
  await studio.button('Stop and keep').click()
  await studio.expectResult()
})

test('is accessible at every stage, in light and dark colours', async ({ studio, page }) => {
  await studio.open()
  await studio.expectAccessible()
  await studio.drop(input)
  await studio.expectFields(7)
  await studio.expectAccessible()
  await studio.prepare({ steps: 1_000_000, epsilon: 5 })
  await studio.expectAccessible()
  await studio.train()
  await studio.expectStep(3)
  await studio.expectAccessible()
  await studio.button('Stop and keep').click()
  await studio.expectResult()
  await studio.expectAccessible()
  await page.getByRole('button', { name: 'Switch to dark colours' }).click()
  await studio.expectAccessible()
  for (const section of ['Train', 'Fields', 'Data'] as const) {
    await studio.unfold(section)
    await studio.expectAccessible()
  }
})

test('speaks another language at once, without asking the network', async ({ studio, page }) => {
  await studio.open()
  await page.getByText('中文', { exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans')
  await expect(page.getByText('Choose a file', { exact: true })).toHaveCount(0)
  await studio.expectAccessible()
})

test('offers the model when a tab was closed in mid-training', async ({ studio, page, context, watch }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(7)
  await studio.prepare({ steps: 1_000_000 })
  await studio.train()
  await studio.expectStep(10)
  // The model is saved every few seconds.
  await page.waitForTimeout(8000)
  await page.close({ runBeforeUnload: false })

  const next = await context.newPage()
  const { Studio } = await import('./studio.ts')
  const again = new Studio(next, watch)
  await again.open()
  await expect(next.getByText('A model of your last visit was saved')).toBeVisible()
  await again.button('Use it').click()
  await again.expectResult()
  const { content } = await again.download('Download CSV')
  expect(content.toString('utf8')).toContain('visit,day,age,city,smoker,weight_kg,score')
})
