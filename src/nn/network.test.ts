// Network: gradients, per-example norms and sums, saved values, frozen statistics and clipping, on cpu and on tfjs-wasm.
import { describe, expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Kernels } from '../engine/kernels.ts'
import { createReference } from '../engine/referencekernels.ts'
import { createRandom } from '../math/random.ts'
import { Activation, leakyRelu, relu, tanh } from './activation.ts'
import { BatchNorm, freezeStatistics } from './batchnorm.ts'
import { clipFactors } from './clip.ts'
import { Dense } from './dense.ts'
import { Dropout } from './dropout.ts'
import { DuplicateLayerError, LayerWidthError, SavedValuesError } from './errors.ts'
import { Head } from './head.ts'
import { LayerNorm } from './layernorm.ts'
import { Network } from './network.ts'
import { differences, expectClose, inner, normals, passFor } from './testing.ts'

const rows = 5

/** Every kind of layer that a discriminator may have; dropout first, below all parameters. */
function discriminator(kernels: Kernels): Network {
  const random = createRandom(1, 'discriminator')
  return new Network(kernels, [
    new Dropout('dropout0', 7, 0.2),
    new Dense(kernels, 'dense1', 7, 6, random, 'he'),
    new LayerNorm(kernels, 'norm1', 6),
    new Activation('leaky1', 6, leakyRelu(0.2)),
    new Dropout('dropout1', 6, 0.4),
    new Dense(kernels, 'dense2', 6, 4, random, 'glorot'),
    new Activation('tanh2', 4, tanh),
    new Dense(kernels, 'dense3', 4, 1, random, 'glorot'),
  ])
}

function generator(kernels: Kernels): Network {
  const random = createRandom(1, 'generator')
  const segments = [
    { kind: 'scalar', offset: 0, width: 1 },
    { kind: 'choice', offset: 1, width: 4 },
  ] as const
  return new Network(kernels, [
    new Dense(kernels, 'dense1', 3, 6, random, 'he'),
    new BatchNorm(kernels, 'norm1', 6),
    new Activation('relu1', 6, relu),
    new Dense(kernels, 'dense2', 6, 5, random, 'glorot'),
    new Head('head', { segments, temperature: 0.5, noise: true }),
  ])
}

describe('network', () => {
  const kernels = createReference()

  it.each([
    ['discriminator', discriminator],
    ['generator', generator],
  ])('has the gradient of finite differences (%s)', (_, make) => {
    const network = make(kernels)
    const input = { value: normals(kernels, 'input', rows, network.inputs) }
    const adjoint = normals(kernels, 'adjoint', rows, network.outputs)
    const loss = () => inner(kernels, adjoint, network.forward(passFor(kernels, 'train'), input.value).output)
    const pass = passFor(kernels, 'train')
    const backward = network.backward(pass, network.forward(pass, input.value).caches, adjoint)
    const gradients = network.gradients(backward.parts)
    expect(gradients.length).toBe(network.parameters.length)
    expectClose(kernels.values(backward.input()), differences(kernels, input, loss), 1e-7, 'input')
    network.parameters.forEach((parameter, i) => {
      expectClose(kernels.values(gradients[i]), differences(kernels, parameter, loss), 1e-7, parameter.name)
    })
  })

  it('does no product that nobody asked for', () => {
    const counted = createReference()
    const network = discriminator(counted)
    const pass = passFor(counted, 'train')
    const { caches } = network.forward(pass, normals(counted, 'input', rows, 7))
    expect(counted.products()).toBe(3)
    const { parts } = network.backward(pass, caches, counted.fill(rows, 1, 1))
    // Nothing goes below the first layer with parameters.
    expect(counted.products()).toBe(3 + 2)
    network.gradients(parts)
    expect(counted.products()).toBe(3 + 2 + 3)
    network.squaredNorms(parts)
    expect(counted.products()).toBe(3 + 2 + 3)
  })

  it('runs with other values and puts its own back, also after an error', () => {
    const network = discriminator(kernels)
    const own = network.parameters.map((parameter) => parameter.value)
    const others = own.map((value) => kernels.affine(value, 2, 0))
    const input = normals(kernels, 'input', rows, 7)
    const output = () => kernels.values(network.forward(passFor(kernels, 'train'), input).output)
    const before = output()
    expect(network.substituted([...others, input], output)).not.toEqual(before)
    expect(output()).toEqual(before)
    const fail = () => {
      throw new RangeError('broken')
    }
    expect(() => network.substituted(others, fail)).toThrow('broken')
    expect(network.parameters.map((parameter) => parameter.value)).toEqual(own)
  })

  it('knows whether examples are coupled', () => {
    expect(discriminator(kernels).couplesExamples).toBe(false)
    expect(generator(kernels).couplesExamples).toBe(true)
  })

  it('refuses layers of the same name and widths that do not meet', () => {
    const layer = (name: string, width: number) => new Activation(name, width, relu)
    expect(() => new Network(kernels, [layer('a', 2), layer('a', 2)])).toThrow(DuplicateLayerError)
    expect(() => new Network(kernels, [layer('a', 2), layer('b', 3)])).toThrow(LayerWidthError)
  })
})

describe.each(['cpu', 'tfjs-wasm'] as const)('network on %s', (backend) => {
  it('gives per-example norms and weighted sums of a loop over single rows', async () => {
    const kernels = await openBackend(backend)
    const network = discriminator(kernels)
    const input = normals(kernels, 'input', rows, 7)
    const adjoint = normals(kernels, 'adjoint', rows, 1)
    const weights = [0.5, 2, 0, -1, 1]
    const parts = (from: number, count: number) => {
      const pass = passFor(kernels, 'train', from)
      const { caches } = network.forward(pass, kernels.sliceRows(input, from, count))
      return network.backward(pass, caches, kernels.sliceRows(adjoint, from, count)).parts
    }
    const whole = parts(0, rows)
    const weighed = kernels.upload(Float32Array.from(weights), rows, 1)
    const [norms, ...sums] = await kernels.read([network.squaredNorms(whole), ...network.gradients(whole, weighed)])
    const single: Float32Array[][] = []
    for (let row = 0; row < rows; row++) single.push(await kernels.read(network.gradients(parts(row, 1))))
    expectClose(
      norms,
      single.map((gradients) => gradients.flatMap((g) => [...g]).reduce((sum, x) => sum + x * x, 0)),
      1e-5,
    )
    sums.forEach((sum, p) => {
      const expected = [...sum].map((_, i) => weights.reduce((total, w, row) => total + w * single[row][p][i], 0))
      expectClose(sum, expected, 1e-5, network.parameters[p].name)
    })
  })

  it('gives a row the same output and adjoint whatever rows come with it', async () => {
    const kernels = await openBackend(backend)
    const network = discriminator(kernels)
    const run = async (other: string) => {
      const first = normals(kernels, 'first', 1, 7)
      const input = kernels.concatRows([first, normals(kernels, other, rows - 1, 7)])
      const pass = passFor(kernels, 'train')
      const { output, caches } = network.forward(pass, input)
      const backward = network.backward(pass, caches, kernels.fill(rows, 1, 1))
      const tensors = [output, backward.input(), network.squaredNorms(backward.parts)]
      return kernels.read(tensors.map((tensor) => kernels.sliceRows(tensor, 0, 1)))
    }
    expect(await run('some')).toEqual(await run('others'))
  })

  it('clips to the bound, and neither padding nor rows that are not finite add anything', async () => {
    const kernels = await openBackend(backend)
    const network = discriminator(kernels)
    const clipNorm = 0.5
    const good = normals(kernels, 'good', 3, 7)
    const mask = (values: number[]) => kernels.upload(Float32Array.from(values), values.length, 1)
    const sums = async (input: typeof good, masked: number[]) => {
      const pass = passFor(kernels, 'train')
      const { caches } = network.forward(pass, input)
      const { parts } = network.backward(pass, caches, kernels.fill(input.rows, 1, 3))
      const factors = clipFactors(kernels, network.squaredNorms(parts), clipNorm, mask(masked))
      return kernels.read([factors, ...network.gradients(parts, factors)])
    }
    const norm = (gradients: Float32Array[]) => Math.hypot(...gradients.flatMap((g) => [...g]))
    const [, ...first] = await sums(good, [1, 0, 0])
    expect(norm(first)).toBeLessThanOrEqual(clipNorm)
    expect(norm(first)).toBeGreaterThan(clipNorm * 0.9999)

    const bad = kernels.upload(
      Float32Array.from({ length: 28 }, (_, i) => [Number.NaN, Number.POSITIVE_INFINITY, 1e30, 1][Math.floor(i / 7)]),
      4,
      7,
    )
    const [alone, ...expected] = await sums(good, [1, 1, 1])
    const [factors, ...found] = await sums(kernels.concatRows([good, bad]), [1, 1, 1, 1, 1, 1, 0])
    expect([...factors.subarray(0, 3)]).toEqual([...alone])
    expect([...factors.subarray(3, 5)]).toEqual([0, 0])
    expect(factors[6]).toBe(0)
    // The row of 1e30 has a finite norm after layer norm, or none: either way its share is bounded.
    expect(norm(found)).toBeLessThanOrEqual(4 * clipNorm)
    const [, ...without] = await sums(kernels.concatRows([good, bad]), [1, 1, 1, 1, 1, 0, 0])
    without.forEach((sum, i) => {
      expectClose(sum, expected[i], 1e-6, network.parameters[i].name)
    })
  })

  it('saves and restores its values, and refuses those of another network', async () => {
    const kernels = await openBackend(backend)
    const network = generator(kernels)
    kernels.scope(() => freezeStatistics(network.layers, passFor(kernels, 'train'), normals(kernels, 'latent', 50, 3)))
    const saved = await network.save()
    const output = async (which: Network) => {
      const made = which.forward(passFor(kernels, 'apply'), normals(kernels, 'z', 4, 3)).output
      const [values] = await kernels.read([made])
      return values
    }
    const expected = await output(network)
    const other = generator(kernels)
    kernels.write(other.parameters[0].value, new Float32Array(18).fill(0.1))
    expect(await output(other)).not.toEqual(expected)
    other.restore(saved)
    expect(await output(other)).toEqual(expected)
    expect(() => other.restore({ ...saved, 'dense1.weights': new Float32Array(2) })).toThrow(SavedValuesError)
    expect(() => other.restore({})).toThrow(/dense1\.weights.*0 numbers/)
    expect(await output(other)).toEqual(expected)
  })

  it('frees all it made', async () => {
    const kernels = await openBackend(backend)
    const latent = normals(kernels, 'latent', 50, 3)
    const before = kernels.live()
    const network = generator(kernels)
    const saved = await network.save()
    const pass = { ...passFor(kernels, 'train'), uniform: (r: number, c: number) => kernels.fill(r, c, 0.5) }
    kernels.scope(() => freezeStatistics(network.layers, pass, latent))
    network.restore(saved)
    network.dispose()
    expect(kernels.live()).toBe(before)
  })

  it('gives a row the same output alone and in company once statistics are frozen', async () => {
    const kernels = await openBackend(backend)
    const network = generator(kernels)
    kernels.scope(() => freezeStatistics(network.layers, passFor(kernels, 'train'), normals(kernels, 'latent', 50, 3)))
    const z = normals(kernels, 'z', 4, 3)
    const [whole, alone] = await kernels.read([
      kernels.sliceRows(network.forward(passFor(kernels, 'apply'), z).output, 0, 1),
      network.forward(passFor(kernels, 'apply'), kernels.sliceRows(z, 0, 1)).output,
    ])
    expectClose(whole, alone, 1e-6)
  })
})
