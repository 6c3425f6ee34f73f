// Testing: what the tests of this room share: seeded tensors and passes, finite differences, comparisons.
import { expect } from 'vitest'
import type { Kernels, Tensor } from '../engine/kernels.ts'
import type { ReferenceKernels } from '../engine/referencekernels.ts'
import { createRandom } from '../math/random.ts'
import type { Pass } from './layer.ts'
import type { Parameter } from './parameter.ts'

/** Standard normals that depend on the name alone. */
export function normals(kernels: Kernels, name: string, rows: number, columns: number): Tensor {
  return kernels.upload(createRandom(1, name).fillNormal(new Float32Array(rows * columns)), rows, columns)
}

/** A pass whose uniforms start anew, so that two passes have the same masks. `from`: the first row of its batch. */
export function passFor(kernels: Kernels, mode: Pass['mode'], from = 0): Pass {
  let call = 0
  return {
    kernels,
    mode,
    uniform(rows, columns) {
      const random = createRandom(call++, 'uniform')
      random.fillUniform(new Float32Array(from * columns))
      return kernels.upload(random.fillUniform(new Float32Array(rows * columns)), rows, columns)
    },
  }
}

/** Σ a · b as a number. */
export function inner(kernels: ReferenceKernels, a: Tensor, b: Tensor): number {
  return kernels.values(kernels.sumRows(kernels.sumColumns(kernels.multiply(a, b))))[0]
}

/** ∂loss/∂holder.value by central differences. */
export function differences(kernels: ReferenceKernels, holder: Pick<Parameter, 'value'>, loss: () => number): number[] {
  const { value } = holder
  const h = 1e-5
  const shifted = (index: number, by: number) => {
    const values = kernels.values(value).map((each, i) => (i === index ? each + by : each))
    holder.value = kernels.upload(values, value.rows, value.columns)
    return loss()
  }
  const gradient = Array.from(
    { length: value.rows * value.columns },
    (_, i) => (shifted(i, h) - shifted(i, -h)) / (2 * h),
  )
  holder.value = value
  return gradient
}

/** Expects |a − b| ≤ tolerance · (1 + largest |b|), element by element. */
export function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what = ''): void {
  expect(found.length, what).toBe(expected.length)
  const scale = 1 + Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(found[i] - expected[i])
    if (!(error <= tolerance * scale)) {
      expect.fail(`${what} [${i}]: found ${found[i]}, expected ${expected[i]}, tolerance ${tolerance * scale}`)
    }
  }
}
