// What choices amount to.
import { describe, expect, it } from 'vitest'
import type { PrivacyPlan, Recipe } from '../../worker/protocol.ts'
import {
  type Choices,
  choose as change,
  firstChoices,
  obstacleOf,
  recipeOf,
  reduceText,
  textOf,
  useRecipe,
} from './recipe.ts'

const plain: Recipe = {
  version: 1,
  model: 'gan',
  numbers: 'scalars',
  bins: 32,
  pairWeight: 0,
  klWeight: 1,
  seed: 1,
  latent: 128,
  generatorWidths: [256, 256],
  generatorBody: 'plain',
  discriminatorWidths: [256, 256],
  loss: 'wgan-gp',
  weightBound: 0.05,
  gradientPenalty: 10,
  batch: 500,
  packing: 10,
  discriminatorSteps: 1,
  adaptiveSteps: false,
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
  patience: null,
  remedy: false,
  holdout: 0,
  privacy: null,
}
const privacy: NonNullable<Recipe['privacy']> = {
  epsilon: 3,
  delta: null,
  clipNorm: 1,
  noiseMultiplier: null,
  microbatches: null,
  split: { domains: 0.2, shares: 0.1 },
  rowsPerPerson: 1,
  hardened: false,
  publicForm: true,
}
const guarded: Recipe = { ...plain, loss: 'bce', packing: 1, privacy }

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

  it('takes the suggested loss under privacy, where none can be chosen', () => {
    expect(recipeOf(choose({ loss: 'least-squares' }))?.loss).toBe('least-squares')
    expect(recipeOf(choose({ suggested: guarded, guarded: true, loss: 'wgan-gp' }))?.loss).toBe('bce')
  })

  it('puts what concerns privacy into the privacy of the recipe alone', () => {
    const typings = [
      ['epsilon', '1.5'],
      ['delta', '1e-6'],
      ['clipNorm', '0.5'],
      ['noiseMultiplier', '2'],
      ['microbatches', '10'],
      ['rowsPerPerson', '4'],
      ['domains', '30'],
    ] as const
    const start = choose({ suggested: guarded, guarded: true, hardened: true, publicForm: false })
    const recipe = recipeOf(typings.reduce((choices, [name, text]) => typed(choices, name, text), start))
    expect(recipe?.privacy).toEqual({
      epsilon: 1.5,
      delta: 1e-6,
      clipNorm: 0.5,
      noiseMultiplier: 2,
      microbatches: 10,
      split: { domains: 0.3, shares: privacy.split.shares },
      rowsPerPerson: 4,
      hardened: true,
      publicForm: false,
    })
    expect(Object.keys(recipe ?? {}).sort()).toEqual(Object.keys(guarded).sort())
  })

  it('keeps a tenth of the rows aside where that was ticked', () => {
    expect(recipeOf(choose({ keepAside: true }))?.holdout).toBe(0.1)
    expect(recipeOf(choose({ keepAside: false }))?.holdout).toBe(0)
  })

  it('takes adaptive steps under privacy alone', () => {
    expect(recipeOf(choose({ adaptiveSteps: true }))?.adaptiveSteps).toBe(false)
    const choices = choose({ suggested: guarded, guarded: true, adaptiveSteps: true })
    expect(recipeOf(choices)?.adaptiveSteps).toBe(true)
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

  it('takes an empty noise multiplier for one that is worked out', () => {
    const start = choose({ suggested: guarded, guarded: true })
    const choices = typed(typed(start, 'noiseMultiplier', '2'), 'noiseMultiplier', ' ')
    expect(choices.refused).toEqual({})
    expect(recipeOf(choices)?.privacy?.noiseMultiplier).toBeNull()
  })
})

describe('textOf', () => {
  it('shows what was chosen, and what is suggested where nothing was', () => {
    const choices = typed(choose({ suggested: guarded, guarded: true }), 'shares', '2.5')
    expect([textOf(choices, 'shares'), textOf(choices, 'domains'), textOf(choices, 'delta')]).toEqual(['2.5', '20', ''])
    expect(textOf(choices, 'generatorWidths')).toBe('256, 256')
  })
})

describe('what is refused', () => {
  it('goes with the field that it was typed in, and stays where that is still shown', () => {
    useRecipe.setState({ refused: { epsilon: 'none', seed: '?' } })
    change({ keepAside: true })
    expect(useRecipe.getState().refused).toEqual({ epsilon: 'none', seed: '?' })
    change({ epsilon: 2 })
    expect(useRecipe.getState().refused).toEqual({ seed: '?' })
    change({ effort: 'minutes' })
    expect(useRecipe.getState().refused).toEqual({})
  })
})

describe('obstacleOf', () => {
  const spent = { epsilon: 2, delta: 1e-5, runs: 1, unguardedRuns: 0, limit: null, kept: true }
  const plan = (refused: boolean, epsilon: number, limit: number | null) =>
    ({
      advice: { key: 'advice.workable', refused, nearest: null },
      after: { ...spent, epsilon, limit },
    }) as PrivacyPlan

  it('finds none in a good plan, or before there is one', () => {
    expect(obstacleOf({ guarded: true, planning: false, plan: plan(false, 3, null) }, spent)).toBeNull()
    expect(obstacleOf({ guarded: true, planning: false, plan: plan(false, 3, 3) }, { ...spent, limit: 3 })).toBeNull()
    expect(obstacleOf({ guarded: true, planning: false, plan: null }, spent)).toBeNull()
    expect(obstacleOf({ guarded: false, planning: false, plan: null }, null)).toBeNull()
  })

  it('takes back what a plan said that is being made anew', () => {
    expect(obstacleOf({ guarded: true, planning: true, plan: plan(true, 3, null) }, spent)).toBeNull()
  })

  it('finds advice that refuses, and a limit that would be passed', () => {
    expect(obstacleOf({ guarded: true, planning: false, plan: plan(true, 3, null) }, spent)).toBe('advice')
    expect(obstacleOf({ guarded: true, planning: false, plan: plan(false, 3.1, 3) }, { ...spent, limit: 3 })).toBe(
      'limit',
    )
  })

  it('finds that a limit forbids a run without a guarantee, and any run after one', () => {
    expect(obstacleOf({ guarded: false, planning: false, plan: null }, { ...spent, limit: 3 })).toBe('unguarded')
    const after = { ...spent, limit: 3, unguardedRuns: 1 }
    expect(obstacleOf({ guarded: true, planning: false, plan: plan(false, 2.5, 3) }, after)).toBe('unguarded')
    expect(obstacleOf({ guarded: false, planning: false, plan: null }, spent)).toBeNull()
  })
})
