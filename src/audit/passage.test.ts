// Tests that whatever a private model learns of real rows has passed through what is audited: its mechanism, or its tables.
import { beforeAll, describe, expect, it } from 'vitest'
import { Encoder } from '../encode/encoder.ts'
import type { Matrix } from '../encode/matrix.ts'
import { openBackend } from '../engine/backend.ts'
import type { Kernels } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import { gaussianMechanism, noiseRequest } from '../models/mechanism.ts'
import type { Mechanism, Model } from '../models/model.ts'
import { createModel } from '../models/models.ts'
import { countPairs } from '../models/pairtables.ts'
import { type Recipe, recipeSchema } from '../models/recipe.ts'
import { createStreams } from '../models/streams.ts'
import { encoderOptions } from '../train/prepare.ts'
import { privateSource } from '../train/source.ts'
import { suggestRecipe } from '../train/suggest.ts'
import { smallTable } from '../train/testing.ts'
import { seededNoise, seededRandom } from './testing.ts'

const models = recipeSchema.entries.model.options

/** Those that can be private, by what they learn from. */
const learntFrom: Partial<Record<Recipe['model'], 'mechanism' | 'tables'>> = {
  gan: 'mechanism',
  vae: 'mechanism',
  marginals: 'tables',
}

const updates = 3

function recipeOf(model: Recipe['model']): Recipe {
  const recipe = suggestRecipe(100, { privacy: { epsilon: 3, delta: 1e-4 }, model })
  const small = { latent: 4, generatorWidths: [8], discriminatorWidths: [8], batch: 16, packing: 1 }
  return { ...recipe, ...small, discriminatorSteps: 1 }
}

/** A table, and another of the same form in which all rows are alike. */
function tablesOf(recipe: Recipe): readonly [Matrix, Matrix] {
  const { table, schema } = smallTable(64)
  const matrix = Encoder.fit(table, schema, encoderOptions(recipe, schema)).encode(table, createRandom(1, 'encode'))
  return [matrix, { ...matrix, columns: matrix.columns.map((column) => column.slice().fill(column[1])) }]
}

/** Lets nothing of a sum through. */
const mute = (mechanism: Mechanism): Mechanism => ({
  ...mechanism,
  release: (kernels, sum) =>
    mechanism.release(
      kernels,
      sum.map(({ rows, columns }) => kernels.fill(rows, columns, 0)),
    ),
  releaseOnHost:
    mechanism.releaseOnHost &&
    ((sum) => mechanism.releaseOnHost?.(sum.map(({ length }) => new Float32Array(length))) ?? []),
})

/** What a run keeps, shows or steers by; not the losses that are shown on the device alone (decision 9). */
async function learnt(model: Model) {
  const { accuracyOnGenerated } = await model.losses()
  return {
    ...{ accuracyOnGenerated, state: await model.state(), weights: await model.weights() },
    attribution: await model.attribution(),
  }
}

let kernels: Kernels

beforeAll(async () => {
  kernels = await openBackend('wasm')
})

describe.each(models.filter((model) => learntFrom[model] === 'mechanism'))('the model %s', (name) => {
  async function learn(matrix: Matrix, hardened: boolean, change: (mechanism: Mechanism) => Mechanism) {
    const recipe = recipeOf(name)
    const model = createModel(kernels, recipe, { codes: matrix, streams: createStreams(1) })
    const noise = seededNoise(1, noiseRequest({ clipNorm: 1, noiseMultiplier: 1, hardened }, model.releaseLengths))
    const plain = gaussianMechanism({ clipNorm: 1, expectedRows: 16, microbatches: null, hardened, noise })
    let sums = 0
    const mechanism = change({
      ...plain,
      clippedSum(...given) {
        sums++
        return plain.clippedSum(...given)
      },
    })
    const source = privateSource(matrix, { sampleRate: 0.25, cap: 64 }, seededRandom(1), null)
    for (let i = 0; i < updates; i++) await model.step(source, mechanism)
    const result = await learnt(model)
    model.dispose()
    return { result, sums }
  }

  it.each([
    ['the device', false],
    ['the host', true],
  ])('learns of real rows by what its mechanism releases on %s, and by nothing else', async (_, hardened) => {
    const [one, other] = tablesOf(recipeOf(name))
    const silent = await learn(one, hardened, mute)
    expect(silent.sums).toBeGreaterThan(0)
    expect((await learn(other, hardened, mute)).result).toEqual(silent.result)
    // With the mechanism as it is, the tables make a difference: the comparison would see what passes by.
    const heard = await learn(one, hardened, (mechanism) => mechanism)
    const otherwise = await learn(other, hardened, (mechanism) => mechanism)
    expect(otherwise.result.state).not.toEqual(heard.result.state)
  })
})

describe.each(models.filter((model) => learntFrom[model] === 'tables'))('the model %s', (name) => {
  async function learn(matrix: Matrix, counted: Matrix) {
    const recipe = recipeOf(name)
    const options = { codes: matrix, streams: createStreams(1), tables: countPairs(counted) }
    const model = createModel(kernels, recipe, options)
    for (let i = 0; i < updates; i++) {
      await model.step(() => {
        throw new Error('a row was asked for')
      }, null)
    }
    const result = await learnt(model)
    model.dispose()
    return result
  }

  it('learns of real rows by the tables that it is given, and by nothing else', async () => {
    const [one, other] = tablesOf(recipeOf(name))
    const known = await learn(one, one)
    expect(await learn(other, one)).toEqual(known)
    expect((await learn(one, other)).state).not.toEqual(known.state)
  })
})

it.each(models.filter((model) => !(model in learntFrom)))('refuses the model %s under privacy', (name) => {
  const recipe = recipeOf(name)
  const [codes] = tablesOf(recipe)
  expect(() => createModel(kernels, recipe, { codes, streams: createStreams(1) })).toThrow(
    expect.objectContaining({ name: 'NotPrivateError' }),
  )
})
