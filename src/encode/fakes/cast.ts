// Cast: the made-up people of the rows that are being decoded. All fields of a row ask for the same one.
import { createRandom, type Random } from '../../math/random.ts'
import { digits, type Locale, type Person } from '../../table/personal/kind.ts'
import { listsOf } from './lists.ts'

/** Years of birth of people who are grown up and as a rule still working. */
const firstYear = 1950
const years = 55

function someoneOf(locale: Locale, row: number, random: Random): Person {
  const lists = listsOf(locale)
  const pick = (list: readonly string[]) => list[random.integer(list.length)]
  const first = pick(lists.first)
  const one = pick(lists.last)
  const other = pick(lists.last)
  const last = locale === 'es' ? `${one} ${other}` : one
  const name = pick(lists.street)
  const house = 1 + random.integer(150)
  const street =
    locale === 'zh_CN'
      ? `${name}${house}号`
      : locale === 'en' || locale === 'fr'
        ? `${house} ${name}`
        : locale === 'es' || locale === 'it'
          ? `${name}, ${house}`
          : `${name} ${house}`
  return {
    locale,
    first,
    last,
    full: locale === 'zh_CN' ? last + first : `${first} ${last}`,
    street,
    city: pick(lists.city),
    region: pick(lists.region),
    postcode: postcodeOf(locale, random),
    born: { year: firstYear + random.integer(years), month: 1 + random.integer(12), day: 1 + random.integer(28) },
    row,
  }
}

function postcodeOf(locale: Locale, random: Random): string {
  if (locale === 'nl')
    return `${1 + random.integer(9)}${digits(random, 3)} ${'ABCDEFGHJKLMNPRSTVWXZ'[random.integer(21)]}X`
  if (locale === 'pl') return `${digits(random, 2)}-${digits(random, 3)}`
  return digits(random, locale === 'zh_CN' ? 6 : 5)
}

export class Cast {
  readonly #seed: number
  readonly #firstRow: number
  readonly #people = new Map<Locale, Person[]>()

  /** `firstRow`: rows that were made before these. */
  constructor(seed: number, firstRow: number) {
    this.#seed = seed
    this.#firstRow = firstRow
  }

  /** Who stands in row `r` of these. */
  person(r: number, locale: Locale): Person {
    let people = this.#people.get(locale)
    if (!people) {
      people = []
      this.#people.set(locale, people)
    }
    people[r] ??= someoneOf(locale, this.#firstRow + r, createRandom(this.#seed, `person/${this.#firstRow + r}`))
    return people[r]
  }
}
