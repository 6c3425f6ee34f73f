// Figures as a language writes them.

export const reportLanguages = ['en', 'zh'] as const
export type ReportLanguage = (typeof reportLanguages)[number]

export interface Figures {
  readonly count: (value: number) => string
  /** Three decimals, with a sign where `signed`; a dash where there is none. */
  readonly figure: (value: number | null | undefined, signed?: boolean) => string
  readonly percent: (share: number | null | undefined, digits?: number) => string
  /** A share that was chosen, with as many digits as it has. */
  readonly level: (share: number) => string
  /** A value of a column. */
  readonly value: (value: number) => string
  readonly day: (milliseconds: number) => string
  readonly list: (names: readonly string[]) => string
}

export function figuresIn(language: ReportLanguage): Figures {
  const format = (options: Intl.NumberFormatOptions) => (value: number | null | undefined) =>
    value === null || value === undefined
      ? '–'
      : new Intl.NumberFormat(language, options).format(value).replace('-', '−')
  const decimals = { minimumFractionDigits: 3, maximumFractionDigits: 3 }
  return {
    count: format({ maximumFractionDigits: 0 }),
    figure: (value, signed = false) => format({ ...decimals, ...(signed ? { signDisplay: 'exceptZero' } : {}) })(value),
    percent: (share, digits = 1) =>
      format({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits })(share),
    level: format({ style: 'percent', maximumFractionDigits: 2 }),
    value: format({ maximumSignificantDigits: 4 }),
    day: (milliseconds) =>
      new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(milliseconds),
    list: (names) => new Intl.ListFormat(language, { style: 'long', type: 'conjunction' }).format(names),
  }
}
