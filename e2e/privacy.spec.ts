// Privacy as people meet it: what a run will cost and why some are refused, what it did cost, and what attacks can show.
import { expect, test } from './fixtures.ts'
import { visits } from './tables.ts'

const input = { name: 'visits.csv', content: visits(1500) }
/** Few updates of many rows: little noise on a small table, and a run of seconds. */
const workable = { epsilon: 2, steps: 8, batch: 500 }

test('adds up two private runs on the same file across a reload, and refuses a third at the limit', async ({
  studio,
}) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(7)
  await studio.prepare(workable)
  await expect(studio.account).toContainText('Nothing has been spent on it')
  await studio.train()
  await studio.expectResult()
  await studio.unfold('Train')
  await expect(studio.account).toContainText('1 run with a guarantee')
  const first = await studio.charged('Spent so far')
  expect(first).toBeGreaterThan(0)
  expect(first).toBeLessThanOrEqual(workable.epsilon)

  await studio.open()
  await studio.choose(input)
  await studio.expectFields(7)
  await studio.prepare(workable)
  await expect(studio.account).toContainText('1 run with a guarantee')
  expect(await studio.charged('Spent so far')).toBe(first)
  await expect(studio.account).toContainText('Runs add up')
  await studio.train()
  await studio.expectResult()
  await expect(studio.section('Result')).toContainText('2 runs with a guarantee')
  await studio.unfold('Train')
  await expect.poll(() => studio.charged('Spent so far')).toBeGreaterThan(first)

  const limit = Math.ceil(await studio.charged('Spent so far'))
  await studio.limit(limit)
  await expect(studio.section('Train')).toContainText('This run would pass the limit of the data set')
  await expect(studio.start).toBeDisabled()
  await studio.expectAccessible()
  await studio.button('Lift the limit').click()
  await expect(studio.start).toBeEnabled()
})

test('counts another file by itself', async ({ studio }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(7)
  await studio.prepare(workable)
  await studio.train()
  await studio.expectResult()
  await studio.drop({ name: input.name, content: visits(1400) })
  await studio.expectFields(7)
  await studio.unfold('Train')
  await expect(studio.account).toContainText('Nothing has been spent on it')
})

test('refuses what cannot be learnt, and offers the nearest setting that can', async ({ studio }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(7)
  await studio.prepare({ ...workable, epsilon: 0.05 })
  const section = studio.section('Train')
  await expect(section).toContainText('This is refused')
  await expect(section).toContainText('Training is off')
  await expect(studio.start).toBeDisabled()
  await studio.expectAccessible()
  await section.getByRole('button', { name: /^Use ε = [\d.]+$/ }).click()
  await expect(section).not.toContainText('This is refused')
  await studio.train()
  await studio.expectResult()
})

test('pays for what it reads off the data, says so end to end, and gives the ledger away', async ({ studio }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(7)
  await studio.prepare(workable)
  await expect(studio.section('Train')).toContainText('will be looked up in your data, and paid for')
  await studio.train()
  await studio.expectResult()
  await expect(studio.ledger).toContainText('End-to-end')
  await expect(studio.ledger).toContainText(/Range of .*age/)
  await expect(studio.ledger).toContainText(/Training.*ε/)

  const { name, content } = await studio.download('Save the ledger')
  expect(name).toBe('visits-ledger.json')
  const ledger = JSON.parse(content.toString('utf8'))
  expect(ledger).toMatchObject({ verdict: 'end-to-end', reasons: [], groupSize: 1 })
  expect(ledger.epsilon).toBeGreaterThan(0)
  expect(ledger.epsilon).toBeLessThanOrEqual(workable.epsilon)
  const paid = ledger.entries.filter(({ source }: { source: string }) => source === 'data')
  expect(paid.filter(({ mechanism }: { mechanism: unknown }) => mechanism === null)).toEqual([])
  const sum = paid.reduce((total: number, { epsilon }: { epsilon: number }) => total + epsilon, 0)
  expect(sum).toBeCloseTo(ledger.epsilon, 6)
})

test('asks nothing for ranges and categories that are declared', async ({ studio }) => {
  const content = input.content
    .split('\n')
    .map((line) => line.split(',').slice(2, 3).join(','))
    .join('\n')
  await studio.open()
  await studio.drop({ name: 'ages.csv', content })
  await studio.expectFields(1)
  await studio.declare('age')
  await studio.prepare(workable)
  await expect(studio.section('Train')).toContainText('No range and no category list has to be looked up')
  await studio.train()
  await studio.expectResult()
  await expect(studio.ledger).toContainText('End-to-end')
  await expect(studio.ledger.getByRole('listitem').filter({ hasText: 'Range of age' })).toContainText(
    'declared public, free',
  )
})

test('says that epsilon covers the training only where the form of the table is secret', async ({ studio }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(7)
  await studio.prepare(workable)
  const section = studio.section('Train')
  await section.getByRole('checkbox', { name: /Column names, types, formats/ }).uncheck()
  await expect(section).toContainText('ε will be said to cover the training only')
  await studio.train()
  await studio.expectResult()
  await expect(studio.ledger).toContainText('Training only, because')
})

for (const { model, parts } of [
  { model: 'marginals', parts: ['The looks before training', 'The tables of pairs'] },
  { model: 'vae', parts: ['The looks before training', 'The updates of the training'] },
] as const) {
  test(`audits what a run of ${model} did with the rows, stopped once, and catches what is broken`, async ({
    studio,
  }) => {
    await studio.open()
    await studio.drop(input)
    await studio.expectFields(7)
    await studio.prepare({ ...workable, model })
    await studio.train()
    await studio.expectResult()
    const audit = studio.section('Result').getByRole('region', { name: 'Audit this run' })
    await audit.getByRole('button', { name: 'Run the audit' }).click()
    await expect(audit.getByRole('progressbar')).toBeVisible()
    await audit.getByRole('button', { name: 'Stop' }).click()
    await expect(audit.getByRole('progressbar')).toHaveCount(0)
    await expect(audit.getByText(/claim/)).toHaveCount(0)
    await audit.getByRole('button', { name: 'Run the audit' }).click()
    for (const part of parts) await expect(audit).toContainText(part, { timeout: 120_000 })
    await expect(audit.getByText(/^The claim stands/)).toHaveCount(parts.length)
    await expect(audit.getByText(/All \d mechanisms that were broken on purpose were caught/)).toHaveCount(parts.length)
    await studio.expectAccessible()
  })
}

test('attacks the result on rows that were kept aside, and says so where none were', async ({ studio }) => {
  await studio.open()
  await studio.drop({ name: 'many.csv', content: visits(2000) })
  await studio.expectFields(7)
  await studio.prepare({ steps: 10 })
  const aside = studio.section('Train').getByRole('checkbox', { name: /rows aside to test the result/ })
  await expect(aside).toBeChecked()
  await studio.train()
  await studio.expectResult()
  const attacks = studio.report.locator('details[data-report=membership]')
  await expect(attacks).toContainText('0.5 is guessing')
  await expect(attacks).toContainText(/\d+ learnt and \d+ other rows/)

  await studio.unfold('Train')
  await aside.uncheck()
  await studio.train()
  await studio.expectResult()
  await expect(studio.verdict).toContainText('no real rows were kept aside')
  await expect(attacks).toContainText('Too few rows were kept aside to attack')
})
