// Features, and what linear models and trees make of them: gaps, rare words, words that are new.
import { expect, it } from 'vitest'
import { type Cell, field, numbers, tableOf, texts, words } from '../../encode/testcolumns.ts'
import { fitBins } from './bins.ts'
import { fitDesign } from './design.ts'
import { fitFeatures } from './features.ts'
import { wholeOf } from './testing.ts'

const schema = {
  fields: [field('pay', 'real'), field('town', 'category'), field('note', 'text'), field('id', 'identifier')],
}
const tableWith = (pay: Cell[], town: Cell[]) =>
  tableOf([numbers(pay), words(town), texts(pay.map(String)), texts(pay.map(String))])

const learnt = tableWith([1, 2, null, 3], ['a', 'b', 'b', null])
const map = fitFeatures([wholeOf(learnt)], schema)

it('gives numbers as they are and words by how often they occur, others by one code', () => {
  const { rows, columns } = map([
    wholeOf(tableWith([5, null], ['a', 'new'])),
    { table: learnt, rows: Uint32Array.of(1, 3) },
  ])
  expect(rows).toBe(4)
  expect(columns).toEqual([
    { kind: 'number', name: 'pay', values: Float64Array.of(5, Number.NaN, 2, 3) },
    { kind: 'word', name: 'town', codes: Uint8Array.of(2, 3, 1, 0), size: 4 },
  ])
})

it('leaves out the field that is to be predicted, and fields that are omitted', () => {
  expect(fitFeatures([wholeOf(learnt)], schema, 0)([wholeOf(learnt)]).columns.map(({ name }) => name)).toEqual(['town'])
  const omitted = { fields: schema.fields.map((one) => ({ ...one, role: 'omit' as const })) }
  expect(fitFeatures([wholeOf(learnt)], omitted)([wholeOf(learnt)]).columns).toEqual([])
})

it('keeps the 254 most frequent words', () => {
  const town = Array.from({ length: 600 }, (_, r) => `t${r % 300}`).concat('t299')
  const many = tableWith(
    town.map(() => 1),
    town,
  )
  const [, column] = fitFeatures([wholeOf(many)], schema)([wholeOf(many)]).columns
  expect(column).toMatchObject({ kind: 'word', size: 256 })
  if (column.kind !== 'word') throw new TypeError()
  expect(column.codes[299]).toBe(1)
  expect(column.codes.filter((code) => code === 255)).toHaveLength(2 * (300 - 254))
})

it('standardises numbers by the rows that are learnt from, gaps at the mean and told', () => {
  const design = fitDesign(map([wholeOf(learnt)]))(map([wholeOf(tableWith([2, 4, null], ['b', 'new', null]))]))
  const scale = Math.sqrt(3 / 2)
  expect(design).toMatchObject({ rows: 3, width: 6, dense: 2, words: 1 })
  expect(Array.from(design.numbers)).toEqual([0, 0, 2 * scale, 0, 0, 1].map((value) => expect.closeTo(value, 12)))
  expect(Array.from(design.slots)).toEqual([3, 5, 2])
})

it('gives each of few numbers a bin, even shares of many, and a bin to gaps', () => {
  const few = fitBins(map([wholeOf(learnt)]))(
    map([wholeOf(tableWith([1, 1.4, 1.6, 9, -9, null], ['a', 'a', 'a', 'a', 'a', 'a']))]),
  )
  expect(few.sizes).toEqual([4, 4])
  expect(few.words).toEqual([false, true])
  expect(Array.from(few.columns[0])).toEqual([1, 1, 2, 3, 1, 0])

  const pay = Array.from({ length: 5100 }, (_, r) => (r * 7919) % 5100)
  const long = tableWith(
    pay,
    pay.map(() => 'a'),
  )
  const own = fitFeatures([wholeOf(long)], schema)([wholeOf(long)])
  const { columns, sizes } = fitBins(own)(own)
  expect(sizes[0]).toBe(256)
  const counts = new Uint32Array(256)
  for (const bin of columns[0]) counts[bin]++
  expect(counts[0]).toBe(0)
  expect([Math.min(...counts.subarray(1)), Math.max(...counts.subarray(1))]).toEqual([20, 20])
})
