import { describe, expect, it } from 'vitest'
import { createRandom } from '../../math/random.ts'
import type { Kernels } from '../kernels.ts'
import { createReference } from '../referencekernels.ts'
import { createCompiledKernels } from './compiled.ts'
import { PlainExecutor } from './plain.ts'
import { begin, randomBody, sizes } from './testing.ts'

/** Runs a random program three times, and gives what it returned and what its variables hold in the end. */
async function outcome(kernels: Kernels, seed: number, count: number): Promise<Float32Array[]> {
  const beginning = begin(
    kernels,
    createRandom(seed, 'beginning'),
    seed % 3 === 0 ? sizes : seed % 3 === 1 ? [2, 3] : [1, 4],
  )
  const program = kernels.program('random', () => randomBody(kernels, beginning, createRandom(seed, 'body'), count))
  for (let run = 0; run < 3; run++) await program.run()
  const values = await kernels.read([...program.result, ...beginning.variables])
  program.dispose()
  kernels.dispose(beginning.variables)
  return values
}

describe('a compiled program', () => {
  it('gives what the functions give one by one, run after run', async () => {
    for (let seed = 0; seed < 300; seed++) {
      const expected = await outcome(createReference(), seed, 8 + (seed % 50))
      const found = await outcome(createCompiledKernels(new PlainExecutor()), seed, 8 + (seed % 50))
      found.forEach((values, i) => {
        expect(values.length).toBe(expected[i].length)
        values.forEach((value, at) => {
          const error = Math.abs(value - expected[i][at])
          if (!(error <= 1e-4 * Math.max(1, Math.abs(value)))) {
            expect.fail(`seed ${seed}, tensor ${i} at ${at}: ${value}, expected ${expected[i][at]}`)
          }
        })
      })
    }
  })

  it('keeps what a light value is made of, where that is read in its own group and in another', async () => {
    const kernels = createCompiledKernels(new PlainExecutor())
    const x = kernels.variable('x', Float32Array.of(1, 2, 3, 4), 2, 2)
    const b = kernels.variable('b', Float32Array.of(0.5), 1, 1)
    const program = kernels.program('light', () => {
      const negative = kernels.affine(kernels.add(kernels.sumColumns(x), b), -1, 0)
      return [kernels.unary('softplus', negative), kernels.sumRows(kernels.unary('square', negative))]
    })
    await program.run()
    const [, squares] = await kernels.read(program.result)
    expect(squares[0]).toBe(3.5 ** 2 + 7.5 ** 2)
  })

  it('leaves nothing behind', async () => {
    const executor = new PlainExecutor()
    const kernels = createCompiledKernels(executor)
    await outcome(kernels, 7, 40)
    expect(kernels.live()).toBe(0)
    expect(executor.taken).toBe(0)
  })
})
