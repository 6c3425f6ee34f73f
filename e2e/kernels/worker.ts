// The test worker of the kernels: opens a backend, tests it against known values, and runs a small network on it.
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import { closeBackend, openBackend } from '../../src/engine/backend.ts'
import type { BackendName, Kernels, Tensor } from '../../src/engine/kernels.ts'
import { selfTest } from '../../src/engine/selftest.ts'
import { createRandom } from '../../src/math/random.ts'
import { CounterStream } from '../../src/math/threefry.ts'
import { Activation, leakyRelu } from '../../src/nn/activation.ts'
import { Dense } from '../../src/nn/dense.ts'
import { gradientPenalty } from '../../src/nn/gradientpenalty.ts'
import { Head } from '../../src/nn/head.ts'
import type { Pass } from '../../src/nn/layer.ts'
import { LayerNorm } from '../../src/nn/layernorm.ts'
import { Network } from '../../src/nn/network.ts'

export interface Question {
  readonly backend: BackendName
}

export interface Answer {
  /** Null where the self-test passed. */
  readonly refused: string | null
  /** Gradients and outputs of small networks, by name. */
  readonly numbers: Readonly<Record<string, readonly number[]>>
  /** Tensors that were left on the device. */
  readonly leaked: number
}

const rows = 9

interface Networks {
  readonly discriminator: Network
  readonly generator: Network
}

/** A discriminator of 12 columns, and a generator from them to mixed heads. */
function build(kernels: Kernels): Networks {
  const random = createRandom(2, 'networks')
  const discriminator = new Network(kernels, [
    new Dense(kernels, 'dense1', 12, 10, random, 'he'),
    new LayerNorm(kernels, 'norm1', 10),
    new Activation('leaky1', 10, leakyRelu(0.2)),
    new Dense(kernels, 'dense2', 10, 1, random, 'glorot'),
  ])
  const segments = [
    { kind: 'scalar', offset: 0, width: 1 },
    { kind: 'choice', offset: 1, width: 5 },
    { kind: 'scalar', offset: 6, width: 1 },
  ] as const
  const generator = new Network(kernels, [
    new Dense(kernels, 'dense1', 12, 7, random, 'he'),
    new Head('head', { segments, temperature: 0.5, noise: true }),
  ])
  return { discriminator, generator }
}

/** In a body: per-example norms, sums and the gradient penalty of the discriminator; the output of the generator. */
function compute(kernels: Kernels, { discriminator, generator }: Networks): Record<string, Tensor> {
  const stream = new CounterStream(1, 2)
  const input = kernels.random('normal', rows, 12, stream)
  const pass: Pass = {
    kernels,
    mode: 'train',
    uniform: (height, width) => kernels.random('uniform', height, width, stream),
  }
  const { output, caches } = discriminator.forward(pass, input)
  const backward = discriminator.backward(pass, caches, kernels.fill(rows, 1, 1))
  const norms = backward.parts.map((part) => part.squaredNorms()).reduce((sum, part) => kernels.add(sum, part))
  const penalty = gradientPenalty(pass, discriminator, input, 10)
  const named = (name: string, tensors: readonly Tensor[]) =>
    tensors.map((tensor, i) => [`${name} ${i}`, tensor] as const)
  return Object.fromEntries([
    ['output', output],
    ['input gradient', backward.input()],
    ['per-example squared norms', norms],
    ['penalty', penalty.value],
    ...named('gradient', discriminator.gradients(backward.parts)),
    ...named('penalty gradient', penalty.gradients),
    ['generated', generator.forward(pass, input).output],
  ])
}

async function answer({ backend }: Question): Promise<Answer> {
  const kernels = await openBackend(backend, { wasmPaths: { plain, simd } })
  try {
    await selfTest(kernels)
    const before = kernels.live()
    const networks = build(kernels)
    const tensors = kernels.scope(() => compute(kernels, networks))
    const values = await kernels.read(Object.values(tensors))
    const numbers = Object.fromEntries(Object.keys(tensors).map((name, i) => [name, [...values[i]]]))
    kernels.dispose(Object.values(tensors))
    for (const network of Object.values(networks)) network.dispose()
    return { refused: null, numbers, leaked: kernels.live() - before }
  } catch (error) {
    return { refused: String(error), numbers: {}, leaked: 0 }
  } finally {
    closeBackend(backend)
  }
}

addEventListener('message', async ({ data }: MessageEvent<Question>) => postMessage(await answer(data)))
