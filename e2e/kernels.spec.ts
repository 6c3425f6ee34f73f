// The engine in a browser: each backend passes its self-test, and small networks have the same gradients on all of them.
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { build } from 'vite'
import { serve } from '../scripts/serve.mjs'
import type { Answer, Question } from './kernels/worker.ts'

const source = fileURLToPath(new URL('kernels', import.meta.url))
const built = fileURLToPath(new URL('../.understudy/kernels', import.meta.url))

test.beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'warn',
    root: source,
    base: './',
    worker: { format: 'es' },
    build: {
      outDir: built,
      emptyOutDir: true,
      target: 'es2023',
      minify: false,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 5000,
    },
  })
})

test('every backend computes what the plain reference computes, and frees what it made', async ({ page }) => {
  const { address, close } = await serve(built, { port: 0, headers: false })
  await page.goto(address)
  const ask = (backend: Question['backend']) =>
    page.evaluate(
      (name) => (globalThis as unknown as { ask(question: Question): Promise<Answer> }).ask({ backend: name }),
      backend,
    )
  const right = await ask('cpu')
  expect(right.refused).toBeNull()
  for (const backend of ['wasm', 'webgpu', 'webgl', 'tfjs-wasm', 'tfjs-webgpu'] as const) {
    await test.step(backend, async () => {
      const { refused, numbers, leaked } = await ask(backend)
      expect(refused).toBeNull()
      expect(leaked).toBe(0)
      expect(Object.keys(numbers)).toEqual(Object.keys(right.numbers))
      for (const [name, values] of Object.entries(numbers)) {
        const worst = Math.max(
          ...values.map(
            (value, i) => Math.abs(value - right.numbers[name][i]) / (1 + Math.abs(right.numbers[name][i])),
          ),
        )
        expect(worst, name).toBeLessThan(1e-4)
      }
    })
  }
  await close()
})
