// Zone: how far a clock is ahead of UTC at any instant: always as far, or by the rules of a place, which know of summer time.

/** Places whose clocks follow all rules of summer time in wide use, each for all that keep the same; IANA names. */
const places = [
  'Europe/Berlin',
  'Europe/London',
  'Europe/Athens',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'America/Halifax',
  'America/St_Johns',
  'America/Anchorage',
  'America/Sao_Paulo',
  'America/Santiago',
  'America/Mexico_City',
  'Asia/Jerusalem',
  'Asia/Tehran',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Australia/Sydney',
  'Australia/Adelaide',
  'Pacific/Auckland',
] as const

const minute = 60_000
const hour = 60 * minute

/** Milliseconds of a year and a bit, cut into so many pieces: between two changes of a clock there is always more than one of them. */
const block = 2 ** 35
const pieces = 32

/** The clock of a fixed offset, in minutes ahead of UTC: `UTC+02:00`. */
export function fixedZone(offset: number): string {
  return `UTC${offsetText(offset)}`
}

/** Minutes ahead of UTC as ISO 8601 writes them: `+02:00`. */
export function offsetText(offset: number, separator = ':'): string {
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  const two = (number: number) => String(number).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(hours)}${separator}${two(minutes)}`
}

/** Minutes that `+02:00`, `+0200` or `+02` say; NaN for another text. */
function minutesOf(text: string): number {
  const found = /^([+-])(\d\d):?(\d\d)?/.exec(text)
  if (found === null) return Number.NaN
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3] ?? 0))
}

export class Zone {
  readonly #fixed: number
  readonly #clock: Intl.DateTimeFormat | null
  readonly #blocks = new Map<number, { readonly from: readonly number[]; readonly offsets: readonly number[] }>()

  /** `name`: as of `fixedZone`, or of a place in the IANA time zone database. Throws RangeError for another. */
  constructor(name: string) {
    this.#fixed = name.startsWith('UTC') ? minutesOf(name.slice(3)) : Number.NaN
    this.#clock = Number.isNaN(this.#fixed)
      ? new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
      : null
  }

  /** Minutes ahead of UTC. */
  offsetAt(instant: number): number {
    if (this.#clock === null) return this.#fixed
    const index = Math.floor(instant / block)
    let found = this.#blocks.get(index)
    if (found === undefined) {
      found = this.#look(index)
      this.#blocks.set(index, found)
    }
    let at = found.from.length - 1
    while (at > 0 && found.from[at] > instant) at--
    return found.offsets[at]
  }

  /** The instant at which the clock shows `wall` (milliseconds since 1970 as if it were UTC). Of a time that comes twice one of both. */
  instantOf(wall: number): number {
    const near = wall - this.offsetAt(wall) * minute
    return wall - this.offsetAt(near) * minute
  }

  /** The changes of the clock within a block. */
  #look(index: number) {
    const from = [index * block]
    const offsets = [this.#ask(index * block)]
    for (let piece = 1; piece <= pieces; piece++) {
      // Clocks change at full minutes.
      let low = Math.floor((index * block + ((piece - 1) * block) / pieces) / minute) * minute
      let high = Math.ceil((index * block + (piece * block) / pieces) / minute) * minute
      const after = this.#ask(high)
      if (after === offsets[offsets.length - 1]) continue
      while (high - low > minute) {
        const middle = Math.floor((low + high) / 2 / minute) * minute
        if (this.#ask(middle) === after) high = middle
        else low = middle
      }
      from.push(high)
      offsets.push(after)
    }
    return { from, offsets }
  }

  #ask(instant: number): number {
    // Beyond this there are no dates.
    const date = new Date(Math.min(Math.max(instant, -8.64e15), 8.64e15))
    const text = this.#clock?.format(date).split('GMT')[1] ?? ''
    return minutesOf(text.replace('−', '-')) || 0
  }
}

const zones = new Map<string, Zone>()

/** One object a name. Throws RangeError for a name that is none. */
export function zoneNamed(name: string): Zone {
  let zone = zones.get(name)
  if (zone === undefined) {
    zone = new Zone(name)
    zones.set(name, zone)
  }
  return zone
}

/** True for the name of a clock that this device knows. */
export function isZone(name: string): boolean {
  try {
    return zoneNamed(name) !== null
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** Offsets in minutes and the hours in which they were seen. */
export class SeenOffsets {
  /** Rows by hour and offset. */
  readonly #rows = new Map<number, number>()

  add(instant: number, offset: number): void {
    const key = Math.floor(instant / hour) * keys + offset + keys / 2
    const before = this.#rows.get(key)
    if (before !== undefined || this.#rows.size < mostHours) this.#rows.set(key, (before ?? 0) + 1)
  }

  /**
   * The clocks that explain most of what was seen, the one that explains most first; each at least a twentieth of all, so
   * that what a few rows say alone is no part of a format. A place is taken for one only where it explains much more than any fixed offset.
   */
  zones(): string[] {
    let rest = [...this.#rows].map(([key, rows]) => ({
      // Clocks change at full hours.
      instant: (Math.floor(key / keys) + 0.5) * hour,
      offset: key - Math.floor(key / keys) * keys - keys / 2,
      rows,
    }))
    const total = rest.reduce((sum, { rows }) => sum + rows, 0)
    const found: string[] = []
    while (rest.length > 0) {
      const explained = (name: string) => {
        const zone = zoneNamed(name)
        return rest.reduce((sum, { instant, offset, rows }) => sum + (zone.offsetAt(instant) === offset ? rows : 0), 0)
      }
      const best = (names: readonly string[]) =>
        names
          .map((name) => ({ name, rows: explained(name) }))
          .reduce((most, each) => (each.rows > most.rows ? each : most), { name: '', rows: 0 })
      const fixed = best([...new Set(rest.map(({ offset }) => fixedZone(offset)))])
      const place = best(places)
      const { name, rows } = place.rows > muchMore * fixed.rows ? place : fixed
      if (found.length > 0 && rows < leastShare * total) break
      found.push(name)
      const zone = zoneNamed(name)
      rest = rest.filter(({ instant, offset }) => zone.offsetAt(instant) !== offset)
    }
    return found
  }
}

/** More than all offsets in minutes that there are. */
const keys = 4096
/** Hours that are kept apart at most; a hundred thousand are eleven years. */
const mostHours = 100_000
const leastShare = 0.05
const muchMore = 1.25
