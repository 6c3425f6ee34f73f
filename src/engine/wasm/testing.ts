// Testing: hand-written launches, on this executor and on the plain one.
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Executor } from '../program/executor.ts'
import type { Access, Launch, Slot } from '../program/launch.ts'
import { PlainExecutor } from '../program/plain.ts'
import type { PlacedFeed } from '../program/plan.ts'
import { openExecutor } from './open.ts'

/** One, and around the sizes of vectors, tiles, cache lines and blocks. */
export const size = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 33, 63, 64, 65, 70, 130)

export const numbers = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.fround(Math.sin(seed + 1 + i * 1.7) * 2))

/** A whole slot as a matrix. */
export const matrix = (slot: Slot, columns: number): Access => ({
  slot,
  offset: 0,
  rowStride: columns,
  columnStride: 1,
})

/** Runs launches on variables that begin as given, and gives what these hold in the end. */
export async function runLaunches(
  executor: Executor,
  variables: readonly Float32Array[],
  build: (slots: readonly Slot[]) => readonly Launch[],
  { feeds = [], immediate = true }: { readonly feeds?: readonly PlacedFeed[]; readonly immediate?: boolean } = {},
): Promise<Float32Array[]> {
  const slots = variables.map(({ length }, id): Slot => {
    const offset = executor.allocate(length)
    return { id, label: `v${id}`, length, region: 'variable', offset }
  })
  for (const [i, { offset }] of slots.entries()) executor.write(offset, variables[i])
  const feedWords = feeds.reduce((sum, { feed, offset }) => Math.max(sum, offset + feed.words), 0)
  const plan = { name: 'test', launches: build(slots), feeds, feedWords, workFloats: 0 }
  const prepared = executor.prepare(plan, immediate)
  if (!immediate) await prepared.ready()
  await prepared.run()
  const values = await executor.read(slots)
  prepared.dispose()
  for (const { offset, length } of slots) executor.release(offset, length)
  return values
}

const opened = new Map<number, ReturnType<typeof openExecutor>>()

/** An executor with so many threads, which share even the smallest launches; opened once a file of tests. */
export function executorOf(threads: number): ReturnType<typeof openExecutor> {
  const executor = opened.get(threads) ?? openExecutor({ threads }, 0)
  opened.set(threads, executor)
  return executor
}

/** Holds launches on one thread against the plain executor, and on three threads against one. */
export async function expectPlain(
  variables: readonly Float32Array[],
  build: (slots: readonly Slot[]) => readonly Launch[],
  tolerance = 1e-5,
): Promise<void> {
  const expected = await runLaunches(new PlainExecutor(), variables, build)
  const { executor } = await executorOf(1)
  const found = await runLaunches(executor, variables, build)
  for (const [i, values] of expected.entries()) {
    for (const [at, value] of values.entries()) {
      const error = Math.abs(found[i][at] - value)
      if (!(error <= tolerance * Math.max(1, Math.abs(value))) && !Object.is(found[i][at], value)) {
        expect.fail(`variable ${i} at ${at}: ${found[i][at]}, expected ${value}`)
      }
    }
  }
  const { executor: shared } = await executorOf(3)
  const together = await runLaunches(shared, variables, build, { immediate: false })
  expect(together.map((values, i) => firstDifference(values, found[i]))).toEqual(found.map(() => -1))
}

/** Where two arrays differ in a bit; −1 where they do not. */
export function firstDifference(a: Float32Array, b: Float32Array): number {
  const [x, y] = [a, b].map(({ buffer, byteOffset, length }) => new Uint32Array(buffer, byteOffset, length))
  return a.length === b.length ? x.findIndex((word, i) => word !== y[i]) : Math.min(a.length, b.length)
}
