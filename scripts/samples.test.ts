// The bundled samples: the committed files are what the scripts write, and hold the dependencies that they promise.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cardTransactions } from './samples/card-transactions.ts'
import { hospitalAdmissions } from './samples/hospital-admissions.ts'

const committed = (name: string) => readFileSync(new URL(`../public/samples/${name}`, import.meta.url), 'utf8')

function rowsOf(text: string): Record<string, string>[] {
  const [header, ...lines] = text.trimEnd().split('\n')
  const names = header.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index], cell])))
}

const share = <T>(items: readonly T[], test: (item: T) => boolean) => items.filter(test).length / items.length

/** Mean of a number over the rows that pass. */
function mean(rows: readonly Record<string, string>[], name: string, test: (row: Record<string, string>) => boolean) {
  const values = rows.filter(test).map((row) => Number(row[name]))
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

describe('hospital-admissions.csv', () => {
  const rows = rowsOf(committed('hospital-admissions.csv'))

  it('is byte for byte what its script writes', () => {
    expect(hospitalAdmissions() === committed('hospital-admissions.csv')).toBe(true)
  })

  it('discharges every patient on the day of admission plus the stay', () => {
    expect(rows).toHaveLength(5000)
    const wrong = rows.filter(
      (row) => (Date.parse(row.discharged) - Date.parse(row.admitted)) / 86_400_000 !== Number(row.stay_days),
    )
    expect(wrong).toEqual([])
  })

  it('leaves the laboratory value out more often the less ill a patient is', () => {
    const missing = ['low', 'moderate', 'high', 'critical'].map((acuity) =>
      share(
        rows.filter((row) => row.acuity === acuity),
        (row) => row.crp_mg_l === '',
      ),
    )
    expect(missing).toEqual([...missing].sort((a, b) => b - a))
    expect(missing[0]).toBeGreaterThan(0.5)
    expect(missing[3]).toBeLessThan(0.06)
  })

  it('says nothing about the return of those who died, and always says it of the others', () => {
    expect(rows.every((row) => (row.readmitted === '') === (row.outcome === 'died'))).toBe(true)
    expect(rows.some((row) => row.outcome === 'died')).toBe(true)
  })

  it('lets the old stay longer and cost follow the stay', () => {
    expect(mean(rows, 'stay_days', (row) => Number(row.age) >= 75)).toBeGreaterThan(
      1.5 * mean(rows, 'stay_days', (row) => Number(row.age) < 50),
    )
    expect(mean(rows, 'cost_eur', (row) => Number(row.stay_days) > 14)).toBeGreaterThan(
      2 * mean(rows, 'cost_eur', (row) => Number(row.stay_days) < 4),
    )
  })
})

describe('card-transactions.csv', () => {
  const rows = rowsOf(committed('card-transactions.csv'))

  it('is byte for byte what its script writes', () => {
    expect(cardTransactions() === committed('card-transactions.csv')).toBe(true)
  })

  it('calls a payment foreign exactly where the two countries differ', () => {
    expect(rows).toHaveLength(8000)
    expect(rows.every((row) => (row.foreign === 'true') === (row.home_country !== row.merchant_country))).toBe(true)
  })

  it('knows no distance online and always one elsewhere', () => {
    expect(rows.every((row) => (row.distance_km === '') === (row.channel === 'online'))).toBe(true)
  })

  it('has rare fraud, several times more frequent abroad and at night', () => {
    const fraud = (row: Record<string, string>) => row.fraud === '1'
    const night = (row: Record<string, string>) => Number(row.time.slice(11, 13)) < 6
    const foreign = (row: Record<string, string>) => row.foreign === 'true'
    expect(share(rows, fraud)).toBeGreaterThan(0.01)
    expect(share(rows, fraud)).toBeLessThan(0.05)
    expect(share(rows.filter(foreign), fraud)).toBeGreaterThan(
      3 *
        share(
          rows.filter((row) => !foreign(row)),
          fraud,
        ),
    )
    expect(share(rows.filter(night), fraud)).toBeGreaterThan(
      3 *
        share(
          rows.filter((row) => !night(row)),
          fraud,
        ),
    )
  })

  it('gives no cashback for most payments', () => {
    expect(share(rows, (row) => row.cashback === '0.00')).toBeGreaterThan(0.7)
  })
})
