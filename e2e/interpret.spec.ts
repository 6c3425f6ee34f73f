// Making a model readable: which fields it finds hardest, over the steps, and a walk through its latent space.
import { expect, test } from './fixtures.ts'
import { visitColumns, visits } from './tables.ts'

const input = { name: 'visits.csv', content: visits(600) }
/** Identifiers are made up: nothing of them is learnt. */
const learnt = Object.keys(visitColumns).filter((name) => name !== 'visit')

test('shows which fields are hardest while it trains and after, and walks from row to row', async ({
  studio,
  page,
}) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(Object.keys(visitColumns).length)
  await studio.prepare({ steps: 1_000_000 })
  await studio.train()
  const live = studio.section('Train').getByRole('region', { name: 'Hardest to get right' })
  await expect(live).toContainText('What the discriminator still tells', { timeout: 60_000 })
  await expect(live.getByRole('listitem')).toHaveCount(learnt.length)
  // A second look, and with it a course.
  await expect(live.getByRole('img').first()).toHaveAccessibleName(/ at step [\d,]+, .* at step [\d,]+$/, {
    timeout: 60_000,
  })
  await studio.button('Stop and keep').click()
  await studio.expectResult()

  const result = studio.section('Result')
  const after = result.getByRole('region', { name: 'Hardest to get right' })
  for (const name of learnt) await expect(after.getByRole('listitem').filter({ hasText: name })).toBeVisible()
  const shares = await after.getByRole('listitem').allTextContents()
  const figures = shares.map((text) => Number(/([\d.]+)%$/.exec(text)?.[1]))
  expect(figures).toEqual([...figures].sort((a, b) => b - a))
  expect(figures.reduce((sum, figure) => sum + figure, 0)).toBeCloseTo(100, -1)

  const walk = result.getByRole('region', { name: 'Walk through the latent space', exact: true })
  await walk.getByRole('button', { name: 'Start the walk' }).click()
  const slider = walk.getByRole('slider', { name: 'Place on the way' })
  await expect(slider).toHaveAttribute('aria-valuenow', '20')
  const here = walk.locator('tr[aria-current=true]')
  const rowAt = async () => (await here.locator('td').allTextContents()).join('|')
  const middle = await rowAt()
  await slider.focus()
  await slider.press('ArrowRight')
  await expect(slider).toHaveAttribute('aria-valuenow', '21')
  await expect(slider).toHaveAttribute('aria-valuetext', /^Row 22 of 41\./)
  await slider.press('Home')
  await expect(slider).toHaveAttribute('aria-valuetext', 'Row 1 of 41. The way begins here.')
  await slider.press('End')
  await expect(slider).toHaveAttribute('aria-valuenow', '40')
  expect(await rowAt(), 'another point, another row').not.toBe(middle)
  await expect(walk.locator('tbody tr')).toHaveCount(11)
  await studio.expectAccessible()

  await walk.getByRole('button', { name: 'Other points' }).click()
  await expect(walk).toContainText('Seed 2')
  const ways = walk.getByRole('combobox', { name: 'Way' })
  await expect(ways.locator('option').nth(1)).toHaveText(/^Direction 1: changes .+ most$/)
  await ways.selectOption({ index: 1 })
  await expect(walk.locator('td[data-changed]').first()).toBeVisible()
  await page.getByRole('button', { name: 'Switch to dark colours' }).click()
  await studio.expectAccessible()
})

test('walks through a model that was opened, with its last look at what is hardest', async ({ studio }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(Object.keys(visitColumns).length)
  await studio.prepare({ steps: 20, model: 'marginals' })
  await studio.train()
  await studio.expectResult()
  const { name, content } = await studio.download('Save model')

  await studio.open()
  await studio.choose({ name, content })
  await studio.expectResult()
  const result = studio.section('Result')
  const hardest = result.getByRole('region', { name: 'Hardest to get right' })
  await expect(hardest).toContainText('tables of pairs')
  await expect(hardest.getByRole('img').first()).toHaveAccessibleName('at step 20')
  await result.getByRole('button', { name: 'Start the walk' }).click()
  await expect(result.locator('tr[aria-current=true] td')).toHaveCount(Object.keys(visitColumns).length)
})
