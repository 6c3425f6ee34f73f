// Care for who sits before it: the page stays quick while it trains, is accessible, and survives a closed tab.
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { mainThreadTasks } from './main-thread.ts'
import { Studio } from './studio.ts'
import { visits } from './tables.ts'

const input = { name: 'visits.csv', content: visits(300) }
/** Rows enough for a private run that takes long. */
const many = { name: 'visits.csv', content: visits(5000) }
const long = { steps: 6000, batch: 500, epsilon: 8 }

test('keeps the main thread free while it trains', async ({ studio, page, browser }) => {
  await studio.open()
  await studio.drop(many)
  await studio.expectFields(7)
  await studio.prepare(long)
  const tasks = await mainThreadTasks(browser, page, async () => {
    await studio.train()
    await studio.expectStep(1)
    await page.waitForTimeout(8000)
  })
  expect(tasks.length, 'tasks seen').toBeGreaterThan(100)
  expect(tasks.filter((milliseconds) => milliseconds > 100)).toEqual([])
  await studio.button('Stop and keep').click()
  await studio.expectResult()
})

test('shows how far it is with a large file, and answers meanwhile', async ({ studio, page, browser }) => {
  const large = { name: 'large.csv', content: visits(400_000) }
  await studio.open()
  const tasks = await mainThreadTasks(browser, page, async () => {
    await studio.choose(large)
    await expect(page.getByRole('progressbar', { name: 'Reading large.csv' })).toBeVisible()
    await page.getByRole('button', { name: 'Switch to dark colours' }).click()
    await expect(page.getByRole('button', { name: 'Switch to light colours' })).toBeVisible()
    await expect(page.getByText(/[1-9][\d,]* rows/).first()).toBeVisible()
    await studio.expectFields(7)
  })
  expect(tasks.filter((milliseconds) => milliseconds > 100)).toEqual([])
})

test('says so when the engine cannot be loaded, and starts at the second try', async ({ studio, page }) => {
  await page.route('**/assets/worker-*.js', (route) => route.abort())
  await page.goto('./')
  await expect(studio.alert).toContainText('The engine could not be started')
  await page.unroute('**/assets/worker-*.js')
  await page.getByRole('button', { name: /Try again/ }).click()
  await studio.expectReady()
})

test('is accessible at every stage, in light and dark colours', async ({ studio, page }) => {
  await studio.open()
  await studio.expectAccessible()
  await studio.drop(many)
  await studio.expectFields(7)
  await studio.expectAccessible()
  await studio.prepare(long)
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

/** How many models the browser keeps for a later visit. */
const savedModels = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('understudy')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const database = opening.result
          const counting = database.transaction('models').objectStore('models').count()
          counting.onsuccess = () => {
            database.close()
            resolve(counting.result)
          }
        }
      }),
  )

test('offers the model when a tab was closed in mid-training', async ({ studio, page, context, watch }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(7)
  await studio.prepare({ steps: 1_000_000 })
  await studio.train()
  await studio.expectStep(10)
  await expect.poll(() => savedModels(page), { timeout: 60_000 }).toBe(1)
  await page.close({ runBeforeUnload: false })

  const next = await context.newPage()
  const again = new Studio(next, watch)
  await again.open()
  await expect(next.getByText('A model of your last visit was saved')).toBeVisible()
  await again.button('Use it').click()
  await again.expectResult()
  const { content } = await again.download('Download CSV')
  expect(content.toString('utf8')).toContain('visit,day,age,city,smoker,weight_kg,score')
})
