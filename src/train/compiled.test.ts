// Tests of whole trainings as compiled programs, on each executor, against the same functions one by one on tfjs.
import { describe, expect, it } from 'vitest'
import { findGpu } from '../../scripts/softwaregpu.ts'
import { openBackend } from '../engine/backend.ts'
import type { Kernels } from '../engine/kernels.ts'
import { createCompiledKernels } from '../engine/program/compiled.ts'
import { PlainExecutor } from '../engine/program/plain.ts'
import { openKernels as openWasm } from '../engine/wasm/open.ts'
import { openKernels as openWebGpu } from '../engine/webgpu/open.ts'
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

/** The losses, the first moments, which show every gradient, the weights, and rows that are drawn afterwards. */
async function outcome(kernels: Kernels, recipe: Recipe, privacy: Privacy | null, steps: number) {
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
  for (let step = 0; step < steps; step++) await model.step(source, mechanism)
  const losses = await model.losses()
  const { values, counts } = await model.state()
  const sampler = new Sampler(kernels, recipe, matrix, await model.weights())
  const rows = await sampler.draw(createRandom(1, 'rows'))
  sampler.dispose()
  model.dispose()
  expect(kernels.live()).toBe(live)
  const arrays = Object.fromEntries(Object.entries(values).filter(([name]) => !name.endsWith('.second')))
  return { arrays, rows, figures: { ...losses, ...counts } }
}

const backends: readonly (readonly [name: string, open: () => Promise<Kernels | null>])[] = [
  ['in the plainest way', async () => createCompiledKernels(new PlainExecutor())],
  ['on wasm, one thread', async () => (await openWasm({ threads: 1 })).kernels],
  ['on wasm, two threads', async () => (await openWasm({ threads: 2 })).kernels],
  ['on webgpu', openSoftwareGpu],
]

/** Null where this machine has not even a software adapter. */
async function openSoftwareGpu(): Promise<Kernels | null> {
  const gpu = await findGpu()
  if (typeof gpu !== 'string') return (await openWebGpu({ gpu })).kernels
  // Said aloud: a run without these tests proves nothing about WebGPU.
  process.stderr.write(`\nTrainings on WebGPU are SKIPPED. ${gpu}\n\n`)
  return null
}

const trainings: readonly (readonly [what: string, recipe: Recipe, privacy: Privacy | null])[] = [
  ['a plain training', smallPlain, null],
  ['a training by clipped rows', smallPrivate, { microbatches: null, hardened: false }],
  ['a training by microbatches', smallPrivate, { microbatches: 4, hardened: false }],
  ['a hardened training', smallPrivate, { microbatches: null, hardened: true }],
]

describe.each(backends)('compiled and run %s', (_, open) => {
  const difference = (a: Float32Array, b: Float32Array) =>
    a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0)

  it.each(trainings)('%s takes the same four steps', async (_, recipe, privacy) => {
    const kernels = await open()
    if (kernels === null) return
    const expected = await outcome(await openBackend('cpu'), recipe, privacy, 4)
    const found = await outcome(kernels, recipe, privacy, 4)
    for (const [name, figure] of Object.entries(expected.figures)) {
      expect(found.figures[name as keyof typeof found.figures], name).toBeCloseTo(figure as number, 4)
    }
    for (const [name, values] of Object.entries(expected.arrays)) {
      // Adam divides by the size of a gradient, so that one which is next to nothing may move its weight either way.
      if (name.endsWith('.first')) expect(difference(values, found.arrays[name]), name).toBeLessThan(1e-4)
    }
    expect(difference(expected.rows, found.rows)).toBeLessThan(1e-3)
  })

  it.each(trainings.slice(0, 2))('%s of 200 steps stays the same up to rounding', async (_, recipe, privacy) => {
    const kernels = await open()
    if (kernels === null) return
    const expected = await outcome(await openBackend('cpu'), recipe, privacy, 200)
    const found = await outcome(kernels, recipe, privacy, 200)
    expect(found.figures.discriminator).toBe(expected.figures.discriminator)
    expect(found.figures.accuracyOnGenerated).toBeCloseTo(expected.figures.accuracyOnGenerated, 3)
    for (const [name, values] of Object.entries(expected.arrays)) {
      // A batch norm takes the bias before it out again: its gradient is rounding alone, and Adam makes whole steps of it.
      if (name.endsWith('dense1.bias') && name.includes('generator')) continue
      expect(difference(values, found.arrays[name]), name).toBeLessThan(1e-3)
    }
    expect(difference(expected.rows, found.rows)).toBeLessThan(1e-2)
  })
})
