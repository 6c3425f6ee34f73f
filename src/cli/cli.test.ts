// Tests of the command line as its user calls it: output, files and exit codes.
import { execFile, spawn } from 'node:child_process'
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { spending } from '../privacy/datasetaccount.ts'
import { Accounts } from './accounts.ts'

let folder = ''
const file = (name: string) => join(folder, name)
let env: NodeJS.ProcessEnv = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-cli-'))
  env = { ...process.env, UNDERSTUDY_HOME: file('home') }
  const random = createRandom(1, 'cli')
  const rows = Array.from({ length: 600 }, () => {
    const ward = ['north', 'south', 'east'][random.integer(3)]
    const age = (18 + random.integer(70)).toFixed(1)
    return `${age}, ${ward},${random.uniform() < 0.1 ? ' ?' : (20 + 5 * random.normal()).toFixed(2)}`
  })
  await writeFile(file('real.csv'), `age,ward,index\n${rows.join('\n')}\n`)
  const recipe = { latent: 8, generatorWidths: [16], discriminatorWidths: [16], batch: 50 }
  await writeFile(file('recipe.json'), JSON.stringify(recipe))
})

afterAll(() => rm(folder, { recursive: true }))

interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

function understudy(...words: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...words], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

const json = ({ out }: Outcome) => JSON.parse(out)

it('trains, saves, samples under a condition, shows and evaluates', async () => {
  const training = await understudy(
    ...['train', file('real.csv'), '--out', file('run.understudy'), '--recipe', file('recipe.json')],
    ...['--steps', '30', '--epsilon', '10', '--json'],
  )
  expect(training.err).not.toContain('understudy:')
  const trained = json(training)
  expect(trained).toMatchObject({ steps: 30, backend: 'wasm', seed: 1 })
  expect(trained.epsilon).toBeLessThanOrEqual(10)
  expect(trained.delta).toBeLessThan(1 / 600)
  expect(trained.noiseMultiplier).toBeGreaterThan(0)
  expect(trained.dataset).toMatchObject({ runs: 1, unguardedRuns: 0, limit: null })
  expect(trained.dataset.epsilon).toBeCloseTo(trained.epsilon, 4)

  const sampled = await understudy(
    ...['sample', file('run.understudy'), '--rows', '50', '--out', file('some.csv')],
    ...['--where', 'ward=north', '--where', 'age>=30', '--json'],
  )
  expect(json(sampled)).toMatchObject({ rows: 50 })
  const lines = (await readFile(file('some.csv'), 'utf8')).trimEnd().split('\n')
  expect(lines[0]).toBe('age,ward,index')
  expect(lines).toHaveLength(51)
  for (const line of lines.slice(1)) {
    const [age, ward, index] = line.split(',')
    expect(age).toMatch(/^\d+\.0$/)
    expect(Number(age)).toBeGreaterThanOrEqual(30)
    expect(ward).toBe(' north')
    expect(index).toMatch(/^(\?|-?\d+\.\d{2})$/)
  }

  const balanced = await understudy(
    ...['sample', file('run.understudy'), '--rows', '40', '--out', file('even.csv')],
    ...['--balance', 'ward: north=1, south=3', '--json'],
  )
  expect(json(balanced)).toMatchObject({ rows: 40 })
  const wards = (await readFile(file('even.csv'), 'utf8')).match(/ (north|south|east)/g)
  expect(wards?.filter((ward) => ward === ' north')).toHaveLength(10)
  expect(wards?.filter((ward) => ward === ' south')).toHaveLength(30)

  const filled = await understudy(
    ...['impute', file('run.understudy'), '--data', file('real.csv'), '--out', file('full.csv'), '--json'],
  )
  const before = (await readFile(file('real.csv'), 'utf8')).trimEnd().split('\n')
  const after = (await readFile(file('full.csv'), 'utf8')).trimEnd().split('\n')
  expect(json(filled)).toMatchObject({ rows: 600, cells: before.filter((line) => line.endsWith(' ?')).length, left: 0 })
  expect(after).toHaveLength(601)
  before.forEach((line, row) => {
    if (line.endsWith(' ?')) expect(after[row]).toMatch(/^[\d.]+, \w+,-?\d+\.\d{2}$/)
    else expect(after[row]).toBe(line)
  })

  await understudy('impute', file('run.understudy'), '--data', file('real.csv'), '--out', file('marked.csv'), '--mark')
  const marked = (await readFile(file('marked.csv'), 'utf8')).trimEnd().split('\n')
  expect(marked).toEqual(
    after.map((line, row) => `${line},${row === 0 ? 'index filled' : before[row].endsWith(' ?') ? 1 : 0}`),
  )

  const shown = json(await understudy('show', file('run.understudy'), '--json'))
  expect(shown.recomputed.epsilon).toBeCloseTo(trained.epsilon, 6)
  expect(shown.ledger.verdict).toBe('end-to-end')

  const judged = json(await understudy('evaluate', '--real', file('real.csv'), '--synth', file('some.csv'), '--json'))
  expect(judged.columnShapes.columns).toHaveLength(3)
  expect(judged.columnPairTrends.pairs).toHaveLength(3)
  expect(judged.holdout).toBeNull()
  expect(judged.verdict.privacy).toMatchObject({ grade: 'unknown' })
  expect(judged.diagnostic.structure.score).toBe(1)
}, 120_000)

describe('evaluate', () => {
  const judge = (...words: string[]) => understudy('evaluate', '--real', file('real.csv'), ...words)

  it('prints the verdict first, then the figures beside those of the holdout', async () => {
    const [head, ...rows] = (await readFile(file('real.csv'), 'utf8')).trimEnd().split('\n')
    await writeFile(file('first.csv'), [head, ...rows.slice(0, 300)].join('\n'))
    await writeFile(file('second.csv'), [head, ...rows.slice(300)].join('\n'))
    const files = ['--real', file('first.csv'), '--holdout', file('second.csv'), '--synth', file('first.csv')]
    const { out, code } = await understudy('evaluate', ...files, '--target', 'ward', '--protected', 'age')
    expect(code).toBe(0)
    expect(out).toMatch(/^Quality: excellent\n/)
    expect(out).toMatch(/\nPrivacy: WARNING\n/)
    expect(out).toMatch(/synthetic\s+holdout\ncolumn shapes\s+100\.00%\s+\d\d\.\d\d%\n/)
    expect(out).toMatch(/predicting ward/)
    expect(out).toMatch(/age\s+share, real\s+synthetic/)
    expect(out).not.toMatch(/undefined|NaN/)
  })

  it('refuses columns that there are not', async () => {
    const { code, err } = await judge('--synth', file('real.csv'), '--target', 'wards')
    expect(code).toBe(2)
    expect(err).toContain('there is no column "wards"; there are age, ward, index')
  })
})

describe('a data set', () => {
  const train = (...words: string[]) =>
    understudy('train', ...words, '--out', file('other.understudy'), '--recipe', file('recipe.json'), '--json')
  const accountOf = async (name: string) => {
    const accounts = new Accounts(file('home'))
    return accounts.read(await accounts.fingerprint(new Blob([await readFile(file(name))])))
  }
  const otherData = async (name: string) => {
    await writeFile(file(name), `${await readFile(file('real.csv'), 'utf8')}44.0, north,${name.length}.00\n`)
    return file(name)
  }

  it('adds up its runs, also those that run at once and under another name, and keeps to its limit', async () => {
    const path = await otherData('account.csv')
    await copyFile(path, file('renamed.csv'))
    const runs = await Promise.all(
      [path, file('renamed.csv')].map((data) => train(data, '--steps', '5', '--epsilon', '10')),
    )
    const [one, two] = runs.map(json)
    const { runs: counted, epsilon } = spending(await accountOf('account.csv'))
    expect(counted).toBe(2)
    expect(epsilon).toBeGreaterThan(Math.max(one.epsilon, two.epsilon))
    expect(epsilon).toBeLessThan(one.epsilon + two.epsilon)

    const refused = await train(path, '--steps', '5', '--epsilon', '10', '--limit', '11')
    expect(refused.code).toBe(1)
    expect(refused.err).toMatch(/limit of epsilon 11 for all runs together/)
    const unguarded = await train(path, '--steps', '5')
    expect(unguarded.err).toMatch(/limit of epsilon 11, which a run without privacy passes/)
    expect(spending(await accountOf('renamed.csv'))).toMatchObject({ epsilon, runs: 2, unguardedRuns: 0, limit: 11 })
  }, 600_000)

  it('stays charged with what a run had reserved when it is killed', async () => {
    const path = await otherData('killed.csv')
    const options = ['--recipe', file('recipe.json'), '--model', 'gan', '--steps', '1000', '--epsilon', '200']
    const words = ['train', path, '--out', file('never.understudy'), ...options]
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...words], { env, stdio: 'ignore' })
    const updates = async () => {
      const [run] = (await accountOf('killed.csv')).runs
      const last = run?.events.at(-1)
      return last?.kind === 'subsampled-gaussian' && last.sampleRate < 1 ? last.steps : 0
    }
    await expect.poll(updates, { timeout: 500_000, interval: 200 }).toBeGreaterThan(0)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    expect(await updates()).toBeGreaterThan(0)
    expect(spending(await accountOf('killed.csv')).epsilon).toBeGreaterThan(0)
    expect(await readdir(folder)).not.toContain('never.understudy')
  }, 600_000)
})

it('synthesises in one go, as many rows as were learnt, the same for a seed', async () => {
  const synth = (out: string) =>
    understudy(
      ...['synth', file('real.csv'), '--out', out, '--recipe', file('recipe.json')],
      ...['--steps', '20', '--seed', '7', '--json'],
    )
  expect(json(await synth(file('a.csv')))).toMatchObject({ steps: 20, rows: 600, seed: 7 })
  await synth(file('b.csv'))
  expect(await readFile(file('a.csv'), 'utf8')).toBe(await readFile(file('b.csv'), 'utf8'))
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
}, 120_000)

it('inspects a file', async () => {
  const { rows, fields, warnings } = json(await understudy('inspect', file('real.csv'), '--json'))
  expect(rows).toBe(600)
  expect(fields.map(({ type }: { type: string }) => type)).toEqual(['integer', 'category', 'real'])
  expect(fields[2].missing).toBeGreaterThan(30)
  expect(warnings).toEqual([])
})

it('tells ε by both accountants and the noise of a target', async () => {
  const question = ['budget', '--n', '60000', '--batch', '256', '--steps', '14063', '--delta', '1e-5', '--json']
  const told = json(await understudy(...question, '--sigma', '1.1'))
  expect(told.rdp).toMatchObject({ order: 8.1 })
  expect(told.rdp.epsilon).toBeCloseTo(2.5966555, 6)
  expect(told.pld.epsilon).toBeCloseTo(2.3817788, 6)
  const needed = json(await understudy(...question, '--epsilon', '3'))
  expect(needed.noiseMultiplier).toBeCloseTo(0.96844, 4)
}, 60_000)

it.each([
  [['inspect', 'nowhere.csv'], 1, /nowhere\.csv cannot be read: there is no such file/],
  [['nonsense'], 2, /no command "nonsense"/],
  [[], 2, /a command is needed/],
  [['synth', 'a.csv'], 2, /needs --out/],
  [['train', 'a.csv', '--out', 'b', '--steps', 'many'], 1, /cannot be read/],
  [
    ['budget', '--n', '10', '--batch', '2', '--steps', '5', '--delta', '1e-5'],
    2,
    /two of --sigma, --epsilon and --delta/,
  ],
  [['budget', '--n', 'ten', '--batch', '2', '--steps', '5', '--delta', '1e-5'], 2, /--n takes a whole number/],
])('ends %j with exit code %i and one clear sentence', async (words, code, sentence) => {
  const outcome = await understudy(...words)
  expect(outcome.code).toBe(code)
  expect(outcome.err).toMatch(sentence)
  expect(outcome.out).toBe('')
})

it('refuses a condition on a column or a category that is not there', async () => {
  const sample = (where: string) =>
    understudy('sample', file('run.understudy'), '--rows', '5', '--out', file('no.csv'), '--where', where)
  expect((await sample('colour=red')).err).toMatch(/there are: age, ward, index/)
  expect((await sample('ward=west')).err).toMatch(/"west" is none of/)
  expect((await sample('ward=west')).code).toBe(2)
})

it('prints help for every command', async () => {
  const { out } = await understudy('--help')
  for (const name of ['inspect', 'train', 'sample', 'synth', 'evaluate', 'budget', 'show']) expect(out).toContain(name)
  expect((await understudy('synth', '--help')).out).toContain('--epsilon E')
})
