// Choices before a training: its time is told for the table as it is, and nothing out of sight keeps it from starting.
import { expect, test } from './fixtures.ts'
import { visitColumns, visits } from './tables.ts'

const input = { name: 'visits.csv', content: visits(300) }
const fields = Object.keys(visitColumns).length

test('tells how long a training takes, and anew once a field is left out', async ({ studio }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(fields)
  await studio.prepare({ steps: 100 })
  const time = studio.section('Train').getByText(/^At most about .* on this device$|^About .* on this device$/)
  await expect(time).toBeVisible({ timeout: 60_000 })
  const include = (await studio.unfold('Fields')).getByRole('switch', { name: 'Include city' })
  await include.press('Space')
  await expect(include).not.toBeChecked()
  const train = await studio.unfold('Train')
  await expect(train.getByText('Working out how long this takes …')).toBeVisible()
  await expect(time).toBeVisible({ timeout: 60_000 })
})

test('says that a number keeps training off, and forgets it with its field', async ({ studio }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(fields)
  await studio.prepare({ steps: 100, epsilon: 3, small: false })
  await expect(studio.start).toBeEnabled({ timeout: 60_000 })
  await studio.fill('Privacy loss ε', 'none')
  const train = studio.section('Train')
  await expect(train).toContainText('Training is off: one of the numbers above')
  await expect(studio.start).toBeDisabled()
  await train.getByText('Without guarantee', { exact: true }).click()
  await expect(studio.start).toBeEnabled({ timeout: 60_000 })
  await expect(train).not.toContainText('Training is off')
})
