// Gradient penalty: its gradient against finite differences of the penalty, its cost, and the devices' results.
import { describe, expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Kernels } from '../engine/kernels.ts'
import { createReference } from '../engine/referencekernels.ts'
import { createRandom } from '../math/random.ts'
import { Activation, type Curve, leakyRelu, tanh } from './activation.ts'
import { Dense } from './dense.ts'
import { Dropout } from './dropout.ts'
import { gradientPenalty } from './gradientpenalty.ts'
import type { Layer } from './layer.ts'
import { LayerNorm } from './layernorm.ts'
import { Network } from './network.ts'
import { differences, expectClose, inner, normals, passFor } from './testing.ts'

const rows = 4
const columns = 5
const weight = 10

interface Shape {
  readonly packing: number
  readonly curve: Curve
  readonly norm: boolean
  readonly dropout: number
}

const shapes: Record<string, Shape> = {
  'leaky ReLU': { packing: 1, curve: leakyRelu(0.2), norm: false, dropout: 0 },
  tanh: { packing: 1, curve: tanh, norm: false, dropout: 0 },
  'layer norm and leaky ReLU': { packing: 1, curve: leakyRelu(0.2), norm: true, dropout: 0 },
  'layer norm, tanh, dropout and packing': { packing: 2, curve: tanh, norm: true, dropout: 0.3 },
  'leaky ReLU, dropout and packing': { packing: 2, curve: leakyRelu(0.2), norm: false, dropout: 0.3 },
}

function critic(kernels: Kernels, { packing, curve, norm, dropout }: Shape): Network {
  const random = createRandom(1, 'critic')
  const layers: Layer[] = []
  let width = packing * columns
  for (const [i, next] of [6, 4].entries()) {
    layers.push(new Dense(kernels, `dense${i}`, width, next, random, 'he'))
    if (norm) layers.push(new LayerNorm(kernels, `norm${i}`, next))
    layers.push(new Activation(`activation${i}`, next, curve))
    layers.push(new Dropout(`dropout${i}`, next, dropout))
    width = next
  }
  layers.push(new Dense(kernels, 'last', width, 1, random, 'glorot'))
  return new Network(kernels, layers)
}

const points = (kernels: Kernels, { packing }: Shape) =>
  kernels.reshape(normals(kernels, 'points', rows * packing, columns), rows, columns * packing)

describe.each(Object.entries(shapes))('gradient penalty through %s', (_, shape) => {
  const kernels = createReference()

  it('has the value of its definition, with the gradient taken by finite differences', () => {
    const network = critic(kernels, shape)
    const input = { value: points(kernels, shape) }
    const ones = kernels.fill(rows, 1, 1)
    const total = () => inner(kernels, ones, network.forward(passFor(kernels, 'train'), input.value).output)
    const gradient = differences(kernels, input, total)
    const width = columns * shape.packing
    let expected = 0
    for (let row = 0; row < rows; row++) {
      const norm = Math.hypot(...gradient.slice(row * width, (row + 1) * width))
      expected += (weight * (norm - 1) ** 2) / rows
    }
    const { value } = gradientPenalty(passFor(kernels, 'train'), network, input.value, weight)
    expectClose(kernels.values(value), [expected], 1e-7)
  })

  it('has the gradient of finite differences', () => {
    const network = critic(kernels, shape)
    const input = points(kernels, shape)
    const penalty = () => gradientPenalty(passFor(kernels, 'train'), network, input, weight)
    const { gradients } = penalty()
    expect(gradients.length).toBe(network.parameters.length)
    network.parameters.forEach((parameter, i) => {
      const expected = differences(kernels, parameter, () => kernels.values(penalty().value)[0])
      expectClose(kernels.values(gradients[i]), expected, 1e-7, parameter.name)
    })
  })

  it.each(['cpu', 'tfjs-wasm'] as const)('gives the same on %s', async (backend) => {
    const run = (on: Kernels) => {
      const { value, gradients } = gradientPenalty(passFor(on, 'train'), critic(on, shape), points(on, shape), weight)
      return on.read([value, ...gradients])
    }
    const found = await run(await openBackend(backend))
    const expected = await run(kernels)
    expected.forEach((values, i) => {
      expectClose(found[i], values, 2e-5, `tensor ${i}`)
    })
  })
})

describe('gradient penalty', () => {
  it('costs four products a dense layer where activations are piecewise linear', () => {
    const kernels = createReference()
    const shape = shapes['leaky ReLU']
    gradientPenalty(passFor(kernels, 'train'), critic(kernels, shape), points(kernels, shape), 1)
    expect(kernels.products()).toBe(4 * 3)
  })

  it('stays finite where the critic is flat', async () => {
    const kernels = await openBackend('tfjs-wasm')
    const network = critic(kernels, shapes.tanh)
    for (const parameter of network.parameters) {
      parameter.value = kernels.fill(parameter.value.rows, parameter.value.columns, 0)
    }
    const { value, gradients } = gradientPenalty(passFor(kernels, 'train'), network, points(kernels, shapes.tanh), 10)
    const [penalty, ...values] = await kernels.read([value, ...gradients])
    expectClose(penalty, [10], 1e-4)
    expect(values.every((gradient) => gradient.every(Number.isFinite))).toBe(true)
  })
})
