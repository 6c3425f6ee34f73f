// Small tables for the journeys, seeded, with every kind of column that the studio learns.
import { createRandom } from '../src/math/random.ts'

const cities = ['Aachen', 'Köln, Mitte', 'München']

/** What each column may hold; the journeys hold the downloaded file against it. */
export const visitColumns: Readonly<Record<string, RegExp>> = {
  visit: /^V-\d{4,}$/,
  day: /^20\d\d-\d{2}-\d{2}$/,
  age: /^\d{1,3}$/,
  city: /^(Aachen|Köln, Mitte|München)$/,
  smoker: /^(yes|no)$/,
  weight_kg: /^\d{1,3}\.\d$/,
  score: /^(-?\d+|\?)$/,
}

/** Visits as CSV text: age drives weight, city drives smoking, a third of the scores is missing. */
export function visits(rows: number): string {
  const random = createRandom(7, 'visits')
  const lines = [Object.keys(visitColumns).join(',')]
  for (let row = 0; row < rows; row++) {
    const age = 18 + random.integer(70)
    const city = random.integer(3)
    const day = new Date(Date.UTC(2023, 0, 1) + random.integer(700) * 86_400_000).toISOString().slice(0, 10)
    const weight = (55 + age / 4 + 9 * random.normal()).toFixed(1)
    const smoker = random.uniform() < 0.2 + 0.3 * city ? 'yes' : 'no'
    const score = random.uniform() < 1 / 3 ? '?' : String(Math.round(20 * random.normal()))
    const cell = cities[city].includes(',') ? `"${cities[city]}"` : cities[city]
    lines.push([`V-${String(row + 1).padStart(4, '0')}`, day, age, cell, smoker, weight, score].join(','))
  }
  return `${lines.join('\n')}\n`
}
