// Figures as the reader's language writes them.
import i18next from 'i18next'

const language = () => i18next.language ?? 'en'

export function formatCount(value: number): string {
  return new Intl.NumberFormat(language()).format(value)
}

/** A figure at about three significant digits. */
export function formatFigure(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && size < 1e-3) {
    const [mantissa, exponent] = value.toExponential(1).split('e')
    // A minus sign, not a hyphen, for a line must not break after it.
    return `${mantissa.replace(/\.0$/, '')}e−${-Number(exponent)}`
  }
  return new Intl.NumberFormat(language(), {
    maximumSignificantDigits: size >= 1000 ? 21 : 3,
    maximumFractionDigits: 0,
  }).format(size >= 1000 ? Math.round(value) : value)
}

/** A figure with all its digits, as a bound must be said. */
export function formatExact(value: number): string {
  return new Intl.NumberFormat(language(), { maximumSignificantDigits: 15 }).format(value)
}

/** `share` from 0 to 1. */
export function formatPercent(share: number, digits = 0): string {
  return new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: digits }).format(share)
}

/** A share of missing cells: one that is not 0 never reads as 0 %. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.001) return `< ${formatPercent(0.001, 1)}`
  return formatPercent(share, share < 0.1 ? 1 : 0)
}

export function formatList(items: readonly string[]): string {
  return new Intl.ListFormat(language(), { style: 'short', type: 'conjunction' }).format(items)
}

/** Names beyond these are told by number. */
const mostNames = 6

/** A list of names that may be long. */
export function formatNames(names: readonly string[]): string {
  const shown = names.slice(0, mostNames)
  const rest = names.length - shown.length
  return formatList(rest > 0 ? [...shown, i18next.t('app.more', { entries: rest })] : shown)
}

export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return new Intl.NumberFormat(language(), {
    style: 'unit',
    unit: units[unit],
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  }).format(value)
}

/** A length of time in its two largest units, e.g. `2 min 5 s`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const parts: [number, string][] = [
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ]
  const first = parts.findIndex(([value]) => value > 0)
  const shown = first === -1 ? [parts[2]] : parts.slice(first, first + 2).filter(([value]) => value > 0)
  return shown
    .map(([value, unit]) =>
      new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'short' }).format(value),
    )
    .join(' ')
}

/** The time of a step, at about two significant digits. */
export function formatMilliseconds(milliseconds: number): string {
  return new Intl.NumberFormat(language(), {
    style: 'unit',
    unit: 'millisecond',
    unitDisplay: 'short',
    maximumSignificantDigits: milliseconds < 100 ? 2 : 3,
    maximumFractionDigits: 0,
  }).format(milliseconds)
}

/** An instant of the reader's clock. */
export function formatMoment(milliseconds: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(milliseconds)
}

/** An instant as the file's wall clock, which carries no time zone. */
export function formatWallClock(milliseconds: number): string {
  const whole = milliseconds % 86_400_000 === 0
  return new Intl.DateTimeFormat(language(), {
    dateStyle: 'medium',
    ...(whole ? {} : { timeStyle: 'short' as const }),
    timeZone: 'UTC',
  }).format(milliseconds)
}
