// What every journey starts from: the built page on a server of its own, and a watch that fails the test on any leak or error.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test as base, expect } from '@playwright/test'
import { serve } from '../scripts/serve.mjs'
import { Studio } from './studio.ts'
import { Watch } from './watch.ts'

/** The built page. */
export const dist = fileURLToPath(new URL('../dist', import.meta.url))

interface Fixtures {
  /** Whether the host sends the headers that the build asks for, as `npm start` does. */
  readonly headers: boolean
  /** The built page. Without headers its own <meta> must hold. `hits` are the requests that arrived. */
  readonly site: { readonly address: string; readonly hits: readonly string[] }
  readonly watch: Watch
  readonly studio: Studio
}

export const test = base.extend<Fixtures>({
  headers: [false, { option: true }],
  site: async ({ headers }, use) => {
    if (!existsSync(dist)) throw new Error('dist/ is not there: run "npm run build" first')
    const hits: string[] = []
    const { address, close } = await serve(dist, {
      port: 0,
      headers,
      onRequest: (method, url) => hits.push(`${method} ${url}`),
    })
    await use({ address, hits })
    await close()
  },
  baseURL: async ({ site }, use) => use(site.address),
  watch: [
    async ({ context }, use) => {
      const watch = new Watch(context)
      await use(watch)
      expect(watch.findings(), 'what the page did that it must not do').toEqual([])
    },
    { auto: true },
  ],
  studio: async ({ page, watch }, use) => use(new Studio(page, watch)),
})

export { expect }
