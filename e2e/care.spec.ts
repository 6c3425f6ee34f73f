// Care for who sits before it: the page stays quick while it trains, is accessible, and survives a closed tab.
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { Studio } from './studio.ts'
import { visits } from './tables.ts'

const input = { name: 'visits.csv', content: visits(300) }

/** One line of a Chromium trace; times in microseconds, `tdur` as the thread's processor counts them. */
interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

test('keeps the main thread free while it trains', async ({ studio, page, browser }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(7)
  await studio.prepare({ steps: 1_000_000, epsilon: 8 })
  // Processor time, not the clock's: on a busy machine a short task may have to wait long for its turn.
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] })
  await studio.train()
  await studio.expectStep(1)
  await page.waitForTimeout(8000)
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const threads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
  const onMain = (event: TraceEvent) => threads.some(({ pid, tid }) => event.pid === pid && event.tid === tid)
  const tasks = traceEvents.filter((event) => /RunTask$/.test(event.name) && event.tdur !== undefined && onMain(event))
  const milliseconds = tasks.map(({ tdur }) => (tdur ?? 0) / 1000).sort((a, b) => b - a)
  expect(milliseconds.length, 'tasks seen').toBeGreaterThan(100)
  expect(milliseconds.filter((time) => time > 100)).toEqual([])
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
