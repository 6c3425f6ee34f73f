// Random programs on WebAssembly, against the functions one by one in double precision.
import { afterAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../math/random.ts'
import { Device } from '../device.ts'
import type { Kernels } from '../kernels.ts'
import { createCompiledKernels } from '../program/compiled.ts'
import { begin, randomBody } from '../program/testing.ts'
import { createReference } from '../referencekernels.ts'
import { WasmExecutor } from './executor.ts'
import { Memory } from './memory.ts'
import { openExecutor } from './open.ts'

/** Runs a random program three times, and gives what it returned and what its variables hold in the end. */
async function outcome(kernels: Kernels, seed: number, count: number): Promise<Float32Array[]> {
  const beginning = begin(kernels, createRandom(seed, 'beginning'))
  const program = kernels.program('random', () => randomBody(kernels, beginning, createRandom(seed, 'body'), count))
  for (let run = 0; run < 3; run++) await program.run()
  const values = await kernels.read([...program.result, ...beginning.variables])
  program.dispose()
  kernels.dispose(beginning.variables)
  beginning.table.dispose()
  return values
}

describe('a program on wasm', async () => {
  const alone = await openExecutor({ threads: 1 })
  const shared = await openExecutor({ threads: 3 }, 0)
  afterAll(() => {
    alone.device.close()
    shared.device.close()
  })

  // Where a machine has no multiply-add in one rounding.
  const plain = new WasmExecutor({ memory: new Memory(false), device: new Device(), fused: false, solo: 0, pool: null })

  it.each([
    ['in one rounding', alone.executor],
    ['in two', plain],
  ] as const)('gives what the functions give one by one, multiplying and adding %s', async (_, executor) => {
    const kernels = createCompiledKernels(executor)
    for (let seed = 0; seed < 80; seed++) {
      const expected = await outcome(createReference(), seed, 8 + (seed % 50))
      const found = await outcome(kernels, seed, 8 + (seed % 50))
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

  it('gives the same bits on one thread and on three', async () => {
    const [one, three] = [alone, shared].map(({ executor }) => createCompiledKernels(executor))
    expect(shared.device.threads).toBe(3)
    for (let seed = 0; seed < 40; seed++) {
      const expected = await outcome(one, seed, 8 + seed)
      const found = await outcome(three, seed, 8 + seed)
      expect(found).toEqual(expected)
    }
  })
})
