// The same GAN step written with tfjs's tape and its own Adam: what the explicit step is measured against.
import { createRequire } from 'node:module'
import {
  add,
  concat,
  log,
  matMul,
  mean,
  mul,
  neg,
  relu,
  type Scalar,
  scalar,
  slice,
  softmax,
  softplus,
  sub,
  type Tensor2D,
  tanh,
  tensor2d,
  tidy,
  train,
  type Variable,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core'
import type { Segment } from '../src/engine/kernels.ts'
import { createRandom } from '../src/math/random.ts'

// Node resolves the package to its CommonJS bundle, which has no gradients; they register themselves in tfjs's global tables.
createRequire(import.meta.url)('@tensorflow/tfjs-core/dist/register_all_gradients')

type NamedTensors = Parameters<ReturnType<typeof train.adam>['applyGradients']>[0]

export interface StepShape {
  readonly batch: number
  readonly latent: number
  readonly widths: readonly number[]
  readonly segments: readonly Segment[]
  readonly width: number
  readonly temperature: number
  readonly leakySlope: number
}

/** A discriminator and a generator step; returns a function that does one of each. */
export function tapeStep(shape: StepShape): () => void {
  const random = createRandom(1, 'tape')
  const network = (sizes: readonly number[]): Variable[] =>
    sizes.slice(1).flatMap((size, i) => {
      const weights = random.fillNormal(new Float32Array(sizes[i] * size)).map((x) => x * Math.sqrt(2 / sizes[i]))
      return [variable(tensor2d(weights, [sizes[i], size])), variable(tensor2d(new Float32Array(size), [1, size]))]
    })
  const generator = network([shape.latent, ...shape.widths, shape.width])
  const discriminator = network([shape.width, ...shape.widths, 1])
  const dense = (x: Tensor2D, [weights, bias]: Variable[]) => add(matMul(x, weights as Tensor2D), bias) as Tensor2D
  const layers = (parameters: Variable[]) =>
    Array.from({ length: parameters.length / 2 }, (_, i) => parameters.slice(2 * i, 2 * i + 2))
  // relu(x) − α relu(−x): leaky ReLU as the tape's users have to write it.
  const leaky = (x: Tensor2D) => sub(relu(x), mul(relu(neg(x)), scalar(shape.leakySlope))) as Tensor2D
  const head = (x: Tensor2D): Tensor2D => {
    const u = tensor2d(random.fillUniform(new Float32Array(shape.batch * shape.width)), [shape.batch, shape.width])
    const gumbel = neg(log(neg(log(add(mul(u, 0.999999), 1e-7)))))
    const noisy = add(x, gumbel) as Tensor2D
    return concat(
      shape.segments.map(({ kind, offset, width }) => {
        const part = (from: Tensor2D) => slice(from, [0, offset], [shape.batch, width])
        return kind === 'scalar' ? tanh(part(x)) : softmax(mul(part(noisy), 1 / shape.temperature) as Tensor2D)
      }),
      1,
    )
  }
  const generate = () => {
    const noise = random.fillNormal(new Float32Array(shape.batch * shape.latent))
    const all = layers(generator)
    const x = tensor2d(noise, [shape.batch, shape.latent])
    return head(
      all.reduce<Tensor2D>((y, layer, i) => (i === all.length - 1 ? dense(y, layer) : relu(dense(y, layer))), x),
    )
  }
  const judge = (x: Tensor2D) => {
    const all = layers(discriminator)
    return all.reduce<Tensor2D>((y, layer, i) => (i === all.length - 1 ? dense(y, layer) : leaky(dense(y, layer))), x)
  }
  const adamG = train.adam(2e-4, 0.5, 0.9, 1e-8)
  const adamD = train.adam(2e-4, 0.5, 0.9, 1e-8)
  const real = random.fillUniform(new Float32Array(shape.batch * shape.width))
  return () => {
    tidy(() => {
      const rows = tensor2d(real, [shape.batch, shape.width])
      const d = variableGrads(
        () => add(mean(softplus(neg(judge(rows)))), mean(softplus(judge(generate())))) as Scalar,
        discriminator,
      )
      adamD.applyGradients(d.grads as NamedTensors)
      const g = variableGrads(() => mean(softplus(neg(judge(generate())))) as Scalar, generator)
      adamG.applyGradients(g.grads as NamedTensors)
    })
  }
}
