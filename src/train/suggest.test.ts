// Tests of the suggested recipe.
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { recipeSchema } from '../models/recipe.ts'
import { qualities, suggestRecipe, type Wish } from './suggest.ts'

it.each([1, 2, 13, 300, 24_403, 5_000_000])('is valid for a table of %i rows, with and without privacy', (rows) => {
  for (const privacy of [null, { epsilon: 1, delta: null }]) {
    const recipe = suggestRecipe(rows, { privacy })
    expect(v.safeParse(recipeSchema, recipe).success).toBe(true)
    expect(recipe.batch % recipe.packing).toBe(0)
    expect(recipe.privacy?.epsilon).toBe(privacy?.epsilon)
  }
})

it('takes smaller batches for smaller tables', () => {
  expect(suggestRecipe(300, { privacy: null }).batch).toBeLessThan(suggestRecipe(30_000, { privacy: null }).batch)
})

it('trains longer for a better table, whatever the model', () => {
  for (const model of recipeSchema.entries.model.options) {
    const steps = qualities.map((quality) => suggestRecipe(5000, { privacy: null, model, quality }).steps)
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    expect(new Set(steps).size).toBe(3)
  }
})

it('goes over smaller tables more often, and no table for fewer steps than a smaller one', () => {
  const steps = [300, 1000, 2000, 5000, 10_000, 24_403, 60_000, 5_000_000].map(
    (rows) => suggestRecipe(rows, { privacy: null, model: 'gan' }).steps,
  )
  expect(steps).toEqual([1000, 1000, 1000, 2500, 2500, 2929, 7200, 10_000])
})

it('mends mode collapse of GANs without privacy', () => {
  const mends = (wish: Wish) => suggestRecipe(5000, wish).remedy
  expect(mends({ privacy: null })).toBe(true)
  expect(mends({ privacy: null, model: 'conditional' })).toBe(true)
  expect(mends({ privacy: null, model: 'vae' })).toBe(false)
  expect(mends({ privacy: { epsilon: 1, delta: null }, model: 'gan' })).toBe(false)
})

it('takes a GAN, except under privacy and where it must be quick', () => {
  const modelOf = (wish: Wish) => suggestRecipe(5000, wish).model
  expect(modelOf({ privacy: null })).toBe('gan')
  expect(modelOf({ privacy: null, quality: 'quick' })).toBe('marginals')
  expect(modelOf({ privacy: { epsilon: 1, delta: null }, quality: 'best' })).toBe('marginals')
})
