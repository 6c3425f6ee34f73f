// Places: which columns are found to be a latitude and a longitude, and what may be joined by hand.
import { expect, it } from 'vitest'
import { buildTable, changeField } from './build.ts'
import { readCsv } from './csv.ts'
import { FieldChangeError } from './errors.ts'
import { inferSchema } from './infer.ts'
import { placesOf } from './place.ts'
import { previewRows } from './write.ts'

/** A file of the columns, with `cells` of each row worked out from its number. */
async function read(names: readonly string[], cells: (row: number) => readonly (string | number)[], rows = 60) {
  const lines = Array.from({ length: rows }, (_, row) => cells(row).join(';'))
  return readCsv(new Blob([`${names.join(';')}\n${lines.join('\n')}\n`]), { header: true, delimiter: ';' })
}

const near = (row: number) => [(48 + row / 1000).toFixed(4), (11 + row / 700).toFixed(4)]

it.each([
  ['lat', 'lon'],
  ['Latitude', 'Longitude'],
  ['latitude', 'lng'],
  ['纬度', '经度'],
  ['起点纬度', '起点经度'],
  ['Breite', 'Länge'],
  ['geo_y', 'geo_x'],
  ['pickupLat', 'pickupLong'],
  ['stop lat 2', 'stop_lon2'],
])('finds %s and %s', async (latitude, longitude) => {
  const { fields } = inferSchema(await read([latitude, longitude], near))
  expect(fields.map((field) => field.longitude)).toEqual([longitude, undefined])
})

it('finds each of two pairs, and tells them apart by what stands beside', async () => {
  const names = ['from_lat', 'to_lon', 'to_lat', 'from_lon']
  const schema = inferSchema(await read(names, (row) => [near(row)[0], near(row)[1], near(row)[0], near(row)[1]]))
  expect(placesOf(schema)).toEqual([
    { latitude: 0, longitude: 3 },
    { latitude: 2, longitude: 1 },
  ])
})

it.each([
  ['without a longitude', ['lat', 'x'], near],
  ['of plates and flats', ['plate', 'along'], near],
  ['beyond 90 degrees', ['lat', 'lon'], (row: number) => [91 + row / 100, 11 + row / 100]],
  ['beyond 180 degrees', ['lat', 'lon'], (row: number) => [48 + row / 100, 181 + row / 100]],
  ['of whole numbers', ['lat', 'lon'], (row: number) => [row % 50, row % 41]],
  ['of words', ['lat', 'lon'], (row: number) => [row % 2 === 0 ? 'north' : 'south', 11 + row / 100]],
] as const)('finds none in columns %s', async (_, names, cells) => {
  expect(placesOf(inferSchema(await read(names, cells)))).toEqual([])
})

it('splits and joins by hand, and refuses what is no place', async () => {
  const reading = await read(['lat', 'lon', 'y', 'x', 'height'], (row) => [...near(row), ...near(row), 100 + row])
  const found = inferSchema(reading)
  expect(placesOf(found)).toEqual([{ latitude: 0, longitude: 1 }])
  const split = changeField(reading, found, 0, { longitude: null })
  expect(placesOf(split)).toEqual([])
  expect(Object.keys(split.fields[0])).not.toContain('longitude')
  const joined = changeField(reading, found, 2, { longitude: 'x' })
  expect(placesOf(joined)).toHaveLength(2)
  expect(() => changeField(reading, found, 2, { longitude: 'lon' })).toThrow('"lon" is the longitude of "lat" already')
  expect(() => changeField(reading, found, 2, { longitude: 'z' })).toThrow(FieldChangeError)
  expect(() => changeField(reading, found, 2, { longitude: 'y' })).toThrow(FieldChangeError)
  expect(() => changeField(reading, found, 4, { longitude: 'x' })).toThrow('from −90 to 90')
})

it('is no place where a column is left out, treated, or of another type', async () => {
  const reading = await read(['lat', 'lon'], near)
  const found = inferSchema(reading)
  expect(placesOf(changeField(reading, found, 1, { role: 'omit' }))).toEqual([])
  expect(placesOf(changeField(reading, found, 1, { type: 'category' }))).toEqual([])
  expect(placesOf(changeField(reading, found, 0, { type: 'category' }))).toEqual([])
})

it('writes what it has read', async () => {
  const reading = await read(['lat', 'lon'], near)
  const schema = inferSchema(reading)
  expect(previewRows(buildTable(reading, schema), schema, 60)).toEqual(
    Array.from({ length: 60 }, (_, row) => near(row)),
  )
})
