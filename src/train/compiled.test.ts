// Tests of whole models as compiled programs, run in the plainest way, against the same functions one by one.
import { expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Kernels } from '../engine/kernels.ts'
import { createCompiledKernels } from '../engine/program/compiled.ts'
import { PlainExecutor } from '../engine/program/plain.ts'
import { createRandom } from '../math/random.ts'
import { gaussianMechanism, noiseRequest } from '../models/mechanism.ts'
import type { Recipe } from '../models/recipe.ts'
import { Sampler } from '../models/sampler.ts'
import { createStreams } from '../models/streams.ts'
import { TabularGan } from '../models/tabulargan.ts'
import { plainSource, type Source } from './source.ts'
import { smallPlain, smallPrivate, smallProblem } from './testing.ts'

const { matrix } = smallProblem(120)

interface Privacy {
  readonly microbatches: number | null
  readonly hardened: boolean
}

/** Every third draw of a private step has two chunks, the second with padding; row i is in microbatch i mod 4. */
function chunked(microbatches: number | null): Source {
  const draw = plainSource(matrix, 36, createRandom(1, 'batches'))
  let draws = 0
  return () => {
    const [{ indices }] = draw().chunks
    if (microbatches !== null) return { chunks: [{ indices, groups: indices.map((row) => row % microbatches) }] }
    if (++draws % 3 > 0) return { chunks: [{ indices }] }
    const padded = new Int32Array(24).fill(-1)
    padded.set(indices.subarray(24))
    return { chunks: [{ indices: indices.slice(0, 24) }, { indices: padded }] }
  }
}

/** Four steps: the losses, the first moments, which show every gradient, and rows that are drawn afterwards. */
async function outcome(kernels: Kernels, recipe: Recipe, privacy: Privacy | null) {
  const live = kernels.live()
  const model = new TabularGan(kernels, recipe, matrix, createStreams(1))
  const request = noiseRequest(
    { clipNorm: 1, noiseMultiplier: 0.1, hardened: privacy?.hardened ?? false },
    model.releaseLengths,
  )
  const random = createRandom(1, 'noise')
  const noise = {
    take: () => request.lengths.map((length) => random.fillNormal(new Float32Array(length)).map((z) => z / 10)),
  }
  const mechanism = privacy && gaussianMechanism({ clipNorm: 1, expectedRows: 36, noise, ...privacy })
  const source = mechanism
    ? chunked(mechanism.microbatches)
    : plainSource(matrix, recipe.batch, createRandom(1, 'batches'))
  for (let step = 0; step < 4; step++) await model.step(source, mechanism)
  const losses = await model.losses()
  const { values, counts } = await model.state()
  const sampler = new Sampler(kernels, recipe, matrix, await model.weights())
  const rows = await sampler.draw(createRandom(1, 'rows'))
  sampler.dispose()
  model.dispose()
  expect(kernels.live()).toBe(live)
  const moments = Object.fromEntries(Object.entries(values).filter(([name]) => name.endsWith('.first')))
  return { arrays: { ...moments, rows }, figures: { ...losses, ...counts } }
}

it.each<[string, Recipe, Privacy | null]>([
  ['a plain training', smallPlain, null],
  ['a training by clipped rows', smallPrivate, { microbatches: null, hardened: false }],
  ['a training by microbatches', smallPrivate, { microbatches: 4, hardened: false }],
  ['a hardened training', smallPrivate, { microbatches: null, hardened: true }],
])('compiled, %s is the same', async (_, recipe, privacy) => {
  const expected = await outcome(await openBackend('cpu'), recipe, privacy)
  const found = await outcome(createCompiledKernels(new PlainExecutor()), recipe, privacy)
  for (const [name, figure] of Object.entries(expected.figures)) {
    expect(found.figures[name as keyof typeof found.figures], name).toBeCloseTo(figure, 4)
  }
  for (const [name, values] of Object.entries(expected.arrays)) {
    const others = found.arrays[name as keyof typeof found.arrays]
    const difference = values.reduce((most, value, i) => Math.max(most, Math.abs(value - others[i])), 0)
    expect(difference, name).toBeLessThan(1e-4)
  }
})
