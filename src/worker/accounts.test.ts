// Tests of the accounts of a browser that keeps nothing; that they outlive a visit elsewhere is for a journey to show.
import { expect, it } from 'vitest'
import { DatasetBudgetError, type RunCharge } from '../privacy/datasetaccount.ts'
import { Accounts } from './accounts.ts'
import { openStorage } from './storage.ts'

const run = (id: string): RunCharge => ({ id, at: 1, delta: 1e-5, groupSize: 1, events: [] })
const file = new File(['a,b\n1,2\n'], 'real.csv')

// Node has no IndexedDB, as some private windows have none.
const visit = () => new Accounts(openStorage())

it('goes on without a store, for the visit, and says so', async () => {
  const accounts = visit()
  const fingerprint = await accounts.fingerprint(file)
  expect(accounts.kept).toBe(false)
  await accounts.write(fingerprint, run('a'), () => undefined)
  await accounts.write(fingerprint, run('b'), ({ runs }) => expect(runs).toEqual([run('a')]))
  await accounts.setLimit(fingerprint, 2)
  expect(await accounts.read(fingerprint)).toEqual({ fingerprint, runs: [run('a'), run('b')], limit: 2 })
  expect((await visit().read(fingerprint)).runs).toEqual([])
})

it('charges nothing where the check refuses', async () => {
  const accounts = visit()
  const refusal = new DatasetBudgetError({ limit: 1, spent: 0.5, wanted: 1, allowed: 0.5 })
  const writing = accounts.write('file', run('a'), () => {
    throw refusal
  })
  await expect(writing).rejects.toBe(refusal)
  expect((await accounts.read('file')).runs).toEqual([])
})

it('knows a file again within a visit', async () => {
  const accounts = visit()
  expect(await accounts.fingerprint(new File([file], 'renamed.csv'))).toBe(await accounts.fingerprint(file))
})
