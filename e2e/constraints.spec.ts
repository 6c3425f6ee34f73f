// Rules that every row keeps: found in the data, stated by hand, counted against the real rows, and kept in every synthetic one.
import Papa from 'papaparse'
import { createRandom } from '../src/math/random.ts'
import { expect, test } from './fixtures.ts'
import type { Studio } from './studio.ts'

const day = 86_400_000
const date = (instant: number) => new Date(instant).toISOString().slice(0, 10)

/** Stays in a hospital: discharge on or after admission, total = a + b to the cent. */
function stays(rows: number): string {
  const random = createRandom(11, 'stays')
  const lines = ['admission,discharge,a,b,total,ward']
  for (let row = 0; row < rows; row++) {
    const admission = Date.UTC(2023, 0, 1) + day * random.integer(700)
    const discharge = random.uniform() < 0.1 ? '' : date(admission + day * random.integer(14))
    const [a, b] = [random.integer(90_000), random.integer(20_000)]
    const ward = ['north', 'south', 'east'][random.integer(3)]
    lines.push([date(admission), discharge, a / 100, b / 100, (a + b) / 100, ward].join(','))
  }
  return `${lines.join('\n')}\n`
}

const input = { name: 'stays.csv', content: stays(400) }

const rules = (studio: Studio) => studio.section('Fields').getByRole('region', { name: 'Rules that every row keeps' })

async function openStays(studio: Studio): Promise<void> {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(6)
}

test('every row that is downloaded keeps the rules that were found and one that was stated', async ({ studio }) => {
  await openStays(studio)
  const panel = rules(studio)
  await panel.getByRole('button', { name: 'Look for rules in the data' }).click()
  await expect(panel).toContainText('2 rules that all rows of your data keep')
  await panel.getByRole('button', { name: 'Add the rule admission ≤ discharge' }).click()
  await panel.getByRole('button', { name: 'Add the rule total = a + b' }).click()
  await expect(panel.getByText('All rows of your data keep it')).toHaveCount(2)

  await panel.getByRole('button', { name: 'Add a rule' }).click()
  await panel.getByRole('combobox', { name: 'Kind of rule' }).selectOption({ label: 'A formula of your own' })
  await panel.getByRole('textbox', { name: 'Formula' }).fill("ward != 'east' or b < 100")
  await panel.getByRole('button', { name: 'Add this rule' }).click()
  await expect(panel).toContainText('they are learnt as they are, and no synthetic row will break it')

  await studio.prepare({ steps: 30 })
  await studio.train()
  await studio.expectResult()
  await studio.generate(500)
  await expect(
    studio.section('Result').getByRole('region', { name: 'Rules kept' }).getByText('100% of the rows'),
  ).toHaveCount(3)

  const { content } = await studio.download('Download CSV')
  const { data } = Papa.parse<Record<string, string>>(content.toString('utf8').replace(/^\ufeff/, ''), {
    header: true,
    skipEmptyLines: true,
  })
  expect(data).toHaveLength(500)
  const cents = (text: string) => Math.round(100 * Number(text))
  const broken = data.filter(
    ({ admission, discharge, a, b, total, ward }) =>
      (discharge !== '' && admission > discharge) ||
      cents(total) !== cents(a) + cents(b) ||
      (ward === 'east' && Number(b) >= 100),
  )
  expect(broken).toEqual([])
  // The rules are kept in rows that say something: not all stays are of no day.
  expect(data.some(({ admission, discharge }) => discharge > admission)).toBe(true)
})

test('a rule that real rows break is counted, one that makes no sense is refused with its place', async ({
  studio,
}) => {
  await openStays(studio)
  const panel = rules(studio)
  await panel.getByRole('button', { name: 'Add a rule' }).click()
  const kind = panel.getByRole('combobox', { name: 'Kind of rule' })

  await kind.selectOption({ label: 'A formula of your own' })
  const formula = panel.getByRole('textbox', { name: 'Formula' })
  await formula.fill('a + b < < 3')
  await panel.getByRole('button', { name: 'Add this rule' }).click()
  await expect(panel.getByRole('alert')).toContainText('at character 9, at the arrow: a + b < →< 3')

  await kind.selectOption({ label: 'Within bounds' })
  await panel.getByRole('button', { name: 'Add this rule' }).click()
  await expect(panel.getByRole('alert')).toContainText('Something is missing')
  await panel.getByRole('combobox', { name: 'Column' }).selectOption('b')
  await panel.getByRole('textbox', { name: 'At most' }).fill('150')
  await panel.getByRole('button', { name: 'Add this rule' }).click()
  const over = input.content.split('\n').filter((line, row) => row > 0 && Number(line.split(',')[3]) > 150).length
  await expect(panel).toContainText(`b ≤ 150${over} rows of your data break it`)

  await panel.getByRole('button', { name: 'Add a rule' }).click()
  await kind.selectOption({ label: 'Only certain combinations' })
  const columns = panel.getByRole('combobox', { name: 'Columns' })
  await columns.selectOption('ward')
  await columns.selectOption('total')
  await panel.getByRole('button', { name: 'Remove the column total' }).click()
  await columns.selectOption('a')
  await studio.expectAccessible()
  await panel.getByRole('button', { name: 'Add this rule' }).click()
  await expect(panel).toContainText('ward × a: only combinations in the data')

  await panel.getByRole('button', { name: 'Remove the rule b ≤ 150' }).click()
  await expect(panel).not.toContainText('b ≤ 150')
  await studio.expectAccessible()
})
