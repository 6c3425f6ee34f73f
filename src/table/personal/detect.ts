// Detect: which columns of a reading hold personal data, by their names and by their values, and how sure that is.
import { isMissing } from '../missing.ts'
import { type RawColumn, textReader } from '../reading.ts'
import type { FieldType, Personal } from '../schema.ts'
import { surveyColumn } from '../survey.ts'
import { type Kind, type Locale, shapeOf } from './kind.ts'
import { kinds, type PersonalKind, personalKinds } from './kinds.ts'

/** Distinct values that are looked at, and rows in which they are looked for. */
const most = 1000
const mostRows = 20_000

/** Values that hardly repeat: so many distinct ones a cell. */
const mostlyDistinct = 0.5

interface Sample {
  readonly texts: readonly string[]
  /** Distinct texts a cell with a value. */
  readonly variety: number
}

function sampleOf(raw: RawColumn, rows: number): Sample {
  if (raw.kind === 'words') {
    const { values, missing } = surveyColumn(raw)
    const texts = values.slice(0, most).map(({ text }) => text)
    return { texts, variety: values.length / Math.max(1, rows - missing) }
  }
  const text = textReader(raw)
  const found = new Set<string>()
  let present = 0
  for (let row = 0; row < Math.min(rows, mostRows) && found.size < most; row++) {
    const cell = text(row).trim()
    if (isMissing(cell)) continue
    found.add(cell)
    present++
  }
  return { texts: [...found], variety: found.size / Math.max(1, present) }
}

/** A column's name in small words: `customerEmail` and `CUSTOMER_EMAIL` are `customer email`. */
export function wordsOf(name: string): string {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/[\s_\-.:/]+/g, ' ')
    .trim()
    .toLowerCase()
}

function shareOf(texts: readonly string[], test: (text: string) => boolean): number {
  return texts.filter((text) => test(text)).length / Math.max(1, texts.length)
}

/** How most texts are written. */
function commonShape(texts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const text of texts) {
    const shape = shapeOf(text)
    counts.set(shape, (counts.get(shape) ?? 0) + 1)
  }
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), ['', 0] as const)[0]
}

/** How most values of a kind are written; of free text, a text of the usual length. */
export function shapeIn(raw: RawColumn, rows: number, kind: PersonalKind): string {
  const { texts } = sampleOf(raw, rows)
  if (kind !== 'prose') return commonShape(texts.filter((text) => kinds[kind].test(text)))
  const lengths = texts.map(({ length }) => length).sort((a, b) => a - b)
  const usual = lengths[Math.floor(lengths.length / 2)] ?? 0
  // To one digit: not the length of any one text.
  return 'a'.repeat(Math.min(2000, Number(usual.toPrecision(1))))
}

/** What personal data a column holds; null where none is found. A name alone never tells: some values must bear it out. */
export function findPersonal(name: string, raw: RawColumn, rows: number, type: FieldType): Personal | null {
  if (type === 'boolean' || type === 'constant') return null
  const words = wordsOf(name)
  const { texts, variety } = sampleOf(raw, rows)
  if (texts.length === 0) return null
  const found = (kind: PersonalKind, named: boolean, share: number): Personal => ({
    kind,
    evidence: { named, share, values: texts.length },
    shape: commonShape(texts.filter((text) => kinds[kind].test(text))),
  })
  for (const kind of personalKinds) {
    const { names, vague, test, share: least, numeric = false }: Kind = kinds[kind]
    if (numeric !== (type === 'real')) continue
    if (!names.test(words) && !(variety >= mostlyDistinct && vague?.test(words))) continue
    const share = shareOf(texts, test)
    if (share >= least) return found(kind, true, share)
  }
  if (type === 'datetime' || type === 'real') return null
  for (const kind of personalKinds) {
    const { alone, test }: Kind = kinds[kind]
    if (alone === null || texts.length < alone.values) continue
    const share = shareOf(texts, alone.test ?? test)
    if (share >= alone.share) return found(kind, false, share)
  }
  return null
}

/** Words by which the names of columns tell their language. */
const tongues: readonly (readonly [Locale, RegExp])[] = [
  ['zh_CN', /\p{Script=Han}/u],
  [
    'de',
    /\b(?:vorname|nachname|geburtsdatum|geburtstag|stra(?:ß|ss)e|ort|plz|alter|geschlecht|kunde|telefonnummer|anschrift|wohnort|betrag|datum)\b/,
  ],
  ['fr', /\b(?:nom|pr[ée]nom|naissance|rue|ville|code postal|courriel|sexe|t[ée]l[ée]phone|montant|âge)\b/],
  ['es', /\b(?:nombre|apellidos?|nacimiento|calle|ciudad|correo|edad|sexo|tel[ée]fono|direcci[óo]n|fecha|importe)\b/],
  ['it', /\b(?:cognome|nascita|citt[àa]|indirizzo|et[àa]|sesso|telefono|importo|codice)\b/],
  ['nl', /\b(?:voornaam|achternaam|geboortedatum|straat|woonplaats|leeftijd|geslacht|telefoon|bedrag)\b/],
  ['pl', /\b(?:imi[ęe]|nazwisko|urodzenia|ulica|miasto|wiek|p[łl]e[ćc]|adres|kwota)(?: |$)/],
  ['sv', /\b(?:förnamn|efternamn|födelsedatum|gata|stad|[åa]lder|kön|belopp)\b/],
]

/**
 * Where the people of a table are from: by the script of their names, the numbers that they bear, and the language of the columns'
 * names; English otherwise.
 */
export function localeOf(names: readonly string[], found: readonly (Personal | null)[]): Locale {
  const votes = new Map<Locale, number>()
  const vote = (locale: Locale, weight: number) => votes.set(locale, (votes.get(locale) ?? 0) + weight)
  const called = found.filter((personal) => personal !== null && named.has(personal.kind))
  if (called.some((personal) => personal?.shape.includes('某'))) return 'zh_CN'
  for (const personal of found) {
    const home = personal === null ? undefined : (kinds[personal.kind] as Kind).locale
    if (home !== undefined) vote(home, 3)
    if (personal?.shape.includes('某')) vote('zh_CN', 3)
  }
  for (const name of names) {
    for (const [locale, words] of tongues) if (words.test(wordsOf(name))) vote(locale, 1)
  }
  // Names in Latin letters are not Chinese, whatever the columns are called.
  if (called.length > 0) votes.delete('zh_CN')
  return [...votes].reduce<readonly [Locale, number]>((best, next) => (next[1] > best[1] ? next : best), ['en', 0])[0]
}

/** Kinds whose values are in the script of their bearers. */
const named: ReadonlySet<PersonalKind> = new Set(['name', 'firstName', 'lastName', 'address'])
