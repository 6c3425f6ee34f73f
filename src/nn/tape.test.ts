// The explicit gradients against those of tfjs's own tape, on cpu and on tfjs-wasm.
import { expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import { createReference } from '../engine/referencekernels.ts'
import { type TapeLayer, tapeGradients } from '../engine/tfjs/tape.ts'
import { createRandom } from '../math/random.ts'
import { Activation, leakyRelu, relu, tanh } from './activation.ts'
import { BatchNorm } from './batchnorm.ts'
import { Dense } from './dense.ts'
import { Head } from './head.ts'
import type { Layer } from './layer.ts'
import { LayerNorm } from './layernorm.ts'
import { Network } from './network.ts'
import { expectClose, normals, passFor } from './testing.ts'

const rows = 6
const segments = [
  { kind: 'choice', offset: 0, width: 3 },
  { kind: 'scalar', offset: 3, width: 1 },
  { kind: 'choice', offset: 4, width: 2 },
] as const

/** From the middle activation and norm: dense 5 → 8, norm, activation, dense 8 → 6, and the mixed head. */
const cases: { name: string; norm: 'layerNorm' | 'batchNorm'; activation: TapeLayer }[] = [
  { name: 'layer norm and leaky ReLU', norm: 'layerNorm', activation: { kind: 'leakyRelu', slope: 0.2 } },
  { name: 'layer norm and tanh', norm: 'layerNorm', activation: { kind: 'tanh' } },
  { name: 'batch norm and ReLU', norm: 'batchNorm', activation: { kind: 'relu' } },
]

const curveOf = (layer: TapeLayer) => {
  if (layer.kind === 'leakyRelu') return leakyRelu(layer.slope)
  return layer.kind === 'tanh' ? tanh : relu
}

for (const backend of ['cpu', 'tfjs-wasm'] as const) {
  it.each(cases)(`agrees with the tape through $name on ${backend}`, async ({ norm, activation }) => {
    const reference = createReference()
    const host = (name: string, height: number, width: number) => ({
      rows: height,
      columns: width,
      values: reference.values(normals(reference, name, height, width)),
    })
    const kernels = await openBackend(backend)
    const random = createRandom(1, 'tape')
    const layers: Layer[] = [
      new Dense(kernels, 'dense1', 5, 8, random, 'he'),
      norm === 'layerNorm' ? new LayerNorm(kernels, 'norm1', 8) : new BatchNorm(kernels, 'norm1', 8),
      new Activation('activation1', 8, curveOf(activation)),
      new Dense(kernels, 'dense2', 8, 6, random, 'glorot'),
      new Head('head', { segments, temperature: 0.5, noise: false }),
    ]
    const network = new Network(kernels, layers)
    for (const parameter of network.parameters) {
      parameter.value = normals(kernels, parameter.name, parameter.value.rows, parameter.value.columns)
    }
    const expected = await tapeGradients(
      backend,
      [{ kind: 'dense' }, { kind: norm }, activation, { kind: 'dense' }, { kind: 'head', segments, temperature: 0.5 }],
      host('input', rows, 5),
      network.parameters.map(({ name, value }) => host(name, value.rows, value.columns)),
      host('adjoint', rows, 6),
    )
    const pass = passFor(kernels, 'train')
    const { caches } = network.forward(pass, normals(kernels, 'input', rows, 5))
    const backward = network.backward(pass, caches, normals(kernels, 'adjoint', rows, 6))
    const found = await kernels.read([backward.input(), ...network.gradients(backward.parts)])
    expect(found.length).toBe(expected.length)
    expected.forEach((values, i) => {
      expectClose(found[i], values, 1e-5, i === 0 ? 'input' : network.parameters[i - 1].name)
    })
  })
}
