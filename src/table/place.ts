// Place: latitudes and longitudes that belong together, known by their names and by their values.
import type { Field, Schema } from './schema.ts'

/** Largest latitude and longitude, in degrees. */
export const mostDegrees = { latitude: 90, longitude: 180 } as const

type Axis = keyof typeof mostDegrees

/** Names, in words parted by blanks and in small letters; x and y only behind a word that tells of a place. */
const names: Record<Axis, RegExp> = {
  latitude:
    /(?:^| )(?:lat|latitude|latitud|latitudine|breite|breitengrad|geobreite|szerokość|breddgrad|(?:geo|gps|map|coord|location|loc) ?y)(?= |$)|纬度/,
  longitude:
    /(?:^| )(?:lon|lng|long|longitude|longitud|longitudine|länge|laenge|längengrad|laengengrad|geolänge|długość|lengtegraad|longitudgrad|(?:geo|gps|map|coord|location|loc) ?x)(?= |$)|经度/,
}

/** `pickupLat` and `pickup_lat` as `pickup lat`, `lat1` as `lat 1`. */
function wordsOf(name: string): string {
  return name
    .replace(/(\p{Ll})(\p{Lu})|(\p{L})(\p{N})/gu, '$1$3 $2$4')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()
}

/** Two columns of degrees: the places of fields in their schema. */
export interface PlacePair {
  readonly latitude: number
  readonly longitude: number
}

/** True where a field's values may be degrees along an axis: numbers, none of them out of range. */
function couldBe({ type, treatment, domain }: Field, axis: Axis): boolean {
  if ((type !== 'real' && type !== 'integer') || treatment !== undefined || domain.kind !== 'range') return false
  return Math.max(Math.abs(domain.minimum), Math.abs(domain.maximum)) <= mostDegrees[axis]
}

/** The same by what is public of the field: a range that was read off the rows does not count. */
function isLearntAs(field: Field, axis: Axis): boolean {
  const domain = { kind: 'range', minimum: 0, maximum: 0, declared: true } as const
  const known = field.domain.kind === 'range' && field.domain.declared
  return field.role === 'model' && couldBe(known ? field : { ...field, domain }, axis)
}

/** A name without what says which axis it is, e.g. ` pickup` of `pickup lat`; null: it says nothing of that axis. */
function rest(name: string, axis: Axis): string | null {
  const words = wordsOf(name)
  return names[axis].test(words) ? words.replace(names[axis], '').trim() : null
}

/** Pairs whose names say that they belong together, and whose numbers could be degrees, fractions on one of both sides. */
export function findPlaces(fields: readonly Field[]): PlacePair[] {
  const taken = new Set<number>()
  return fields.flatMap((field, latitude): PlacePair[] => {
    const own = rest(field.name, 'latitude')
    if (own === null || !couldBe(field, 'latitude')) return []
    const longitude = fields.findIndex(
      (other, i) =>
        i !== latitude &&
        !taken.has(i) &&
        rest(other.name, 'longitude') === own &&
        couldBe(other, 'longitude') &&
        (field.type === 'real' || other.type === 'real'),
    )
    if (longitude < 0) return []
    taken.add(longitude)
    return [{ latitude, longitude }]
  })
}

/** The fields with each latitude pointing to its longitude. */
export function withPlaces(fields: readonly Field[]): Field[] {
  const pairs = findPlaces(fields)
  return fields.map((field, i) => {
    const pair = pairs.find(({ latitude }) => latitude === i)
    return pair === undefined ? field : { ...field, longitude: fields[pair.longitude].name }
  })
}

/** The pairs of a schema that are still degrees, both learnt as they are; by what is public of the schema alone. */
export function placesOf({ fields }: Schema): PlacePair[] {
  const taken = new Set<number>()
  return fields.flatMap((field, latitude): PlacePair[] => {
    if (field.longitude === undefined || !isLearntAs(field, 'latitude')) return []
    const longitude = fields.findIndex(({ name }) => name === field.longitude)
    if (longitude < 0 || longitude === latitude || taken.has(longitude)) return []
    if (!isLearntAs(fields[longitude], 'longitude')) return []
    taken.add(longitude)
    return [{ latitude, longitude }]
  })
}

/** Why a field cannot be the latitude of a place with a certain longitude; null: it can. */
export function placeProblem(fields: readonly Field[], latitude: number, longitude: string): string | null {
  const other = fields.findIndex(({ name }) => name === longitude)
  if (other < 0) return `there is no column "${longitude}"`
  if (other === latitude) return 'a column cannot be its own longitude'
  const taken = fields.find((field, i) => i !== latitude && field.longitude === longitude)
  if (taken !== undefined) return `"${longitude}" is the longitude of "${taken.name}" already`
  for (const [field, axis] of [
    [fields[latitude], 'latitude'],
    [fields[other], 'longitude'],
  ] as const) {
    if (!couldBe(field, axis))
      return `"${field.name}" must hold numbers from −${mostDegrees[axis]} to ${mostDegrees[axis]} degrees to be a ${axis}`
  }
  return null
}
