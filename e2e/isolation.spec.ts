// Isolation: threads where the host sends its headers, one thread where it does not; and what the page says of it.
import { availableParallelism } from 'node:os'
import { expect, test } from './fixtures.ts'
import { visits } from './tables.ts'

const input = { name: 'visits.csv', content: visits(200) }
const cores = availableParallelism()
const threads = `CPU (${cores} ${cores === 1 ? 'thread' : 'threads'})`

for (const headers of [true, false]) {
  test.describe(headers ? 'with the headers of npm start' : 'on a host without headers', () => {
    test.use({ headers })

    test(`the page is ${headers ? '' : 'not '}isolated, and trains on ${headers ? 'all cores' : 'one thread'}`, async ({
      studio,
      page,
    }) => {
      await studio.open()
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(headers)
      const worker = page.workers().find((one) => one.url().startsWith('blob:'))
      expect(await worker?.evaluate(() => crossOriginIsolated)).toBe(headers)
      await studio.drop(input)
      await studio.expectFields(7)
      await studio.prepare({ backend: 'wasm', steps: 1_000_000 })
      await studio.train()
      await studio.expectStep(5)
      await expect(studio.section('Train')).toContainText(`Trains on: ${headers ? threads : 'CPU (1 thread)'}`)
      await studio.button('Stop and keep').click()
      await studio.expectResult()
      await studio.generate(50)
    })
  })
}

test.describe('the choice of what computes', () => {
  test.use({ headers: true })

  test('names every way by its device, and TensorFlow.js to compare with', async ({ studio }) => {
    await studio.open()
    await studio.drop(input)
    await studio.expectFields(7)
    const choice = (await studio.unfold('Train')).getByRole('combobox', { name: 'Compute on' })
    const labels = await choice.getByRole('option').allTextContents()
    expect(labels).toEqual([
      'Automatic (the fastest here)',
      'Your GPU (WebGPU)',
      'Your GPU (WebGL)',
      `CPU (WebAssembly, ${cores} ${cores === 1 ? 'thread' : 'threads'})`,
      'CPU (JavaScript)',
      'TensorFlow.js on WebGPU',
    ])
  })

  test('says what each device took and why the others are not used', async ({ studio, page }) => {
    await studio.open()
    await studio.drop(input)
    await studio.expectFields(7)
    await studio.prepare({ backend: 'auto', steps: 1_000_000 })
    await studio.train()
    await studio.expectStep(5)
    // The graphics card of the tests is imitated by software, which the choice passes over.
    await expect(studio.section('Train')).toContainText(/CPU \(\d+ threads?\): [\d.,]+\sms a step/)
    const others = page.getByText(/^Not used here/)
    await others.click()
    await expect(page.getByRole('listitem').filter({ hasText: /^WebGPU: .{10,}/ })).toBeVisible()
    await studio.expectAccessible()
    await studio.button('Stop and keep').click()
    await studio.expectResult()
  })
})
