// The main job: a CSV goes in, a model trains on each backend, a synthetic CSV with the input's own conventions comes out.
import { unzipSync } from 'fflate'
import Papa from 'papaparse'
import { expect, test } from './fixtures.ts'
import { visitColumns, visits } from './tables.ts'

const input = { name: 'visits.csv', content: visits(300) }
const names = Object.keys(visitColumns)

function expectVisits(text: string, rows: number): void {
  const { data, errors } = Papa.parse<string[]>(text, { skipEmptyLines: true })
  expect(errors).toEqual([])
  const [header, ...body] = data
  expect(header).toEqual(names)
  expect(body).toHaveLength(rows)
  const wrong = body.flatMap((cells, row) =>
    names.flatMap((name, column) =>
      visitColumns[name].test(cells[column]) ? [] : [`row ${row + 1}, ${name}: ${cells[column]}`],
    ),
  )
  expect(wrong).toEqual([])
  expect(new Set(body.map(([visit]) => visit)).size, 'identifiers differ').toBe(rows)
}

/** With a guarantee so weak that noise leaves every city known: what it hides is written as missing. */
const trainings = [
  { backend: 'webgpu', model: 'gan', epsilon: null },
  { backend: 'webgpu', model: 'marginals', epsilon: 40 },
  { backend: 'webgl', model: 'gan', epsilon: null },
  { backend: 'webgl', model: 'gan', epsilon: 10 },
  { backend: 'wasm', model: 'gan', epsilon: null },
  { backend: 'wasm', model: 'gan', epsilon: 10 },
  { backend: 'wasm', model: 'marginals', epsilon: 40 },
  { backend: 'wasm', model: 'vae', epsilon: null },
  { backend: 'wasm', model: 'autoencoder', epsilon: null },
  { backend: 'wasm', model: 'conditional', epsilon: null },
  { backend: 'webgpu', model: 'conditional', epsilon: null },
] as const

for (const { backend, model, epsilon } of trainings) {
  test(`trains the model ${model} on ${backend} ${epsilon === null ? 'without' : 'with'} privacy and gives back a table of the same form`, async ({
    studio,
  }) => {
    await studio.open()
    await studio.drop(input)
    await studio.expectFields(names.length)
    const steps = backend === 'wasm' && epsilon === null ? 40 : 6
    await studio.prepare({ backend, model, epsilon, steps, batch: 150 })
    await studio.train()
    await studio.expectResult()
    await expect(studio.section('Train')).toContainText(
      { webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WebAssembly' }[backend],
    )
    if (model === 'marginals') await expect(studio.section('Train')).toContainText('ε 40 spent')
    await studio.generate(123)
    const { name, content } = await studio.download('Download CSV')
    expect(name).toMatch(/visits.*\.csv$/)
    expectVisits(content.toString('utf8').replace(/^\ufeff/, ''), 123)
  })
}

test('lets go of a model that cannot have a guarantee when one is wanted', async ({ studio }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(names.length)
  await studio.prepare({ model: 'conditional' })
  const section = studio.section('Train')
  const model = section.getByRole('combobox', { name: 'Model' })
  await expect(model).toHaveValue('conditional')
  await section.getByText('With guarantee', { exact: true }).click()
  await expect(model).toHaveValue('marginals')
  const offered = await model
    .locator('option')
    .evaluateAll((options) => options.map((each) => (each as HTMLOptionElement).value))
  expect(offered).toEqual(['gan', 'vae', 'marginals'])
})

test('spends no more privacy than was chosen, and says what it was spent on', async ({ studio }) => {
  await studio.open()
  await studio.choose(input)
  await studio.expectFields(names.length)
  await studio.prepare({ epsilon: 4, steps: 6, batch: 150 })
  await studio.train()
  await studio.expectResult()
  const text = await studio.section('Result').textContent()
  const [, spent] = /Spent in all: ε ([\d.]+)/.exec(text ?? '') ?? []
  expect(Number(spent)).toBeGreaterThan(0)
  expect(Number(spent)).toBeLessThanOrEqual(4)
})

test('pauses, takes one step, resumes and stops with the model kept', async ({ studio }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(names.length)
  await studio.prepare({ steps: 1_000_000 })
  await studio.train()
  await studio.expectStep(5)

  await studio.button('Pause').click()
  await expect(studio.button('Resume')).toBeVisible()
  await studio.page.waitForTimeout(500)
  const paused = await studio.stepsDone()
  await studio.page.waitForTimeout(1000)
  expect(await studio.stepsDone(), 'stands still while paused').toBe(paused)

  await studio.button('One step').click()
  await expect.poll(() => studio.stepsDone()).toBe(paused + 1)
  await studio.page.waitForTimeout(500)
  expect(await studio.stepsDone(), 'takes one step and no more').toBe(paused + 1)

  await studio.button('Resume').click()
  await studio.expectStep(paused + 5)
  await studio.button('Stop and keep').click()
  await studio.expectResult()
  await expect(studio.verdict.locator('[data-part=quality]')).toHaveAttribute('data-grade', /excellent|good|fair|poor/)
})

test('saves a model without rows, and draws from it when it is opened again', async ({ studio }) => {
  const secret = 'Zzyzx-Canary-7731'
  // Free text is left out of the model, and with it the word that only one row carries.
  const noted = input.content
    .trimEnd()
    .split('\n')
    .map(
      (line, row) =>
        `${line},${row === 0 ? 'note' : `seen in room ${row * 7919} by ${row === 17 ? secret : 'the ward'}`}`,
    )
  await studio.open()
  await studio.drop({ name: 'visits.csv', content: noted.join('\n') })
  await studio.expectFields(names.length + 1)
  await studio.prepare({ steps: 10 })
  await studio.train()
  await studio.expectResult()
  const { name, content } = await studio.download('Save model')
  expect(name).toMatch(/\.understudy$/)
  const parts = Object.entries(unzipSync(content))
  expect(parts.length).toBeGreaterThan(0)
  expect(parts.filter(([, part]) => Buffer.from(part).includes(secret)).map(([part]) => part)).toEqual([])

  await studio.open()
  await studio.choose({ name, content })
  await studio.expectResult()
  await studio.generate(50)
  const csv = await studio.download('Download CSV')
  const text = csv.content.toString('utf8').replace(/^\ufeff/, '')
  expect(text).not.toContain(secret)
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: true })
  expect(data[0]).toEqual(names)
  expect(data).toHaveLength(51)
})
