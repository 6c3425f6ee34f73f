// Tests of the suggested recipe.
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { recipeSchema } from '../models/recipe.ts'
import { suggestRecipe } from './suggest.ts'

it.each([1, 2, 13, 300, 24_403, 5_000_000])('is valid for a table of %i rows, with and without privacy', (rows) => {
  for (const privacy of [null, { epsilon: 1, delta: null }]) {
    const recipe = suggestRecipe(rows, privacy)
    expect(v.safeParse(recipeSchema, recipe).success).toBe(true)
    expect(recipe.batch % recipe.packing).toBe(0)
    expect(recipe.privacy?.epsilon).toBe(privacy?.epsilon)
  }
})

it('takes smaller batches for smaller tables', () => {
  expect(suggestRecipe(300, null).batch).toBeLessThan(suggestRecipe(30_000, null).batch)
})
