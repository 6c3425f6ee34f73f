import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../math/random.ts'
import { type Locale, locales, type Person, shapeOf, spread } from './kind.ts'
import { kinds, type PersonalKind, personalKinds } from './kinds.ts'

/** Values that python-stdnum calls valid, and the same with one digit changed that it calls invalid. */
const numbers = JSON.parse(readFileSync(new URL('fixtures/numbers.json', import.meta.url), 'utf8')) as Record<
  string,
  { readonly valid: readonly string[]; readonly invalid: readonly string[] }
>
const checked = Object.keys(numbers).filter((key) => key !== 'source') as PersonalKind[]

/** Examples that the issuers or standards publish themselves. */
const published: readonly (readonly [PersonalKind, string, string])[] = [
  ['cnResident', '11010519491231002X', 'GB 11643-1999, 4.1'],
  ['cnResident', '440524188001010014', 'GB 11643-1999, 4.1'],
  ['iban', 'GB29 NWBK 6016 1331 9268 19', 'SWIFT, IBAN registry'],
  ['iban', 'DE89370400440532013000', 'SWIFT, IBAN registry'],
  ['iban', 'FR14 2004 1010 0505 0001 3M02 606', 'SWIFT, IBAN registry'],
  ['card', '4242 4242 4242 4242', 'test card of a payment processor'],
  ['card', '378282246310005', 'test card of American Express'],
  ['itCodice', 'RSSMRA85T10A562S', 'sample of the Agenzia delle Entrate'],
  ['esDni', '12345678Z', 'sample document of the Spanish police'],
  ['esDni', 'X1234567L', 'sample document of the Spanish police'],
  ['deSteuer', '86095742719', 'Bundeszentralamt für Steuern, sample of the check digit'],
  ['nlBsn', '111222333', 'Rijksoverheid, sample of the elfproef'],
  ['plPesel', '44051401359', 'sample of the Polish ministry'],
  ['sePersonnummer', '811228-9874', 'Skatteverket, SKV 704'],
  ['ukNhs', '943 476 5919', 'NHS Data Dictionary'],
  ['frNir', '2 55 08 14 168 025 38', 'INSEE, sample card'],
]

const someone = (locale: Locale, row: number): Person => ({
  locale,
  first: 'Ana María',
  last: 'Łęcka-Groß',
  full: 'Ana María Łęcka-Groß',
  street: '7 Main Street',
  city: 'Anytown',
  region: 'Somewhere',
  postcode: '12345',
  born: { year: 1960 + (row % 40), month: 1 + (row % 12), day: 1 + (row % 28) },
  row,
})

describe('check digits', () => {
  test.each(published)('%s %s passes (%s)', (kind, value) => {
    expect(kinds[kind].test(value)).toBe(true)
  })

  test.each(checked)('%s agrees with python-stdnum on what is valid', (kind) => {
    const { valid, invalid } = numbers[kind]
    expect(valid.filter((value) => !kinds[kind].test(value))).toEqual([])
    expect(invalid.filter((value) => kinds[kind].test(value))).toEqual([])
  })
})

describe('made-up values', () => {
  const locale = fc.constantFrom(...locales)
  const row = fc.integer({ min: 0, max: 5_000_000 })
  const written: Partial<Record<PersonalKind, readonly string[]>> = {
    phone: ['+44 20 7946 0000', '(212) 555-0100', '212-555-0100', '2125550100', '0171 3920012'],
    ip: ['192.0.2.1', '2001:db8::1'],
    url: ['https://example.org/a', 'www.example.org'],
    licence: ['C01X00T47', '京A12345', 'M-12 3456'],
  }
  /** How values of a kind are written: as the examples are, or in no known way. */
  const shapesOf = (kind: PersonalKind) => {
    const examples = published.filter(([other]) => other === kind).map(([, value]) => value)
    return ['', ...[...examples, ...(written[kind] ?? []), ...(numbers[kind]?.valid ?? [])].map(shapeOf)]
  }

  test.each(personalKinds)('%s: pass their own test, however the column is written', (kind) => {
    fc.assert(
      fc.property(locale, row, fc.constantFrom(...shapesOf(kind)), (place, number, shape) => {
        const value = kinds[kind].make(someone(place, number), createRandom(number, kind), shape)
        const readable =
          kind === 'address' || kind === 'name' || kind === 'firstName' || kind === 'lastName' || kind === 'prose'
        expect(readable || kinds[kind].test(value), value).toBe(true)
        expect(value).not.toBe('')
      }),
    )
  })

  test.each(checked.filter((kind) => kind !== 'usSsn'))('%s: one changed digit fails', (kind) => {
    fc.assert(
      fc.property(row, fc.nat(40), fc.integer({ min: 1, max: 9 }), (number, place, change) => {
        const value = kinds[kind].make(someone('en', number), createRandom(number, kind), '')
        const at = [...value.matchAll(/\d/g)].map(({ index }) => index)
        const i = at[place % at.length]
        const changed = value.slice(0, i) + ((Number(value[i]) + change) % 10) + value.slice(i + 1)
        expect(kinds[kind].test(changed), changed).toBe(false)
      }),
    )
  })

  const unique = personalKinds.filter((kind) =>
    ['email', 'url', 'card', 'usSsn', 'iban', 'deSteuer', 'esDni'].includes(kind),
  )
  test.each(unique)('%s: no two of 20,000 rows are alike', (kind) => {
    const random = createRandom(1, kind)
    const values = Array.from({ length: 20_000 }, (_, number) => kinds[kind].make(someone('en', number), random, ''))
    expect(new Set(values).size).toBe(20_000)
  })

  test('spread visits every number once', () => {
    for (const capacity of [20, 1000, 4900, 95_000, 100_000]) {
      const seen = new Set(Array.from({ length: capacity }, (_, n) => spread(n, capacity)))
      expect(seen.size).toBe(capacity)
    }
  })
})

test('the shape of a text says nothing of its letters and digits', () => {
  expect(shapeOf('+49 (0)30 Müller-Str. 7b')).toBe('+00 (0)00 Aaaaaa-Aaa. 0a')
  expect(shapeOf('京A12345')).toBe('某A00000')
})
