// Personal data: found in the file, shown with the evidence, and replaced, so that nothing real of it is in the synthetic table.
import { strFromU8, unzipSync } from 'fflate'
import Papa from 'papaparse'
import { expect, test } from './fixtures.ts'

const firstNames = ['Anna', 'Bernard', 'Clara', 'David', 'Edith', 'Frank', 'Greta', 'Hugo', 'Irene', 'Jonas']
const lastNames = ['Quillfeather', 'Marchbanks', 'Tolliver', 'Winterbourne', 'Ashdown', 'Pemberton', 'Lockridge']

/** The last digit of a card's number (ISO/IEC 7812-1, annex B). */
function luhn(body: string): number {
  const sum = [...body].reverse().reduce((total, letter, i) => {
    const digit = Number(letter) * (i % 2 === 0 ? 2 : 1)
    return total + (digit > 9 ? digit - 9 : digit)
  }, 0)
  return (10 - (sum % 10)) % 10
}

/** The last character of a resident's number (GB 11643-1999): weights 2^(17 − i) by 11. */
function resident(body: string): string {
  const sum = [...body].reduce((total, letter, i) => total + Number(letter) * (2 ** (17 - i) % 11), 0)
  return '10X98765432'[sum % 11]
}

function people(rows: number): string {
  const header = 'full_name,email,phone,身份证号,card_number,age,plan'
  const lines = Array.from({ length: rows }, (_, i) => {
    const first = firstNames[i % firstNames.length]
    const last = lastNames[(i * 3) % lastNames.length]
    const body = `110105${1950 + (i % 50)}0${1 + (i % 9)}1${i % 10}${String(i).padStart(3, '0')}`
    const card = `45391${String(7_000_000_000 + i * 7919).padStart(10, '0')}`
    const phone = `(415) 6${String(10 + (i % 90))}-${String(1000 + i)}`
    return [
      `${first} ${last}`,
      `${first}.${last}${i}@acme-mail.test`.toLowerCase(),
      phone,
      body + resident(body),
      card + luhn(card),
      20 + ((i * 7) % 60),
      ['basic', 'pro', 'free'][i % 3],
    ].join(',')
  })
  return [header, ...lines].join('\n')
}

const rowsOf = (text: string) =>
  Papa.parse<string[]>(text.replace(/^\ufeff/, ''), { skipEmptyLines: true }).data.slice(1)

const input = { name: 'people.csv', content: people(200) }

test('finds personal data, replaces them, and lets nothing real of them out', async ({ studio }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(7)
  await expect(
    studio.section('Fields').getByText(/Personal data were found: full_name, email, phone, 身份证号, card_number/),
  ).toBeVisible()
  const fields = studio.section('Fields')
  await fields.getByRole('button', { name: 'Details of card_number' }).click()
  await expect(fields.getByText('Personal data: payment card', { exact: true })).toBeVisible()
  await expect(fields.getByText(/For example: 4000/)).toBeVisible()
  await studio.expectAccessible()
  await studio.prepare({ steps: 12 })
  await studio.train()
  await studio.expectResult()
  await studio.generate(80)
  const { content } = await studio.download('Download CSV')
  const real = rowsOf(input.content)
  const made = rowsOf(content.toString('utf8'))
  expect(made).toHaveLength(80)
  for (let column = 0; column < 5; column++) {
    const known = new Set(real.map((cells) => cells[column]))
    expect(made.filter((cells) => known.has(cells[column]))).toEqual([])
  }
  for (const [name, email, phone, id, card] of made) {
    const [first] = name.split(' ')
    expect(email).toMatch(/@example\.(com|org|net)$/)
    expect(email.startsWith(first.toLowerCase().replace(/[^a-z]/g, '')), `${name} has ${email}`).toBe(true)
    expect(phone).toMatch(/^154|^\(\d{3}\) 555-01\d\d$/)
    expect(id).toMatch(/^\d{17}[\dX]$/)
    expect(resident(id.slice(0, 17))).toBe(id[17])
    expect(luhn(card.slice(0, 15))).toBe(Number(card[15]))
  }
})

test('treats a field as it is told: masked, hashed, made general, left as it is', async ({ studio }) => {
  await studio.open()
  await studio.drop(input)
  await studio.expectFields(7)
  const fields = studio.section('Fields')
  const treat = async (field: string, method: string, fill: Readonly<Record<string, string>> = {}) => {
    const details = fields.getByRole('button', { name: `Details of ${field}` })
    await details.click()
    await fields.getByRole('combobox', { name: `What becomes of ${field}` }).selectOption({ label: method })
    for (const [label, value] of Object.entries(fill)) await fields.getByLabel(label, { exact: true }).fill(value)
    await fields.getByRole('button', { name: 'Apply', exact: true }).click()
    await expect(fields.getByRole('combobox', { name: `Type of ${field}` })).toBeEnabled()
    await details.click()
  }
  await treat('card_number', 'Mask', { 'Characters to keep': '2' })
  await treat('email', 'Keep the kind of mail box')
  await treat('full_name', 'Hash with a secret', { Secret: 'tide' })
  await treat('age', 'Keep a range', { 'Width of a range': '10' })
  await treat('phone', 'Leave out')
  await studio.prepare({ steps: 12 })
  await studio.train()
  await studio.expectResult()
  await studio.generate(40)
  const { content } = await studio.download('Download CSV')
  const known = new Set(rowsOf(input.content).map(([name]) => name))
  const made = rowsOf(content.toString('utf8'))
  for (const [name, email, , card, age] of made) {
    expect(known.has(name)).toBe(false)
    expect(name).toMatch(/^[\da-f]{16}$/)
    expect(email).toBe('company')
    expect(card).toMatch(/^\*{14}\d\d$/)
    expect(age).toMatch(/^\d0 – \d0$/)
  }
  const project = await studio.download('Save model')
  const saved = strFromU8(unzipSync(new Uint8Array(project.content))['project.json'])
  expect(saved).toContain('"method":"hash"')
  expect(saved).not.toContain('tide')
  expect(saved).not.toContain('Quillfeather')
})
