// Lists: names and places that made-up people are put together from, by language, loaded once for the whole program.
import type { Locale } from '../../table/personal/kind.ts'

export interface Lists {
  readonly first: readonly string[]
  readonly last: readonly string[]
  readonly city: readonly string[]
  /** Streets without a number. */
  readonly street: readonly string[]
  readonly region: readonly string[]
}

/** The part of faker's definitions that is used; `generic` names are those of any sex. */
export interface Definitions {
  readonly person?: { readonly first_name?: Names; readonly last_name?: Names }
  readonly location?: Readonly<Record<string, unknown>>
}

interface Names {
  readonly generic?: readonly string[]
  readonly female?: readonly string[]
  readonly male?: readonly string[]
}

/** Of each list so many are enough, taken evenly, so that they reach from A to Z. */
const most = 500

function few(list: readonly string[]): string[] {
  const step = Math.max(1, list.length / most)
  return Array.from({ length: Math.min(list.length, most) }, (_, i) => list[Math.floor(i * step)])
}

/** How a street is called, where the definitions hold no whole names of that language. */
const streetOf: Readonly<Partial<Record<Locale, (last: string) => string>>> = {
  es: (last) => `Calle ${last}`,
  it: (last) => `Via ${last}`,
  nl: (last) => `${last}straat`,
  pl: (last) => `ul. ${last}`,
}

/** The lists of a language from its definitions. */
export function listsFrom({ person, location = {} }: Definitions, locale: Locale): Lists {
  const strings = (name: string) => (location[name] ?? []) as readonly string[]
  const { generic = [], female = [], male = [] } = person?.first_name ?? {}
  const last = few(person?.last_name?.generic ?? [])
  // Names of any sex where there are enough of them, as nothing is known of the sex.
  const first = few(generic.length >= 100 ? generic : [...generic, ...female, ...male])
  const pairs = (heads: readonly string[], tails: readonly string[], between = '') =>
    few(heads.flatMap((head) => tails.map((tail) => head + between + tail)))
  const named = streetOf[locale]
  const street = named
    ? last.map(named)
    : locale === 'fr'
      ? pairs(strings('street_prefix'), strings('street_suffix'), ' ')
      : locale === 'sv'
        ? pairs(strings('street_name_part'), strings('street_suffix'))
        : few(strings('street_name'))
  const city =
    locale === 'zh_CN'
      ? strings('city_name').map((name) => `${name}市`)
      : locale === 'sv'
        ? pairs(strings('city_prefix'), strings('city_suffix'))
        : few(strings(locale === 'nl' ? 'city_prefix' : 'city_name'))
  return { first, last, city, street, region: strings('state') }
}

type Source = () => Promise<{ readonly faker: object }>

/** The page is built with the lists alone in place of these modules (scripts/fakelists.ts). */
const sources: Readonly<Record<Locale, Source>> = {
  en: () => import('@faker-js/faker/locale/en'),
  zh_CN: () => import('@faker-js/faker/locale/zh_CN'),
  de: () => import('@faker-js/faker/locale/de'),
  fr: () => import('@faker-js/faker/locale/fr'),
  es: () => import('@faker-js/faker/locale/es'),
  it: () => import('@faker-js/faker/locale/it'),
  nl: () => import('@faker-js/faker/locale/nl'),
  pl: () => import('@faker-js/faker/locale/pl'),
  sv: () => import('@faker-js/faker/locale/sv'),
}

const loaded = new Map<Locale, Lists>()

/** Loads what is not there yet. A page has to do so while it still has a network. */
export async function loadLists(locales: readonly Locale[]): Promise<void> {
  await Promise.all(
    locales.map(async (locale) => {
      if (loaded.has(locale)) return
      const { faker } = await sources[locale]()
      const own = faker as { readonly lists?: Lists; readonly rawDefinitions?: Definitions }
      loaded.set(locale, own.lists ?? listsFrom(own.rawDefinitions ?? {}, locale))
    }),
  )
}

/** Made-up values are asked for in a language whose lists were not loaded: a fault of the program. */
export class ListsNotLoadedError extends Error {
  override readonly name = 'ListsNotLoadedError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(locale: Locale) {
    super(`The names of language ${locale} are not loaded. Load the page again.`)
    this.values = { locale }
  }
}

/** Throws ListsNotLoadedError. */
export function listsOf(locale: Locale): Lists {
  const lists = loaded.get(locale)
  if (!lists) throw new ListsNotLoadedError(locale)
  return lists
}
