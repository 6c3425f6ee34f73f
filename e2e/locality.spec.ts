// Locality: the worker that holds the data cannot reach the network, and neither can the page reach another host.
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve } from '../scripts/serve.mjs'
import { dist, expect, test } from './fixtures.ts'
import { visits } from './tables.ts'

/** A second host that must never be asked for anything. */
async function outside() {
  const hits: string[] = []
  const folder = fileURLToPath(new URL('leaky', import.meta.url))
  const { address, close } = await serve(folder, { port: 0, headers: false, onRequest: (_, url) => hits.push(url) })
  return { address, close, hits }
}

/** In a worker: what came of every way out. */
async function tryEverything(address: string): Promise<Record<string, string>> {
  const attempts: [name: string, attempt: () => unknown][] = [
    ['fetch', () => fetch(address)],
    ['buried fetch', () => Object.getPrototypeOf(Object.getPrototypeOf(self)).fetch.call(self, address)],
    [
      'XMLHttpRequest',
      () => {
        const request = new XMLHttpRequest()
        request.open('GET', address, false)
        request.send()
      },
    ],
    ['WebSocket', () => new WebSocket(address.replace('http', 'ws'))],
    ['EventSource', () => new EventSource(address)],
    ['import', () => import(/* @vite-ignore */ `${address}leaky.js`)],
    ['Worker', () => new Worker(`data:text/javascript,fetch('${address}')`)],
    ['importScripts', () => importScripts(`${address}leaky.js`)],
  ]
  const outcomes: Record<string, string> = {}
  for (const [name, attempt] of attempts) {
    try {
      await attempt()
      outcomes[name] = 'reached'
    } catch (error) {
      outcomes[name] = String(error)
    }
  }
  return outcomes
}

test('the sealed workers reach nothing, even with what they can dig out of their prototypes', async ({
  studio,
  page,
  site,
  watch,
}) => {
  await studio.open()
  await watch.openAgain()
  const other = await outside()
  const workers = page.workers()
  const names = await Promise.all(workers.map((worker) => worker.evaluate(() => self.name)))
  expect(names.toSorted()).toEqual(['understudy', 'understudy-privacy'])
  const before = site.hits.length
  for (const worker of workers) {
    for (const [name, outcome] of Object.entries(await worker.evaluate(tryEverything, other.address))) {
      expect(outcome, name).toMatch(/NetworkSealedError|Failed to fetch/)
    }
  }
  expect(other.hits).toEqual([])
  expect(site.hits.length).toBe(before)
  await other.close()
})

test("the page's own policy lets it ask no other host", async ({ studio, page, watch }) => {
  await studio.open()
  await watch.openAgain()
  const other = await outside()
  const refused = await page.evaluate(
    (address) =>
      fetch(address).then(
        () => false,
        () => true,
      ),
    other.address,
  )
  expect(refused).toBe(true)
  expect(other.hits).toEqual([])
  await other.close()
  watch.expectFinding('Content Security Policy')
})

test('a worker that the page starts from a blob inherits the policy, although its host sends no headers', async ({
  studio,
  page,
  watch,
}) => {
  await studio.open()
  await watch.openAgain()
  const other = await outside()
  const refused = await page.evaluate(
    (address) =>
      new Promise((resolve) => {
        const code = `fetch('${address}').then(() => postMessage(false), () => postMessage(true))`
        const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), {
          type: 'module',
        })
        worker.onmessage = ({ data }) => resolve(data)
      }),
    other.address,
  )
  expect(refused).toBe(true)
  expect(other.hits).toEqual([])
  await other.close()
})

test('works in a folder below the root of its host', async ({ studio, page, watch }) => {
  const root = await mkdtemp(join(tmpdir(), 'understudy-'))
  await mkdir(join(root, 'deep'))
  await symlink(dist, join(root, 'deep', 'er'), 'dir')
  const hits: string[] = []
  const { address, close } = await serve(root, { port: 0, headers: false, onRequest: (_, url) => hits.push(url) })
  await page.goto(`${address}deep/er/`)
  await studio.expectReady()
  await watch.noMoreRequests(page)
  expect(hits.filter((url) => !url.startsWith('/deep/er/'))).toEqual([])
  await studio.drop({ name: 'visits.csv', content: visits(100) })
  await studio.expectFields(7)
  await close()
  await rm(root, { recursive: true })
})

test('a sample is the only thing that is fetched after loading, and only when it is asked for', async ({
  studio,
  site,
  watch,
}) => {
  await studio.open()
  await watch.openAgain()
  const before = site.hits.length
  await studio.button(/Hospital admissions/).click()
  await studio.expectFields(18)
  expect(site.hits.slice(before)).toEqual(['GET /samples/hospital-admissions.csv'])
})
