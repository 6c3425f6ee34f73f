// Testing: made-up tables that scikit-learn was given too.
import { field, numbers, tableOf, words } from '../../encode/testcolumns.ts'
import type { Schema } from '../../table/schema.ts'
import type { Table } from '../../table/table.ts'
import type { Part } from './features.ts'

/** Fields of what `patients` makes. */
export const patientSchema: Schema = {
  fields: [
    field('age', 'integer'),
    field('pay', 'real'),
    field('job', 'category'),
    field('town', 'category'),
    field('sick', 'boolean'),
    field('kind', 'category'),
    field('cost', 'real'),
  ],
}

/** Uniform numbers on [0, 1) of a linear congruential generator, as any language makes them. */
export function congruential(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const jobs = ['clerk', 'cook', 'nurse', 'pilot', 'smith'] as const
const ofJob: Readonly<Record<string, number>> = { clerk: -1, cook: 0.5, nurse: 1, pilot: -0.5, smith: 0 }

/**
 * People of whom `sick`, `kind` and `cost` depend on age, pay, job and town, on age and town together most. `shift` makes
 * others of them.
 */
export function patients(seed: number, rows: number, shift = 0): Table {
  const uniform = congruential(seed)
  const made = Array.from({ length: rows }, () => {
    const d = Array.from({ length: 12 }, () => (uniform() + uniform()) % 1)
    const age = 20 + Math.floor(60 * d[0])
    const pay = d[1] < 0.08 ? null : Math.floor(1000 * Math.exp(3 * d[2]) + 500 * shift * d[2]) / 100
    const job = d[3] < 0.05 ? null : jobs[Math.floor(5 * d[4] ** (1 + shift))]
    const town = 'ABCDEFGH'[Math.floor(8 * d[5] ** 2)]
    const side = 'BDF'.includes(town) ? 1 : -1
    const ofPay = pay === null ? 0.8 : (0.1 * (pay - 60)) / 10
    const risk = 0.05 * (age - 50) + ofPay + side * (age > 50 ? 1.2 : -1.2) + (job === null ? 1.5 : ofJob[job]) - 1.5
    const blurred = risk + 2 * (d[7] - 0.5)
    return {
      age,
      pay,
      job,
      town,
      sick: d[6] < 1 / (1 + Math.exp(-risk)) ? 'yes' : 'no',
      kind: blurred < -2 ? 'low' : blurred > 0.5 ? 'high' : 'mid',
      cost: risk + 2 * (d[8] + d[9] - 1),
    }
  })
  return tableOf([
    numbers(made.map(({ age }) => age)),
    numbers(made.map(({ pay }) => pay)),
    words(made.map(({ job }) => job)),
    words(made.map(({ town }) => town)),
    words(made.map(({ sick }) => sick)),
    words(made.map(({ kind }) => kind)),
    numbers(made.map(({ cost }) => cost)),
  ])
}

/** All rows of a table. */
export const wholeOf = (table: Table): Part => ({ table, rows: Uint32Array.from({ length: table.rows }, (_, r) => r) })
