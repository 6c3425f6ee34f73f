// The models: each learns what two fields have to do with each other; what privacy rules out is refused.
import { describe, expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Codes, Kernels } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import { isJudged } from './check.ts'
import { trainingConditions } from './conditions.ts'
import { NotPrivateError } from './errors.ts'
import type { Draw, Model } from './model.ts'
import { createModel } from './models.ts'
import {
  autoencoderRecipe,
  conditionalRecipe,
  marginalsRecipe,
  plainRecipe,
  privateRecipe,
  type Recipe,
  vaeRecipe,
} from './recipe.ts'
import { Sampler } from './sampler.ts'
import { createStreams } from './streams.ts'

/** Two choices of three options that mostly agree, and a third that follows both. */
const joint = [0.3, 0.05, 0.05, 0.02, 0.25, 0.03, 0.05, 0.05, 0.2]
const segments = [
  { kind: 'choice', offset: 0, width: 3 },
  { kind: 'choice', offset: 3, width: 3 },
  { kind: 'choice', offset: 6, width: 2 },
] as const

function problem(rows = 2000): Codes {
  const random = createRandom(5, 'rows')
  const [a, b, c] = [new Uint16Array(rows), new Uint16Array(rows), new Uint16Array(rows)]
  for (let row = 0; row < rows; row++) {
    let rest = random.uniform()
    let cell = 0
    while (cell < 8 && rest >= joint[cell]) rest -= joint[cell++]
    a[row] = Math.floor(cell / 3)
    b[row] = cell % 3
    c[row] = random.uniform() < (a[row] === b[row] ? 0.9 : 0.2) ? 1 : 0
  }
  return { rows, width: 8, segments, columns: [a, b, c] }
}

/** Rows as they come; for a model that is told conditions, rows that have what is drawn for them. */
function drawFrom(codes: Codes, { model, batch }: Pick<Recipe, 'model' | 'batch'>): () => Draw {
  const random = createRandom(1, 'batches')
  const options = trainingConditions(codes)
  const has = (row: number, column: number) =>
    segments.some(({ offset }, i) => column === offset + codes.columns[i][row])
  const rowWith = (column: number) => {
    for (;;) {
      const row = random.integer(codes.rows)
      if (column < 0 || has(row, column)) return row
    }
  }
  return () => {
    const conditions = Int32Array.from({ length: batch }, () => (model === 'conditional' ? options.draw(random) : -1))
    return { chunks: [{ indices: conditions.map(rowWith), conditions }] }
  }
}

/** Half the sum of what the joint shares of two choices are off by. */
async function distance(kernels: Kernels, recipe: Recipe, codes: Codes, model: Model): Promise<number> {
  const sampler = new Sampler(kernels, recipe, codes, await model.weights())
  const random = createRandom(2, 'sampling')
  const counts = new Float64Array(9)
  const draws = 4
  for (let i = 0; i < draws; i++) {
    const values = await sampler.draw(random)
    const largest = (start: number) => [0, 1, 2].reduce((m, j) => (values[start + j] > values[start + m] ? j : m), 0)
    for (let at = 0; at < values.length; at += 8) counts[3 * largest(at) + largest(at + 3)]++
  }
  sampler.dispose()
  return joint.reduce((sum, share, cell) => sum + Math.abs(share - counts[cell] / (draws * 1024)), 0) / 2
}

const small = { latent: 8, generatorWidths: [32], discriminatorWidths: [32], batch: 128 }
const fitted: Recipe = { ...marginalsRecipe, ...small, generatorRate: 3e-3 }

/** By how much the joint shares may be off; by 0.41 if the fields had nothing to do with each other. */
const cases: readonly { readonly recipe: Recipe; readonly steps: number; readonly most: number }[] = [
  { recipe: fitted, steps: 500, most: 0.05 },
  { recipe: { ...vaeRecipe, ...small }, steps: 1500, most: 0.2 },
  // Its latent rows lie in clumps, which one normal distribution cannot follow.
  { recipe: { ...autoencoderRecipe, ...small, latent: 4 }, steps: 500, most: 0.33 },
  { recipe: { ...plainRecipe, ...small }, steps: 500, most: 0.08 },
  { recipe: { ...conditionalRecipe, ...small, batch: 120 }, steps: 1000, most: 0.08 },
]

describe.each(cases)('$recipe.model', ({ recipe, steps, most }) => {
  it('learns what two fields have to do with each other', async () => {
    const kernels = await openBackend('wasm')
    const codes = problem()
    const model = createModel(kernels, recipe, { codes, streams: createStreams(1) })
    const draw = drawFrom(codes, recipe)
    for (let i = 0; i < steps; i++) await model.step(draw, null)
    const losses = await model.losses()
    expect(losses.steps).toBe(steps)
    expect(losses.discriminator === null).toBe(!isJudged(recipe))
    expect(await distance(kernels, recipe, codes, model)).toBeLessThan(most)
    model.dispose()
  })

  it('goes on from a checkpoint as if it had never stopped', async () => {
    const kernels = await openBackend('cpu')
    const codes = problem(200)
    const make = () => createModel(kernels, recipe, { codes, streams: createStreams(1) })
    const first = make()
    const draw = drawFrom(codes, recipe)
    for (let i = 0; i < 3; i++) await first.step(draw, null)
    const saved = await first.state()
    const second = make()
    second.restore(saved)
    const again = await second.state()
    expect(again.counts).toEqual(saved.counts)
    for (const [name, values] of Object.entries(saved.values)) expect(again.values[name], name).toEqual(values)
    first.dispose()
    second.dispose()
  })
})

it('draws rows that hold what is given, the rest by what was learnt beside it', async () => {
  const kernels = await openBackend('wasm')
  const codes = problem()
  const model = createModel(kernels, fitted, { codes, streams: createStreams(1) })
  for (let i = 0; i < 500; i++) await model.step(drawFrom(codes, { model: 'marginals', batch: 1 }), null)
  const sampler = new Sampler(kernels, fitted, codes, await model.weights())
  const free = new Int32Array(1024).fill(-1)
  const values = await sampler.draw(createRandom(3, 'given'), { options: [new Int32Array(1024).fill(2), free, free] })
  let same = 0
  for (let at = 0; at < values.length; at += 8) {
    expect([...values.slice(at, at + 3)]).toEqual([0, 0, 1])
    same += values[at + 5]
  }
  expect(same / 1024).toBeCloseTo(0.2 / 0.3, 1)
  sampler.dispose()
  model.dispose()
})

it('refuses under privacy what nothing pays for', async () => {
  const kernels = await openBackend('cpu')
  const { privacy } = privateRecipe
  const make = (recipe: Recipe) => () => createModel(kernels, recipe, { codes: problem(50), streams: createStreams(1) })
  expect(make({ ...autoencoderRecipe, ...small, privacy })).toThrow(NotPrivateError)
  expect(make({ ...privateRecipe, ...small, pairWeight: 1 })).toThrow(NotPrivateError)
  expect(make({ ...conditionalRecipe, ...small, packing: 1, privacy })).toThrow(
    /rows are drawn by what they hold.*marginals/,
  )
  expect(make({ ...vaeRecipe, ...small, privacy })).not.toThrow()
})
