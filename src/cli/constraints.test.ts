// Tests of constraints on the command line: a file of them, warnings, rows that all meet them, suggestions, evaluation.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'

let folder = ''
const file = (name: string) => join(folder, name)

const day = 86_400_000
const date = (instant: number) => new Date(instant).toISOString().slice(0, 10)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-constraints-'))
  const random = createRandom(1, 'constraints')
  const rows = Array.from({ length: 300 }, (_, row) => {
    const admission = Date.UTC(2023, 0, 1) + day * random.integer(600)
    // One row breaks the order of its dates.
    const discharge = row === 6 ? admission - day : admission + day * random.integer(9)
    const [room, care] = [random.integer(9000), random.integer(9000)]
    const ward = ['north', 'south', 'east'][random.integer(3)]
    const money = [room, care, room + care].map((cents) => (cents / 100).toFixed(2))
    return [date(admission), date(discharge), ...money, ward, ward === 'east' ? 'two' : 'one'].join(',')
  })
  await writeFile(file('real.csv'), `admission,discharge,room,care,total,ward,floor\n${rows.join('\n')}\n`)
  const recipe = { latent: 8, generatorWidths: [16], discriminatorWidths: [16], batch: 50 }
  await writeFile(file('recipe.json'), JSON.stringify(recipe))
})

afterAll(() => rm(folder, { recursive: true }))

function understudy(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, UNDERSTUDY_HOME: file('home') }
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...words], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

it('writes rows that meet the constraints of a file, warns of real rows that break them, and evaluates by them', async () => {
  const constraints = [
    { kind: 'inequality', low: 'admission', high: 'discharge' },
    { kind: 'sum', total: 'total', parts: ['room', 'care'] },
    { kind: 'combinations', fields: ['ward', 'floor'] },
    { kind: 'expression', expression: "ward != 'north' or room < 60" },
  ]
  await writeFile(file('constraints.json'), JSON.stringify(constraints))
  const synth = await understudy(
    ...['synth', file('real.csv'), '--out', file('synthetic.csv'), '--recipe', file('recipe.json')],
    ...['--steps', '20', '--rows', '400', '--constraints', file('constraints.json')],
  )
  expect(synth.code).toBe(0)
  expect(synth.err).toContain('1 of 300 real rows break the constraint admission <= discharge, the first of them row 7')
  const { data } = Papa.parse<Record<string, string>>(await readFile(file('synthetic.csv'), 'utf8'), {
    header: true,
    skipEmptyLines: true,
  })
  expect(data).toHaveLength(400)
  const cents = (text: string) => Math.round(100 * Number(text))
  for (const row of data) {
    expect(row.admission <= row.discharge).toBe(true)
    expect(cents(row.total)).toBe(cents(row.room) + cents(row.care))
    expect(row.floor).toBe(row.ward === 'east' ? 'two' : 'one')
    expect(row.ward !== 'north' || Number(row.room) < 60).toBe(true)
  }
  const evaluated = await understudy(
    ...['evaluate', '--real', file('real.csv'), '--synth', file('synthetic.csv')],
    ...['--constraints', file('constraints.json'), '--json'],
  )
  const scores: { name: string; share: number }[] = JSON.parse(evaluated.out).constraints
  expect(scores.map(({ share }) => share)).toEqual([1, 1, 1, 1])
}, 120_000)

it('suggests constraints and takes one over as it prints it', async () => {
  const inspected = await understudy('inspect', file('real.csv'), '--json')
  const { suggestions } = JSON.parse(inspected.out)
  const names = suggestions.map(({ name }: { name: string }) => name)
  expect(names).toEqual(['total = room + care', 'ward × floor in combinations that occur'])
  await writeFile(file('taken.json'), JSON.stringify([suggestions[0].constraint]))
  const again = await understudy('inspect', file('real.csv'), '--constraints', file('taken.json'))
  expect(again.out).not.toContain('could be a constraint: total')
  expect(again.out).toContain('could be a constraint: ward × floor')
}, 60_000)

it('points at the place where an expression goes wrong', async () => {
  await writeFile(file('wrong.json'), JSON.stringify([{ kind: 'expression', expression: 'room < > 3' }]))
  const { code, err } = await understudy('inspect', file('real.csv'), '--constraints', file('wrong.json'))
  expect(code).toBe(1)
  expect(err).toContain('at character 8, at the arrow: room < →> 3')
}, 60_000)
