// Every kernel of the backends that run without a browser, on shapes of all sorts, against the reference.
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { openBackend } from './backend.ts'
import { WrongNumbersError } from './errors.ts'
import type { Kernels, Tensor } from './kernels.ts'
import { largestError, selfTest, tryKernels } from './selftest.ts'

describe.each(['cpu', 'wasm', 'tfjs-wasm'] as const)('the kernels on %s', (backend) => {
  let kernels: Kernels
  beforeAll(async () => {
    kernels = await openBackend(backend)
  })

  it('passes its self-test and leaves nothing behind', async () => {
    const before = kernels.live()
    await selfTest(kernels)
    expect(kernels.live()).toBe(before)
  })

  it('agrees with the reference on any shape', async () => {
    const size = fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 40 }))
    await fc.assert(
      fc.asyncProperty(size, size, fc.nat(), async (rows, columns, seed) => {
        const before = kernels.live()
        for (const finding of await tryKernels(kernels, rows, columns, createRandom(seed, 'shapes'))) {
          const { kernel, expected } = finding
          expect([kernel, finding.rows, finding.columns]).toEqual([kernel, expected.rows, expected.columns])
          expect(largestError(finding.found, expected.values), kernel).toBeLessThan(1e-5)
        }
        expect(kernels.live()).toBe(before)
      }),
      { seed: 7, numRuns: 25, examples: [[1, 1, 0]] },
    )
  })

  it.each([
    ...[
      'upload',
      'fill',
      'feed',
      'random',
      'expand',
      'matmul',
      'matmulTransposeA',
      'matmulTransposeB',
      'dense',
      'add',
      'subtract',
      'multiply',
      'divide',
    ],
    ...['minimum', 'affine', 'unary', 'leakyRelu', 'leakyStep', 'sumRows', 'sumColumns', 'reshape', 'concatColumns'],
    ...['concatRows', 'sliceColumns', 'sliceRows', 'segmentActivation', 'segmentActivationGradient'],
  ])('is found out when %s is wrong by one part in a thousand', async (broken) => {
    const wrong = new Proxy(kernels, {
      get(target, name: keyof Kernels) {
        const member = target[name]
        if (typeof member !== 'function') return member
        const call = member.bind(target) as (...operands: unknown[]) => Tensor
        return name === broken ? (...operands: unknown[]) => target.affine(call(...operands), 1.001, 0) : call
      },
    })
    await expect(selfTest(wrong)).rejects.toThrow(WrongNumbersError)
  })

  it.each(['assign', 'write'])('is found out when %s does nothing', async (broken) => {
    const wrong = new Proxy(kernels, {
      get(target, name: keyof Kernels) {
        const member = target[name]
        if (typeof member !== 'function') return member
        return name === broken ? () => {} : member.bind(target)
      },
    })
    await expect(selfTest(wrong)).rejects.toThrow(new RegExp(`computes ${broken} wrongly`))
  })
})

describe('the largest error', () => {
  it('is NaN where a number is NaN, whatever follows it', () => {
    expect(largestError(Float32Array.of(Number.NaN, 1), [1, 1])).toBeNaN()
    expect(largestError(Float32Array.of(1, Number.NaN), [3, 1])).toBeNaN()
    expect(largestError(Float32Array.of(1), [1, 1])).toBeNaN()
  })
})
