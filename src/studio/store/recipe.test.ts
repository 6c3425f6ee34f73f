// What choices amount to.
import { describe, expect, it } from 'vitest'
import type { Recipe } from '../../worker/protocol.ts'
import { type Choices, firstChoices, recipeOf, reduceText } from './recipe.ts'

const plain: Recipe = {
  version: 1,
  model: 'gan',
  seed: 1,
  latent: 128,
  generatorWidths: [256, 256],
  discriminatorWidths: [256, 256],
  loss: 'wgan-gp',
  gradientPenalty: 10,
  batch: 500,
  packing: 10,
  discriminatorSteps: 1,
  generatorRate: 2e-4,
  discriminatorRate: 2e-4,
  beta1: 0.5,
  beta2: 0.9,
  weightDecay: 0,
  dropout: 0.5,
  discriminatorNorm: 'none',
  generatorNorm: 'batch',
  leakySlope: 0.2,
  temperature: 0.2,
  averaging: 0.999,
  steps: 3000,
  minutes: null,
  privacy: null,
}
const guarded: Recipe = { ...plain, loss: 'bce', packing: 1, privacy: { epsilon: 3, delta: null, clipNorm: 1 } }

const choose = (change: Partial<Choices>): Choices => ({ ...firstChoices, suggested: plain, ...change })
const typed = (choices: Choices, name: Parameters<typeof reduceText>[1], text: string): Choices => ({
  ...choices,
  ...reduceText(choices, name, text),
})

describe('recipeOf', () => {
  it('has no recipe before there is a suggestion', () => {
    expect(recipeOf(firstChoices)).toBeNull()
  })

  it('is the suggestion where nothing was chosen', () => {
    expect(recipeOf(choose({}))).toEqual(plain)
  })

  it('lays the numbers that were set over the suggestion', () => {
    const choices = typed(typed(choose({}), 'batch', '100'), 'generatorWidths', '64, 32')
    expect(recipeOf(choices)).toEqual({ ...plain, batch: 100, generatorWidths: [64, 32] })
  })

  it('lets minutes alone bound a run without privacy', () => {
    const recipe = recipeOf(choose({ effort: 'minutes', minutes: 2 }))
    expect(recipe?.minutes).toBe(2)
    expect(recipe?.steps).toBeGreaterThan(1e7)
  })

  it('keeps the steps bounded under privacy, for they set the noise', () => {
    const recipe = recipeOf(choose({ suggested: guarded, guarded: true, effort: 'minutes', minutes: 2 }))
    expect(recipe).toMatchObject({ minutes: 2, steps: 3000 })
  })

  it('puts epsilon, delta and clip norm into the privacy of the recipe alone', () => {
    const start = choose({ suggested: guarded, guarded: true })
    const choices = typed(typed(typed(start, 'epsilon', '1.5'), 'delta', '1e-6'), 'clipNorm', '0.5')
    const recipe = recipeOf(choices)
    expect(recipe?.privacy).toEqual({ epsilon: 1.5, delta: 1e-6, clipNorm: 0.5 })
    expect(Object.keys(recipe ?? {}).sort()).toEqual(Object.keys(guarded).sort())
  })
})

describe('reduceText', () => {
  it('keeps a text that is no number as refused, and the value before it', () => {
    const choices = typed(typed(choose({}), 'batch', '100'), 'batch', '1e9')
    expect(choices.refused).toEqual({ batch: '1e9' })
    expect(recipeOf(choices)?.batch).toBe(100)
  })

  it('takes the next good text and refuses no more', () => {
    const choices = typed(typed(choose({}), 'latent', 'many'), 'latent', '64')
    expect(choices.refused).toEqual({})
    expect(recipeOf(choices)?.latent).toBe(64)
  })

  it('goes back to the chosen delta when the field is emptied', () => {
    const start = choose({ suggested: guarded, guarded: true })
    const choices = typed(typed(start, 'delta', '1e-6'), 'delta', '')
    expect(recipeOf(choices)?.privacy?.delta).toBeNull()
  })
})
