import { describe, expect, it } from 'vitest'
import { createCompiledKernels } from './compiled.ts'
import { PlainExecutor } from './plain.ts'

describe('the text of a program', () => {
  it('is the one that docs/engine.md works through', () => {
    const kernels = createCompiledKernels(new PlainExecutor())
    const weights = kernels.variable('weights', new Float32Array(15).fill(0.1), 5, 3)
    const bias = kernels.variable('bias', new Float32Array(3), 1, 3)
    const program = kernels.program('one layer', () => {
      const x = kernels.feed(8, 5, (into) => into.fill(1))
      const rate = kernels.feed(1, 1, (into) => into.fill(0.01))
      const output = kernels.unary('relu', kernels.dense(x, weights, bias))
      const adjoint = kernels.multiply(kernels.affine(output, 2, 0), kernels.unary('step', output))
      const move = (gradient: typeof weights) => kernels.multiply(gradient, rate)
      kernels.assign(weights, kernels.subtract(weights, move(kernels.matmulTransposeA(x, adjoint))))
      kernels.assign(bias, kernels.subtract(bias, move(kernels.sumRows(adjoint))))
      return kernels.sumColumns(kernels.sumRows(kernels.unary('square', output)))
    })
    expect(`\n${program.text()}\n`).toMatchInlineSnapshot(`
      "
      one layer: 4 launches, 735 FLOP, 1.16 kB read and written, 320 B of working memory
      1  product       v1 = (feed1 · weights) + bias
                       v2 = relu(v1)
                       t1 [8, 3] = v1
                       t2 [8, 3] = (v2 × 2) × step(v2)
      2  product       weights [5, 3] = weights − ((feed1ᵀ · t2) × feed2)
      3  sum           bias [1, 3] = bias − ((Σ rows of t2) × feed2)
         sum           t5 [1, 3] = Σ rows of square(relu(t1))
      4  sum           result1 [1, 1] = Σ columns of t5
      "
    `)
  })
})
