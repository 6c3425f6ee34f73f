// The watch itself: a page that leaks or fails is caught, in every way that it can.
import { fileURLToPath } from 'node:url'
import { test as base, expect } from '@playwright/test'
import { serve } from '../scripts/serve.mjs'
import { Watch } from './watch.ts'

const test = base.extend<{ leakySite: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are asked for from the pattern
  leakySite: async ({}, use) => {
    const folder = fileURLToPath(new URL('leaky', import.meta.url))
    const { address, close } = await serve(folder, { port: 0, headers: false })
    await use(address)
    await close()
  },
})

const caught = {
  outside: /^request to another host: GET http:\/\/leak\.invalid\/\?row=1$/,
  later: /^request after the page had loaded: GET .*\/later\.txt$/,
  worker: /^request after the page had loaded: GET .*\/later\.txt$/,
  image: /^request to another host: GET http:\/\/leak\.invalid\/row\.png$/,
  beacon: /^request after the page had loaded: POST .*\/beacon$/,
  socket: /^request to another host: WebSocket ws:\/\/leak\.invalid\/$/,
  // A worker's socket shows itself by the error of its failure.
  workerSocket: /leak\.invalid/,
  complaint: /^console error: something is wrong$/,
  crash: /^page error: unexpected$/,
}

for (const [way, finding] of Object.entries(caught)) {
  test(`catches a page that leaks or fails: ${way}`, async ({ context, page, leakySite }) => {
    const watch = new Watch(context)
    await page.goto(leakySite)
    await watch.noMoreRequests(page)
    expect(watch.findings()).toEqual([])
    await page.evaluate((name) => (globalThis as unknown as { leak(way: string): void }).leak(name), way)
    await expect.poll(() => watch.findings().join('\n')).toMatch(new RegExp(finding.source, 'm'))
  })
}

test('finds nothing in a page that does nothing', async ({ context, page, leakySite }) => {
  const watch = new Watch(context)
  await page.goto(leakySite)
  await watch.noMoreRequests(page)
  await page.waitForTimeout(500)
  expect(watch.findings()).toEqual([])
})
