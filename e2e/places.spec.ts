// Places and clocks: a latitude and a longitude are found, learnt as one, split and joined; offsets from UTC are right in every row.
import { readFile } from 'node:fs/promises'
import Papa from 'papaparse'
import { expect, test } from './fixtures.ts'

interface Row {
  readonly lat: string
  readonly lon: string
  readonly opened: string
  readonly guests: string
}

/** Two towns of a tenth of a degree each. */
const towns = [
  { lat: 48.1, lon: 11.6 },
  { lat: 52.5, lon: 13.4 },
]

/** Summer time in Germany, 2023. */
const summer = (instant: number) => instant >= Date.UTC(2023, 2, 26, 1) && instant < Date.UTC(2023, 9, 29, 1)

function restaurants(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const town = towns[i % 2]
    const place = [town.lat + ((i * 7) % 90) / 1000, town.lon + ((i * 13) % 90) / 1000].map((each) => each.toFixed(4))
    const instant = Date.UTC(2023, 0, 1, 9) + ((i * 37) % 365) * 86_400_000 + (i % 60) * 60_000
    const hours = summer(instant) ? 2 : 1
    const opened = `${new Date(instant + hours * 3_600_000).toISOString().slice(0, 19)}+0${hours}:00`
    return [...place, opened, i % 9 === 4 ? '' : 20 + ((i * 11) % 60)].join(',')
  })
  return ['lat,lon,opened,guests', ...lines].join('\n')
}

const content = restaurants(300)
const rowsOf = (text: string) =>
  Papa.parse<Row>(text.replace(/^\ufeff/, ''), { header: true, skipEmptyLines: true }).data

test('learns a latitude and a longitude as one place, and instants by their clock', async ({ studio, page }) => {
  await studio.open()
  await studio.drop({ name: 'restaurants.csv', content })
  await studio.expectFields(4)
  const fields = studio.section('Fields')
  await expect(fields.getByText(/one place with lon/)).toBeVisible()
  await expect(fields.getByText(/by the clock of Europe\/Berlin/)).toBeVisible()

  await fields.getByRole('button', { name: 'Details of lat' }).click()
  await fields.getByRole('button', { name: 'Learn each by itself' }).click()
  await expect(fields.getByText(/one place with/)).toHaveCount(0)
  await fields.getByLabel('Column of the longitude').selectOption('lon')
  await expect(fields.getByText(/one place with lat/)).toBeVisible()
  await studio.expectAccessible()

  await studio.prepare({ steps: 12, batch: 150 })
  await studio.train()
  await studio.expectResult()
  await studio.generate(80)
  const made = rowsOf((await studio.download('Download CSV')).content.toString('utf8'))
  expect(made).toHaveLength(80)
  for (const { lat, lon, opened } of made) {
    expect(
      towns.some((town) => Math.hypot(Number(lat) - town.lat - 0.045, Number(lon) - town.lon - 0.045) < 0.15),
      `${lat}, ${lon}`,
    ).toBe(true)
    expect(opened.slice(19), opened).toBe(summer(Date.parse(opened)) ? '+02:00' : '+01:00')
  }

  const result = studio.section('Result')
  await result.getByText('Fill in missing cells of a table', { exact: true }).click()
  await result.getByLabel('Mark the cells that were filled').check()
  const arriving = page.waitForEvent('download')
  await result
    .locator('input[type=file]')
    .setInputFiles({ name: 'restaurants.csv', mimeType: 'text/csv', buffer: Buffer.from(content) })
  const filled = await readFile(await (await arriving).path())
  const before = rowsOf(content)
  const after = rowsOf(filled.toString('utf8')) as (Row & { readonly 'guests filled': string })[]
  expect(after.map((row) => row['guests filled'])).toEqual(before.map(({ guests }) => (guests === '' ? '1' : '0')))
  expect(after.every(({ guests }) => guests !== '')).toBe(true)
})
