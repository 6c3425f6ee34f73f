import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { type FunctionBuilder, ModuleBuilder } from './assembler.ts'
import { generateBarrier } from './barrier.ts'
import { Memory } from './memory.ts'
import { Pool } from './pool.ts'

const pools: Pool[] = []
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close()
})

async function start(threads: number): Promise<{ memory: Memory; pool: Pool }> {
  const memory = new Memory(true)
  const pool = await Pool.start(memory.memory, threads - 1)
  pools.push(pool)
  return { memory, pool }
}

/** A module whose `run` is `body`, with a barrier that gives up after a quarter of a second. */
async function compile(memory: Memory, body: (f: FunctionBuilder, wait: () => void) => void) {
  const builder = new ModuleBuilder(memory.import)
  const barrier = generateBarrier(builder, 1)
  builder.function(
    ['i32', 'i32'],
    [],
    (f) => {
      body(f, () => f.get(f.parameters[1]).call(barrier))
    },
    'run',
  )
  const module = await WebAssembly.compile(builder.encode())
  const { exports } = new WebAssembly.Instance(module, { host: { memory: memory.memory } })
  return { module, run: exports.run as (thread: number, threads: number) => void }
}

/** Each thread counts in a word of its own. */
const counting = (address: number) => (f: FunctionBuilder, wait: () => void) => {
  const word = f.local('i32')
  f.get(f.parameters[0]).i32(4).op('i32.mul').set(word)
  f.get(word).get(word).memory('i32.load', address).i32(1).op('i32.add').memory('i32.store', address)
  wait()
}

describe('Pool', () => {
  it('has every thread run every call, of several programs in turn', async () => {
    const { memory, pool } = await start(3)
    const words = [0, 1].map(() => memory.allocate('words', 12))
    const programs = await Promise.all(
      words.map(async (address) => {
        const { module, run } = await compile(memory, counting(address))
        return { number: await pool.add(module), run }
      }),
    )
    for (let call = 0; call < 200; call++) {
      const { number, run } = programs[call % 3 === 0 ? 1 : 0]
      const threads = pool.call(number)
      expect(threads).toBe(3)
      run(0, threads)
    }
    const counts = words.map((address) => [...new Int32Array(memory.memory.buffer, address, 3)])
    expect(counts).toEqual([
      [133, 133, 133],
      [67, 67, 67],
    ])
  })

  it('leaves a program to the caller alone until all threads have it, and once it is removed', async () => {
    const { memory, pool } = await start(2)
    const { module } = await compile(memory, counting(memory.allocate('words', 8)))
    const added = pool.add(module)
    expect(pool.call(0)).toBe(1)
    const number = await added
    pool.remove(number)
    expect(pool.call(number)).toBe(1)
  })

  it('gives a run up when a thread dies in it, and goes on without threads', async () => {
    const { memory, pool } = await start(2)
    const { module, run } = await compile(memory, (f, wait) => {
      f.get(f.parameters[0])
      f.if(() => f.op('unreachable'))
      wait()
    })
    const threads = pool.call(await pool.add(module))
    expect(() => run(0, threads)).toThrow(WebAssembly.RuntimeError)
    while (pool.threads > 1) await new Promise((resolve) => setTimeout(resolve, 10))
    const later = await compile(memory, counting(memory.allocate('words', 8)))
    expect(pool.call(await pool.add(later.module))).toBe(1)
  })

  it('does not keep Node from ending', () => {
    const open = fileURLToPath(new URL('./open.ts', import.meta.url))
    const script = `import { openKernels } from ${JSON.stringify(open)}
      const { kernels } = await openKernels({ threads: 3 })
      const x = kernels.variable('x', new Float32Array(90000).fill(1), 300, 300)
      const program = kernels.program('p', () => kernels.matmul(x, x))
      await program.run()
      const [values] = await kernels.read([program.result])
      console.log(values[7])`
    const output = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      timeout: 20_000,
      encoding: 'utf8',
    })
    expect(output.trim()).toBe('300')
  })
})
