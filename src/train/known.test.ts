// Known: under privacy a run is judged by what was paid for, and by no row.
import { expect, it } from 'vitest'
import { countPairs } from '../models/pairtables.ts'
import { marginalsRecipe, plainRecipe, privateRecipe, type Recipe } from '../models/recipe.ts'
import type { Look } from '../privacy/ledger.ts'
import { knownOf } from './known.ts'
import type { Preparation } from './prepare.ts'
import { smallPreparation } from './testing.ts'

const guarded: Recipe = { ...marginalsRecipe, privacy: privateRecipe.privacy }
const plain = smallPreparation(plainRecipe)
const { matrix, encoder } = plain

const paid: Look['mechanism'] = { kind: 'epsilon-delta', epsilon: 1, delta: 0, count: 1 }
const look = (kind: Look['kind'], what: string, mechanism: Look['mechanism']): Look => ({
  kind,
  what,
  source: 'data',
  mechanism,
})

/** A preparation whose rows cannot be read. */
function sealed(looks: readonly Look[]): Preparation {
  const rowless = Object.defineProperty({ ...matrix }, 'columns', {
    get: () => {
      throw new Error('a row was looked at')
    },
  })
  return { ...plain, matrix: rowless, looks }
}

const labels = [look('labels', 'group', paid), look('quantiles', 'size', paid)]

it('compares with the rows where there is no privacy', () => {
  expect(knownOf(plainRecipe, plain, null)).toMatchObject({ shares: encoder.shares() })
  expect(() => knownOf(plainRecipe, sealed([]), null)).toThrow('a row was looked at')
})

it('compares with the shares that were paid for', () => {
  const { fidelity, shares } = knownOf(privateRecipe, sealed(labels), null)
  expect(shares).toEqual(encoder.shares())
  expect(fidelity).not.toBeNull()
})

it('compares with nothing where one count was not paid for', () => {
  const { fidelity, shares } = knownOf(privateRecipe, sealed([labels[0], look('quantiles', 'size', null)]), null)
  expect(fidelity).toBeNull()
  expect(shares.every((share) => share === null)).toBe(true)
})

it('compares with the tables that were released', () => {
  const tables = countPairs(matrix)
  const known = knownOf(guarded, sealed([]), tables)
  expect(known.fidelity).not.toBeNull()
  expect(known.shares.every((share) => share === null)).toBe(true)
})
