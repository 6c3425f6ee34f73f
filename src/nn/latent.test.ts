// Latent: its backward pass with the divergence in it, by finite differences, and the divergence by its formula.
import { expect, it } from 'vitest'
import { createReference } from '../engine/referencekernels.ts'
import { SecondOrderError } from './errors.ts'
import { Latent } from './latent.ts'
import { differences, expectClose, inner, normals, passFor } from './testing.ts'

const rows = 4
const width = 3

it('gives the gradient of what comes after and of the weighted divergence, example by example', () => {
  const kernels = createReference()
  const weight = 0.7
  const layer = new Latent('latent', width, { weight, normal: (own, r, c) => normals(own, 'noise', r, c) })
  const pass = passFor(kernels, 'train')
  const adjoint = normals(kernels, 'adjoint', rows, width)
  const holder = { value: normals(kernels, 'input', rows, 2 * width) }
  const loss = () => {
    const { output, cache } = layer.forward(pass, holder.value)
    const divergence = kernels.values(kernels.sumRows(layer.divergence(kernels, cache)))[0]
    return inner(kernels, output, adjoint) + weight * divergence
  }
  const { cache } = layer.forward(pass, holder.value)
  const { input, part } = layer.backward(pass, cache, adjoint)
  expect(part).toBeNull()
  expectClose(kernels.values(input()), differences(kernels, holder, loss), 1e-8)
})

it('diverges by ½ (μ² + σ² − 1 − log σ²), and not at all from the standard normal', () => {
  const kernels = createReference()
  const layer = new Latent('latent', 1, { weight: 1, normal: (own, r, c) => own.fill(r, c, 0) })
  const input = kernels.upload([0, 0, 2, Math.log(4)], 2, 2)
  const { output, cache } = layer.forward(passFor(kernels, 'train'), input)
  expectClose(kernels.values(output), [0, 2], 1e-12)
  expectClose(kernels.values(layer.divergence(kernels, cache)), [0, 0.5 * (4 + 4 - 1 - Math.log(4))], 1e-12)
})

it('has no second-order pass', () => {
  const layer = new Latent('latent', 1, { weight: 1, normal: (own, r, c) => own.fill(r, c, 0) })
  expect(() => layer.tangent()).toThrow(SecondOrderError)
  expect(() => layer.backwardDual()).toThrow(SecondOrderError)
})
