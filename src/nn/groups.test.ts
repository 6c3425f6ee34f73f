// Tests of microbatches: the norms of sums that are never made, and what a row can do to a clipped sum of them.
import { describe, expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { createReference } from '../engine/referencekernels.ts'
import { createRandom } from '../math/random.ts'
import { Activation, leakyRelu, tanh } from './activation.ts'
import { BatchNorm } from './batchnorm.ts'
import { Dense } from './dense.ts'
import { CoupledExamplesError } from './errors.ts'
import { groupClipFactors } from './groups.ts'
import { LayerNorm } from './layernorm.ts'
import { Network } from './network.ts'
import { expectClose, normals, passFor } from './testing.ts'

const rows = 9
const groups = 4
/** Group 3 stays empty, and row 4 is in none. */
const groupOf = [0, 1, 0, 2, -1, 1, 1, 0, 2]

function discriminator(kernels: Kernels): Network {
  const random = createRandom(1, 'discriminator')
  return new Network(kernels, [
    new Dense(kernels, 'dense1', 7, 6, random, 'he'),
    new LayerNorm(kernels, 'norm1', 6),
    new Activation('leaky1', 6, leakyRelu(0.2)),
    new Dense(kernels, 'dense2', 6, 4, random, 'glorot'),
    new Activation('tanh2', 4, tanh),
    new Dense(kernels, 'dense3', 4, 1, random, 'glorot'),
  ])
}

function membership(kernels: Kernels, weight = 0.5): Tensor {
  const values = new Float32Array(rows * groups)
  groupOf.forEach((group, row) => {
    if (group >= 0) values[row * groups + group] = weight
  })
  return kernels.upload(values, rows, groups)
}

function partsOf(network: Network, input: Tensor, slope = 1) {
  const { kernels } = network
  const pass = passFor(kernels, 'train')
  const { caches } = network.forward(pass, input)
  return network.backward(pass, caches, kernels.fill(input.rows, 1, slope)).parts
}

const squared = (gradients: readonly Float32Array[]) =>
  gradients.reduce((sum, gradient) => sum + gradient.reduce((total, x) => total + x * x, 0), 0)

describe.each(['cpu', 'tfjs-wasm'] as const)('groups on %s', (backend) => {
  it('have the norms of their summed gradients', async () => {
    const kernels = await openBackend(backend)
    const network = discriminator(kernels)
    const parts = partsOf(network, normals(kernels, 'input', rows, 7))
    const [norms] = await kernels.read([network.squaredNorms(parts, membership(kernels))])
    for (let group = 0; group < groups; group++) {
      const weights = Float32Array.from(groupOf, (each) => (each === group ? 0.5 : 0))
      const sum = await kernels.read(network.gradients(parts, kernels.upload(weights, rows, 1)))
      expectClose([norms[group]], [squared(sum)], 1e-5, `group ${group}`)
    }
    expect(norms[3]).toBe(0)
  })

  it('of one row each are that row, clipped by itself', async () => {
    const kernels = await openBackend(backend)
    const network = discriminator(kernels)
    const parts = partsOf(network, normals(kernels, 'input', rows, 7))
    const single = new Float32Array(rows * rows)
    for (let row = 0; row < rows; row++) single[row * rows + row] = 1
    const [own, grouped] = await kernels.read([
      network.squaredNorms(parts),
      network.squaredNorms(parts, kernels.upload(single, rows, rows)),
    ])
    expectClose(grouped, own, 1e-5)
  })

  it('are clipped whole: each to the bound, and none that is within it', async () => {
    const kernels = await openBackend(backend)
    const network = discriminator(kernels)
    const parts = partsOf(network, normals(kernels, 'input', rows, 7))
    const [norms] = await kernels.read([network.squaredNorms(parts, membership(kernels))])
    const bound = Math.sqrt(norms[1])
    const [factors] = await kernels.read([groupClipFactors(network, parts, membership(kernels), bound)])
    const expected = groupOf.map((group) => (group < 0 ? 0 : 0.5 * Math.min(1, bound / Math.sqrt(norms[group]))))
    // What rounding might hide is added to each norm: 18 roundings here.
    expectClose(factors, expected, 1e-4)
  })

  it('lose a row that is not finite, and nothing else', async () => {
    const kernels = await openBackend(backend)
    const network = discriminator(kernels)
    const good = normals(kernels, 'input', rows, 7)
    const [values] = await kernels.read([good])
    const factors = async (bad: number, weights: Tensor) => {
      const spoilt = Float32Array.from(values)
      spoilt.fill(bad, 5 * 7, 6 * 7)
      const parts = partsOf(network, kernels.upload(spoilt, rows, 7))
      const [found] = await kernels.read([groupClipFactors(network, parts, weights, 0.3)])
      return found
    }
    const without = Float32Array.from({ length: rows }, (_, row) => (row === 5 ? 0 : 1))
    const expected = await factors(1, kernels.multiply(membership(kernels), kernels.upload(without, rows, 1)))
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(await factors(bad, membership(kernels))).toEqual(expected)
    }
  })

  it('stay within the bound where gradients cancel down to rounding errors', async () => {
    const kernels = await openBackend(backend)
    const network = new Network(kernels, [new Dense(kernels, 'dense', 7, 1, createRandom(1, 'dense'), 'he')])
    // Two rows of 10⁴ that cancel but for a difference of about 1.
    const [base] = await kernels.read([normals(kernels, 'base', 1, 7)])
    const input = Float32Array.from({ length: 14 }, (_, i) => 1e4 * base[i % 7] * (i < 7 ? 1 : 1 + 1e-4))
    const pass = passFor(kernels, 'train')
    const { caches } = network.forward(pass, kernels.upload(input, 2, 7))
    const { parts } = network.backward(pass, caches, kernels.upload(Float32Array.of(1, -1), 2, 1))
    const weights = groupClipFactors(network, parts, kernels.fill(2, 1, 1), 0.01)
    expect(Math.sqrt(squared(await kernels.read(network.gradients(parts, weights))))).toBeLessThanOrEqual(0.01)
  })
})

it('have the norms of their summed gradients to second order, in double precision', () => {
  const kernels = createReference()
  const network = discriminator(kernels)
  const pass = passFor(kernels, 'train')
  const { caches } = network.forward(pass, normals(kernels, 'input', rows, 7))
  const adjoint = normals(kernels, 'adjoint', rows, 1)
  const { adjoints } = network.backward(pass, caches, adjoint)
  const tangent = network.tangent(pass, caches, normals(kernels, 'direction', rows, 7))
  const parts = network.backwardDual(pass, caches, tangent.caches, normals(kernels, 'output', rows, 1), adjoints)
  const norms = kernels.values(network.squaredNorms(parts, membership(kernels)))
  for (let group = 0; group < groups; group++) {
    const weights = groupOf.map((each) => (each === group ? 0.5 : 0))
    const sum = network.gradients(parts, kernels.upload(weights, rows, 1)).flatMap((tensor) => kernels.values(tensor))
    const expected = sum.reduce((total, x) => total + x * x, 0)
    expectClose([norms[group]], [expected], 1e-12, `group ${group}`)
  }
})

it('are refused where examples are coupled', async () => {
  const kernels = await openBackend('cpu')
  const network = new Network(kernels, [new BatchNorm(kernels, 'norm', 7)])
  const pass = passFor(kernels, 'train')
  const { caches } = network.forward(pass, normals(kernels, 'input', rows, 7))
  const { parts } = network.backward(pass, caches, kernels.fill(rows, 7, 1))
  expect(() => network.squaredNorms(parts, membership(kernels))).toThrow(CoupledExamplesError)
})
