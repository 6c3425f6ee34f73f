// Split: which share of a loop a thread takes.
import type { FunctionBuilder, Local } from './assembler.ts'

/** Floats in a cache line: shares that begin at multiples of it do not write to each other's lines. */
export const lineFloats = 16

export interface Share {
  readonly begin: Local
  /** One past the last. */
  readonly end: Local
}

/**
 * Sets the share of `count` things, taken in units, that falls to a thread. The first two parameters of the function
 * are the thread's index and the number of threads.
 */
export function split(f: FunctionBuilder, count: number, unit: number): Share {
  const [thread, threads] = f.parameters
  const begin = f.local('i32')
  const end = f.local('i32')
  const units = Math.ceil(count / unit)
  f.get(thread).i32(units).op('i32.mul').get(threads).op('i32.div_u').i32(unit).op('i32.mul').set(begin)
  f.get(thread).i32(1).op('i32.add').i32(units).op('i32.mul').get(threads).op('i32.div_u')
  f.i32(unit).op('i32.mul').set(end)
  f.get(end).i32(count).get(end).i32(count).op('i32.lt_s').op('select').set(end)
  return { begin, end }
}
