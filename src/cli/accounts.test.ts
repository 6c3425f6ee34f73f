// Tests of the accounts of data sets in the user's data folder.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkLimit, DatasetBudgetError, type RunCharge } from '../privacy/datasetaccount.ts'
import type { SubsampledGaussian } from '../privacy/events.ts'
import { OpenCharge } from '../train/opencharge.ts'
import { AccountFileError, Accounts, accountFolder } from './accounts.ts'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-accounts-'))
})

afterAll(() => rm(folder, { recursive: true }))

const training: SubsampledGaussian = {
  kind: 'subsampled-gaussian',
  sampleRate: 1,
  noiseMultiplier: 20,
  steps: 30,
  clipNorm: 1,
  batch: 100,
  rows: 100,
  cap: null,
  sensitivity: 1,
}

const run = (id: string): RunCharge => ({ id, at: 1, delta: 1e-5, groupSize: 1, events: [training] })
const plan = { epsilon: 2, delta: 1e-5, before: [], training, groupSize: 1 }
const unchecked = () => undefined

it('keeps what was charged, for whoever asks next', async () => {
  await new Accounts(folder).write('kept', run('a'), unchecked)
  await new Accounts(folder).setLimit('kept', 5)
  expect(await new Accounts(folder).read('kept')).toEqual({ fingerprint: 'kept', runs: [run('a')], limit: 5 })
  expect(await new Accounts(folder).read('other')).toEqual({ fingerprint: 'other', runs: [], limit: null })
})

it('loses no charge of runs that come at once', async () => {
  const ids = Array.from({ length: 20 }, (_, i) => `run${i}`)
  await Promise.all(ids.map((id) => new Accounts(folder).write('busy', run(id), unchecked)))
  const { runs } = await new Accounts(folder).read('busy')
  expect(runs.map(({ id }) => id).sort()).toEqual(ids.sort())
})

it('makes one salt, whoever comes first', async () => {
  const home = join(folder, 'home')
  const file = new Blob(['a,b\n1,2\n'])
  const fingerprints = await Promise.all(Array.from({ length: 10 }, () => new Accounts(home).fingerprint(file)))
  expect(new Set(fingerprints).size).toBe(1)
  expect(await new Accounts(folder).fingerprint(file)).not.toBe(fingerprints[0])
  if (process.platform !== 'win32') expect((await stat(join(home, 'salt'))).mode & 0o77).toBe(0)
})

describe('a run', () => {
  const steps = async (fingerprint: string) =>
    (await new Accounts(folder).read(fingerprint)).runs.map(({ events }) =>
      events.map((event) => event.kind === 'subsampled-gaussian' && event.steps),
    )

  it('stays charged with what it had reserved when it is cut off', async () => {
    const charge = new OpenCharge(new Accounts(folder), 'cut')
    await charge.begin([], plan)
    await charge.training({ ...training, steps: 8 })
    expect(await steps('cut')).toEqual([[8]])
  })

  it('gives back what it had reserved and not used', async () => {
    const charge = new OpenCharge(new Accounts(folder), 'whole')
    await charge.begin([{ kind: 'bounds', what: 'age', source: 'data', mechanism: { ...training, steps: 1 } }], plan)
    expect(await steps('whole')).toEqual([[1]])
    await charge.training({ ...training, steps: 8 })
    await charge.training({ ...training, steps: 5 })
    expect(await steps('whole')).toEqual([[1, 5]])
  })

  it('is counted before it begins where it has no privacy', async () => {
    await new OpenCharge(new Accounts(folder), 'plain').begin([], null)
    expect((await new Accounts(folder).read('plain')).runs).toMatchObject([{ delta: null, events: [] }])
  })

  it('is refused as a whole where all that it plans does not fit, and charged nothing', async () => {
    const accounts = new Accounts(folder)
    await accounts.setLimit('small', 0.5)
    await expect(new OpenCharge(accounts, 'small').begin([], plan)).rejects.toThrow(DatasetBudgetError)
    expect((await accounts.read('small')).runs).toEqual([])
  })

  it('ends where another has meanwhile used up what it would need, and can still give back', async () => {
    const accounts = new Accounts(folder)
    await accounts.setLimit('two', 1.3)
    const charge = new OpenCharge(accounts, 'two')
    await charge.begin([], plan)
    await charge.training({ ...training, steps: 10 })
    await accounts.write('two', run('other'), (account) => checkLimit(account, run('other')))
    await expect(charge.training({ ...training, steps: 30 })).rejects.toThrow(DatasetBudgetError)
    await charge.training({ ...training, steps: 9 })
    expect(await steps('two')).toEqual(expect.arrayContaining([[9], [30]]))
  })
})

it('lets at most one of two runs pass that come at once and fit alone', async () => {
  const accounts = new Accounts(folder)
  await accounts.setLimit('race', 1.3)
  const write = (id: string) => accounts.write('race', run(id), (account) => checkLimit(account, run(id)))
  const outcomes = await Promise.allSettled([write('one'), write('two')])
  const passed = outcomes.filter(({ status }) => status === 'fulfilled').length
  expect(passed).toBeLessThanOrEqual(1)
  expect((await accounts.read('race')).runs.length).toBe(passed)
  await accounts.setLimit('race', 2)
  await Promise.all([write('one'), write('two')])
  expect((await accounts.read('race')).runs.length).toBe(2)
})

it.each([
  ['{"id":"x"', 'it is no JSON'],
  ['{"id":"x","at":1,"delta":2}', 'groupSize'],
  ['{"id":"x","at":1,"delta":1e-5,"groupSize":1,"events":[{"kind":"epsilon-delta","epsilon":-1}]}', 'epsilon'],
])('says which file is damaged: %s', async (content, fault) => {
  const accounts = new Accounts(folder)
  await accounts.write(fault, run('a'), unchecked)
  const path = join(folder, 'accounts', fault, 'a.json')
  await writeFile(path, content)
  const reading = accounts.read(fault)
  await expect(reading).rejects.toThrow(AccountFileError)
  await expect(reading).rejects.toThrow(path)
  await expect(reading).rejects.toThrow(fault)
})

it('keeps nothing of the file but its fingerprint', async () => {
  const home = join(folder, 'spare')
  const accounts = new Accounts(home)
  const fingerprint = await accounts.fingerprint(new File(['name\nMiriam Q.\n'], 'patients.csv'))
  await new OpenCharge(accounts, fingerprint).begin([], plan)
  expect(await readdir(join(home, 'accounts'))).toEqual([fingerprint])
  const [name] = await readdir(join(home, 'accounts', fingerprint))
  expect(await readFile(join(home, 'accounts', fingerprint, name), 'utf8')).not.toMatch(/Miriam|patients/)
})

it.each([
  [{ UNDERSTUDY_HOME: '/here', XDG_DATA_HOME: '/data' }, 'linux', '/here'],
  [{ XDG_DATA_HOME: '/data' }, 'linux', join('/data', 'understudy')],
  [{ XDG_DATA_HOME: 'relative' }, 'linux', join('/home/me', '.local', 'share', 'understudy')],
  [{}, 'darwin', join('/home/me', 'Library', 'Application Support', 'understudy')],
  [{ APPDATA: '/roaming' }, 'win32', join('/roaming', 'understudy')],
] as const)('keeps accounts, with %o on %s, in %s', (environment, platform, expected) => {
  expect(accountFolder(environment, platform, '/home/me')).toBe(expected)
})
