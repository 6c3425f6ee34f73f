// Remedy: when a run changes its own recipe, and what it may change.
import { expect, it } from 'vitest'
import { plainRecipe, privateRecipe, type Recipe, vaeRecipe } from '../models/recipe.ts'
import type { Health } from './health.ts'
import { changesOf, mostRemedies, needsRemedy, remedyOf, Watch } from './remedy.ts'

const health = (key: Health['key'], missing = 0): Health => ({
  key,
  values: { distinct: 3, expected: 990, missing, count: missing, options: 40 },
})
const good = health('health.good')
const collapsed = health('health.collapsed')

const mended = (recipe: Recipe): Recipe => ({ ...recipe, remedy: true })

it('finds what two looks in a row agree on', () => {
  const watch = new Watch()
  const found = [good, collapsed, good, good, collapsed, health('health.missing', 9), good].map((each) => {
    watch.note(each)
    return watch.finding?.key ?? null
  })
  expect(found).toEqual([null, null, null, 'health.good', 'health.good', 'health.missing', 'health.missing'])
})

it('is called for by collapse, and by many values that never come', () => {
  expect(needsRemedy(good)).toBe(false)
  expect(needsRemedy(collapsed)).toBe(true)
  expect(needsRemedy(health('health.missing', 2))).toBe(false)
  expect(needsRemedy(health('health.missing', 9))).toBe(true)
})

it('changes nothing under privacy, where all is planned and paid for', () => {
  expect(remedyOf(mended(privateRecipe), 0)).toBeNull()
})

it('takes the tables of pairs first, and a lower rate where they are held to already', () => {
  expect(remedyOf(mended({ ...plainRecipe, pairWeight: 0 }), 0)).toEqual({ pairWeight: 3 })
  expect(remedyOf(mended({ ...plainRecipe, generatorRate: 0.04 }), 1)).toEqual({ generatorRate: 0.01 })
})

it('is for GANs that want it, and for few times', () => {
  expect(remedyOf(plainRecipe, 0)).toBeNull()
  expect(remedyOf(mended(vaeRecipe), 0)).toBeNull()
  expect(remedyOf(mended(plainRecipe), mostRemedies)).toBeNull()
  expect(remedyOf(mended(plainRecipe), mostRemedies - 1)).not.toBeNull()
})

it('tells each setting before and after', () => {
  expect(changesOf(plainRecipe, { generatorRate: 2e-4 })).toEqual([
    { name: 'generatorRate', before: plainRecipe.generatorRate, after: 2e-4 },
  ])
})
