// Each layer's passes: against finite differences in double precision, example by example, and on the devices.
import { describe, expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Kernels, Segment } from '../engine/kernels.ts'
import { createReference } from '../engine/referencekernels.ts'
import { createRandom } from '../math/random.ts'
import { Activation, leakyRelu, relu, tanh } from './activation.ts'
import { BatchNorm, freezeStatistics } from './batchnorm.ts'
import { Dense } from './dense.ts'
import { Dropout } from './dropout.ts'
import { CoupledExamplesError, SecondOrderError } from './errors.ts'
import { Head } from './head.ts'
import type { Layer } from './layer.ts'
import { LayerNorm } from './layernorm.ts'
import { Network } from './network.ts'
import { Residual } from './residual.ts'
import { differences, expectClose, inner, normals, passFor } from './testing.ts'

const rows = 4
const segments: readonly Segment[] = [
  { kind: 'scalar', offset: 0, width: 1 },
  { kind: 'choice', offset: 1, width: 3 },
  { kind: 'choice', offset: 4, width: 2 },
]

/** A block of a residual layer that begins with a layer without parameters: 6 → 5. */
const blockOf = (kernels: Kernels, norms: readonly Layer[]) =>
  new Network(kernels, [
    new Activation('tanh', 6, tanh),
    new Dense(kernels, 'dense', 6, 5, createRandom(1, 'dense'), 'glorot'),
    ...norms,
    new Activation('leaky', 5, leakyRelu(0.2)),
  ])

const layers: Record<string, (kernels: Kernels) => Layer> = {
  dense: (kernels) => new Dense(kernels, 'dense', 6, 5, createRandom(1, 'dense'), 'glorot'),
  relu: () => new Activation('relu', 6, relu),
  'leaky relu': () => new Activation('leaky', 6, leakyRelu(0.2)),
  tanh: () => new Activation('tanh', 6, tanh),
  dropout: () => new Dropout('dropout', 6, 0.4),
  'layer norm': (kernels) => new LayerNorm(kernels, 'norm', 6),
  residual: (kernels) => new Residual('residual', blockOf(kernels, [new LayerNorm(kernels, 'norm', 5)])),
  head: () => new Head('head', { segments, temperature: 0.7, noise: false }),
  'head with noise': () => new Head('head', { segments, temperature: 0.7, noise: true }),
}

/** Moves the parameters off their special starting values. */
function perturb(kernels: Kernels, layer: Layer): void {
  for (const parameter of layer.parameters) {
    const { name, value } = parameter
    parameter.value = kernels.add(value, kernels.affine(normals(kernels, name, value.rows, value.columns), 0.3, 0))
  }
}

/** A layer with an input, a direction, and adjoints for its output and its output's tangent. */
function build(kernels: Kernels, make: (kernels: Kernels) => Layer) {
  const layer = make(kernels)
  perturb(kernels, layer)
  return {
    layer,
    input: { value: normals(kernels, 'input', rows, layer.inputs) },
    direction: normals(kernels, 'direction', rows, layer.inputs),
    adjoint: normals(kernels, 'adjoint', rows, layer.outputs),
    tangentAdjoint: normals(kernels, 'tangent adjoint', rows, layer.outputs),
  }
}

/** All that the passes of a layer give. */
function everything(kernels: Kernels, make: (kernels: Kernels) => Layer) {
  const { layer, input, direction, adjoint, tangentAdjoint } = build(kernels, make)
  const pass = passFor(kernels, 'train')
  const { output, cache } = layer.forward(pass, input.value)
  const backward = layer.backward(pass, cache, adjoint)
  const tangent = layer.tangent(pass, cache, direction)
  const dual = layer.backwardDual(pass, cache, tangent.cache, adjoint, tangentAdjoint)
  const alone = layer.backwardDual(pass, cache, tangent.cache, null, tangentAdjoint)
  const weights = kernels.upload(Float32Array.of(0.5, 2, 0, -1), rows, 1)
  const parts = [backward.part, dual.part, alone.part].flatMap((part) =>
    part ? [...part.sum(), ...part.sum(weights), part.squaredNorms()] : [],
  )
  const inputs = [backward.input(), dual.input(), alone.input()].filter((tensor) => tensor !== null)
  return [output, tangent.output, ...inputs, ...parts]
}

describe.each(Object.entries(layers))('%s', (_, make) => {
  const kernels = createReference()

  it('has the gradient of finite differences', () => {
    const { layer, input, adjoint } = build(kernels, make)
    const loss = () => inner(kernels, adjoint, layer.forward(passFor(kernels, 'train'), input.value).output)
    const pass = passFor(kernels, 'train')
    const { cache } = layer.forward(pass, input.value)
    const { input: inputGradient, part } = layer.backward(pass, cache, adjoint)
    expectClose(kernels.values(inputGradient()), differences(kernels, input, loss), 1e-8, 'input')
    const gradients = part?.sum() ?? []
    layer.parameters.forEach((parameter, i) => {
      expectClose(kernels.values(gradients[i]), differences(kernels, parameter, loss), 1e-8, parameter.name)
    })
  })

  it('has the directional derivative of finite differences', () => {
    const { layer, input, direction, adjoint } = build(kernels, make)
    const pass = passFor(kernels, 'train')
    const { cache } = layer.forward(pass, input.value)
    const { output } = layer.tangent(pass, cache, direction)
    const step = { value: kernels.fill(1, 1, 0) }
    const moved = () => kernels.add(input.value, kernels.multiply(direction, step.value))
    const loss = () => inner(kernels, adjoint, layer.forward(passFor(kernels, 'train'), moved()).output)
    expectClose([inner(kernels, adjoint, output)], differences(kernels, step, loss), 1e-8)
  })

  it('has the second-order gradient of finite differences', () => {
    const { layer, input, direction, adjoint, tangentAdjoint } = build(kernels, make)
    for (const output of [adjoint, null]) {
      const loss = () => {
        const pass = passFor(kernels, 'train')
        const forward = layer.forward(pass, input.value)
        const tangent = layer.tangent(pass, forward.cache, direction)
        return (output ? inner(kernels, output, forward.output) : 0) + inner(kernels, tangentAdjoint, tangent.output)
      }
      const pass = passFor(kernels, 'train')
      const { cache } = layer.forward(pass, input.value)
      const tangent = layer.tangent(pass, cache, direction)
      const { input: inputAdjoint, part } = layer.backwardDual(pass, cache, tangent.cache, output, tangentAdjoint)
      const found = inputAdjoint() ?? kernels.fill(rows, layer.inputs, 0)
      expectClose(kernels.values(found), differences(kernels, input, loss), 1e-8, 'input')
      const gradients = part?.sum() ?? []
      layer.parameters.forEach((parameter, i) => {
        expectClose(kernels.values(gradients[i]), differences(kernels, parameter, loss), 1e-8, parameter.name)
      })
    }
  })

  it.each(['cpu', 'tfjs-wasm'] as const)('gives the same on %s', async (backend) => {
    const device = await openBackend(backend)
    const found = await device.read(everything(device, make))
    const expected = await kernels.read(everything(kernels, make))
    expect(found.length).toBe(expected.length)
    expected.forEach((values, i) => {
      expectClose(found[i], values, 1e-5, `tensor ${i}`)
    })
  })
})

describe.each(['dense', 'layer norm', 'residual'])('per-example gradients of %s', (name) => {
  const kernels = createReference()
  const make = layers[name]

  it('equal those of each row alone, first and second order', () => {
    const { layer, input, direction, adjoint, tangentAdjoint } = build(kernels, make)
    const pass = passFor(kernels, 'train')
    const parts = (from: number, count: number) => {
      const part = (tensor: typeof adjoint) => kernels.sliceRows(tensor, from, count)
      const { cache } = layer.forward(pass, part(input.value))
      const tangent = layer.tangent(pass, cache, part(direction))
      const dual = (output: typeof adjoint | null) =>
        layer.backwardDual(pass, cache, tangent.cache, output, part(tangentAdjoint)).part!
      return [layer.backward(pass, cache, part(adjoint)).part!, dual(part(adjoint)), dual(null)]
    }
    const whole = parts(0, rows)
    const weights = [0.5, 2, 0, -1]
    whole.forEach((part, kind) => {
      const single = weights.map((_, row) =>
        parts(row, 1)
          [kind].sum()
          .map((tensor) => kernels.values(tensor)),
      )
      const norms = single.map((gradients) => gradients.flatMap((g) => [...g]).reduce((sum, x) => sum + x * x, 0))
      expectClose(kernels.values(part.squaredNorms()), norms, 1e-12)
      part.sum(kernels.upload(weights, rows, 1)).forEach((sum, p) => {
        const expected = single[0][p].map((_, i) => weights.reduce((total, w, row) => total + w * single[row][p][i], 0))
        expectClose(kernels.values(sum), expected, 1e-12)
      })
    })
  })
})

describe('batch norm', () => {
  const kernels = createReference()
  const make = (on: Kernels) => new BatchNorm(on, 'norm', 6)

  it.each(['train', 'apply'] as const)('has the gradient of finite differences in mode %s', (mode) => {
    const { layer, input, adjoint } = build(kernels, make)
    kernels.scope(() => freezeStatistics([layer], passFor(kernels, 'train'), normals(kernels, 'others', 8, 6)))
    const pass = passFor(kernels, mode)
    const loss = () => inner(kernels, adjoint, layer.forward(pass, input.value).output)
    const { input: inputGradient, part } = layer.backward(pass, layer.forward(pass, input.value).cache, adjoint)
    expectClose(kernels.values(inputGradient()), differences(kernels, input, loss), 1e-8, 'input')
    const gradients = part!.sum()
    layer.parameters.forEach((parameter, i) => {
      expectClose(kernels.values(gradients[i]), differences(kernels, parameter, loss), 1e-8, parameter.name)
    })
  })

  it.each(['cpu', 'tfjs-wasm'] as const)('gives the same on %s', async (backend) => {
    const run = (on: Kernels) => {
      const { layer, input, adjoint } = build(on, make)
      const pass = passFor(on, 'train')
      const { output, cache } = layer.forward(pass, input.value)
      const { input: inputGradient, part } = layer.backward(pass, cache, adjoint)
      return on.read([output, inputGradient(), ...part!.sum()])
    }
    const found = await run(await openBackend(backend))
    const expected = await run(kernels)
    expected.forEach((values, i) => {
      expectClose(found[i], values, 1e-5, `tensor ${i}`)
    })
  })

  it('refuses per-example gradients and second order, and says why', () => {
    const { layer, input, adjoint } = build(kernels, make)
    const pass = passFor(kernels, 'train')
    const { part } = layer.backward(pass, layer.forward(pass, input.value).cache, adjoint)
    expect(() => part?.squaredNorms()).toThrow(CoupledExamplesError)
    expect(() => part?.sum(kernels.fill(rows, 1, 1))).toThrow(/depends on all others/)
    expect(() => layer.tangent(pass, null, input.value)).toThrow(SecondOrderError)
  })
})

describe('residual', () => {
  const kernels = createReference()

  it('gives what it was given beside what is made of it', () => {
    const layer = layers.residual(kernels)
    const input = normals(kernels, 'input', rows, 6)
    const { output } = layer.forward(passFor(kernels, 'train'), input)
    expect([layer.inputs, layer.outputs, output.columns]).toEqual([6, 11, 11])
    expect(kernels.values(kernels.sliceColumns(output, 5, 6))).toEqual(kernels.values(input))
  })

  it('has the batch norm within it measured', () => {
    const layer = new Residual('residual', blockOf(kernels, [new BatchNorm(kernels, 'norm', 5)]))
    const input = normals(kernels, 'input', 8, 6)
    const output = (mode: 'train' | 'apply', of = input) =>
      kernels.values(layer.forward(passFor(kernels, mode), of).output)
    expect(layer.couplesExamples).toBe(true)
    expect(layer.statistics.map(({ name }) => name)).toEqual(['norm.mean', 'norm.variance'])
    kernels.scope(() => freezeStatistics([layer], passFor(kernels, 'train'), input))
    expectClose(output('apply'), output('train'), 1e-12)
    // Each row as it is among the others.
    expectClose(output('apply', kernels.sliceRows(input, 3, 1)), output('apply').slice(3 * 11, 4 * 11), 1e-12)
  })
})

describe('head', () => {
  it('draws a choice as often as its softmax says', async () => {
    const kernels = await openBackend('cpu')
    const head = new Head('head', {
      segments: [{ kind: 'choice', offset: 0, width: 3 }],
      temperature: 0.2,
      noise: true,
    })
    const chances = [0.6, 0.3, 0.1]
    const draws = 20000
    const logits = kernels.upload(
      Float32Array.from({ length: draws * 3 }, (_, i) => Math.log(chances[i % 3])),
      draws,
      3,
    )
    const [values] = await kernels.read([head.forward(passFor(kernels, 'apply'), logits).output])
    const counts = [0, 0, 0]
    for (let i = 0; i < draws; i++) {
      const row = values.subarray(3 * i, 3 * i + 3)
      counts[row.indexOf(Math.max(...row))]++
    }
    // Four standard deviations of a share are at most 0.014 here.
    chances.forEach((chance, i) => {
      expect(Math.abs(counts[i] / draws - chance)).toBeLessThan(0.014)
    })
  })

  it('stays finite where a uniform is 0 or almost 1', async () => {
    const kernels = await openBackend('tfjs-wasm')
    const head = new Head('head', {
      segments: [{ kind: 'choice', offset: 0, width: 2 }],
      temperature: 0.2,
      noise: true,
    })
    for (const u of [0, 0.99999994]) {
      const pass = { ...passFor(kernels, 'train'), uniform: (r: number, c: number) => kernels.fill(r, c, u) }
      const [values] = await kernels.read([head.forward(pass, kernels.fill(1, 2, 0)).output])
      expectClose(values, [0.5, 0.5], 1e-6)
    }
  })
})

describe('dropout', () => {
  it('drops the share it is told to, keeps the mean, and does nothing in apply mode', async () => {
    const kernels = await openBackend('cpu')
    const dropout = new Dropout('dropout', 100, 0.3)
    const ones = kernels.fill(200, 100, 1)
    const [values] = await kernels.read([dropout.forward(passFor(kernels, 'train'), ones).output])
    const kept = values.filter((value) => value !== 0)
    expect(Math.abs(kept.length / values.length - 0.7)).toBeLessThan(0.013)
    expect(kept.every((value) => Math.abs(value - 1 / 0.7) < 1e-6)).toBe(true)
    expect(dropout.forward(passFor(kernels, 'apply'), ones).output).toBe(ones)
  })
})
