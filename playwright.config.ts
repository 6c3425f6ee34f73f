// Browser journeys: Chromium with a software GPU, one at a time, against the built page.
import { defineConfig } from '@playwright/test'
import { findChromium, noChromium } from './scripts/chromium.mjs'

// Worker processes load this file again and inherit the variable.
process.env.CHROMIUM_PATH ??= (await findChromium()) ?? undefined
if (!process.env.CHROMIUM_PATH) throw new Error(noChromium())

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // The software GPU takes seconds to compile what a real one compiles at once.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    locale: 'en-US',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: [
        '--no-sandbox',
        '--enable-unsafe-webgpu',
        '--use-webgpu-adapter=swiftshader',
        '--enable-unsafe-swiftshader',
        // The browser's own traffic, so that what is left is the page's.
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-domain-reliability',
        '--disable-sync',
        '--no-default-browser-check',
        '--no-first-run',
        '--no-pings',
      ],
    },
  },
})
