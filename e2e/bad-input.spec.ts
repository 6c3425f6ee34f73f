// Bad and odd input: each ends in a message that says what and where and what to do, or in a sensible result.
import { expect, test } from './fixtures.ts'
import { visits } from './tables.ts'

const good = { name: 'visits.csv', content: visits(100) }
const png = Uint8Array.from([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1,
])
const zip = Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])

const refused = [
  { name: 'picture.png', content: png, says: /PNG/ },
  { name: 'archive.zip', content: zip, says: /ZIP/i },
  { name: 'empty.csv', content: '', says: /empty/ },
  { name: 'header.csv', content: 'name,age,city\n', says: /header of 3 columns and no row/ },
  { name: 'quote.csv', content: `a,b\n1,2\n3,"open${'\nx,y'.repeat(50)}\n`, says: /[Rr]ow 2, column 2/ },
]

for (const { name, content, says } of refused) {
  test(`refuses ${name} with a clear message and keeps the open table`, async ({ studio }) => {
    await studio.open()
    await studio.drop(good)
    await studio.expectFields(7)
    await studio.drop({ name, content })
    await expect(studio.alert).toContainText(name)
    await expect(studio.alert).toContainText(says)
    await expect(studio.alert).toContainText('visits.csv stays open as it was')
    await studio.unfold('Fields')
    await studio.expectFields(7)
  })
}

test('refuses the first file with a message, and takes the next', async ({ studio }) => {
  await studio.open()
  await studio.drop({ name: 'empty.csv', content: '' })
  await expect(studio.alert).toContainText('empty.csv')
  await studio.drop(good)
  await studio.expectFields(7)
  await expect(studio.alert).toHaveCount(0)
})

const odd = [
  {
    what: 'one column',
    content: `age\n${Array.from({ length: 60 }, (_, row) => 20 + (row % 37)).join('\n')}\n`,
    fields: 1,
  },
  {
    what: 'an empty and a constant column',
    content: `a,nothing,same\n${Array.from({ length: 60 }, (_, row) => `${row % 7},,x`).join('\n')}\n`,
    fields: 3,
  },
  {
    what: 'NaN, Infinity and hostile headers',
    content: `__proto__,constructor,n\n${Array.from({ length: 60 }, (_, row) => `${row},${row % 3 ? 'b' : 'c'},${['NaN', 'Infinity', '1.5', '2.5'][row % 4]}`).join('\n')}\n`,
    fields: 3,
  },
  {
    what: 'a cell of a million characters',
    content: `a,b\n1,${'x'.repeat(1_000_000)}\n${Array.from({ length: 60 }, (_, row) => `${row % 9},y`).join('\n')}\n`,
    fields: 2,
  },
]

for (const { what, content, fields } of odd) {
  test(`trains on a table with ${what}`, async ({ studio }) => {
    await studio.open()
    await studio.drop({ name: 'odd.csv', content })
    await studio.expectFields(fields)
    await studio.prepare({ steps: 6 })
    await studio.train()
    await studio.expectResult()
    const csv = await studio.download('Download CSV')
    const header = content.slice(0, content.indexOf('\n'))
    expect(
      csv.content
        .toString('utf8')
        .replace(/^\ufeff/, '')
        .split(/\r?\n/)[0]
        .split(',')
        .every((name) => header.includes(name)),
    ).toBe(true)
  })
}

test('says that one row alone has nothing to learn, and takes two', async ({ studio }) => {
  await studio.open()
  await studio.drop({ name: 'one.csv', content: 'a,b\n1,x\n' })
  await studio.expectFields(2)
  await studio.prepare({ steps: 3 })
  await studio.train()
  await expect(studio.alert).toContainText('There is nothing to learn')

  await studio.drop({ name: 'two.csv', content: 'a,b\n1,x\n2,y\n' })
  await studio.expectFields(2)
  await studio.prepare({ steps: 3 })
  await studio.train()
  await studio.expectResult()
})

test('leaves out a column of 50,000 different texts, and says so', async ({ studio }) => {
  const rows = Array.from(
    { length: 50_000 },
    (_, row) => `${row % 9},seen in room ${row * 7919} by nurse ${(row * 31) % 977} and sent home`,
  )
  await studio.open()
  await studio.drop({ name: 'remarks.csv', content: `n,remark\n${rows.join('\n')}\n` })
  await studio.expectFields(2)
  expect(await studio.typeOf('remark')).toBe('text')
  await expect(studio.section('Fields')).toContainText('Free text cannot be learnt')
  await studio.prepare({ steps: 3 })
  await studio.train()
  await studio.expectResult()
})

test('shows 5,000 columns without choking, or says how many it takes', async ({ studio, page }) => {
  const names = Array.from({ length: 5000 }, (_, column) => `c${column}`)
  const rows = Array.from({ length: 20 }, (_, row) => names.map((_, column) => (row * column) % 11).join(','))
  await studio.open()
  await studio.drop({ name: 'wide.csv', content: `${names.join(',')}\n${rows.join('\n')}\n` })
  const shown = studio.section('Fields').getByRole('switch').first()
  await expect(shown.or(studio.alert).first()).toBeVisible({ timeout: 60_000 })
  expect(await page.evaluate(() => document.querySelectorAll('*').length), 'elements on the page').toBeLessThan(10_000)
})
