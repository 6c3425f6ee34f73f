// A machine without WebGPU and WebGL: the page says so, and trains on WebAssembly.
import { expect, test } from './fixtures.ts'
import { visits } from './tables.ts'

test.use({
  launchOptions: {
    executablePath: process.env.CHROMIUM_PATH ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-software-rasterizer'],
  },
})

test('says why the graphics card cannot be used, and trains without it', async ({ studio }) => {
  await studio.open()
  await studio.drop({ name: 'visits.csv', content: visits(200) })
  await studio.expectFields(7)
  await studio.prepare({ backend: 'auto', steps: 10 })
  const section = studio.section('Train')
  await expect(section).toContainText(/WebGPU: .{10,}/)
  await expect(section).toContainText(/WebGL: .{10,}/)
  await expect(section.getByRole('option', { name: /^Your GPU \(WebGPU\)/ })).toBeDisabled()
  await studio.train()
  await studio.expectResult()
  await expect(section).toContainText('10 steps')
  await expect(section).toContainText('WebAssembly')
})
