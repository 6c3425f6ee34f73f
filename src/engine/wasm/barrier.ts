// Barrier: where the threads of a run wait for each other.
import type { FunctionReference, ModuleBuilder } from './assembler.ts'

/** Words at the beginning of the memory that threads speak through; a cache line each. */
export const control = {
  /** Threads that have come to the barrier. */
  arrived: 64,
  /** Goes up whenever all have come. */
  passed: 128,
  /** Goes up when the pool's threads are called. */
  called: 192,
  /** What for: a program's number, or −1 to look for messages. */
  calledFor: 256,
  /** Bytes from the beginning that are kept for all of this. */
  bytes: 320,
}

/** Looks at the word before a thread goes to sleep: some ten microseconds, about what waking it would take. */
const spins = 30_000

/** A thread that sleeps wakes up after this long, in nanoseconds, and looks again. */
const sleepNanoseconds = 250_000_000

/** So many times in vain, ten seconds in all, and another thread must have died: the run is given up. */
const patience = 40

/** A function (threads) that returns when all have called it. Traps where one does not come for so many `sleeps`. */
export function generateBarrier(module: ModuleBuilder, sleeps: number = patience): FunctionReference {
  return module.function(['i32'], [], (f) => {
    const [threads] = f.parameters
    const generation = f.local('i32')
    const tries = f.local('i32')
    f.get(threads).i32(1).op('i32.eq')
    f.if(() => f.op('return'))
    f.i32(0).memory('i32.atomic.load', control.passed).set(generation)
    f.i32(0).i32(1).memory('i32.atomic.rmw.add', control.arrived)
    f.i32(1).op('i32.add').get(threads).op('i32.eq')
    f.if(() => {
      f.i32(0).i32(0).memory('i32.atomic.store', control.arrived)
      f.i32(0).i32(1).memory('i32.atomic.rmw.add', control.passed).op('drop')
      f.i32(0).i32(-1).memory('memory.atomic.notify', control.passed).op('drop')
      f.op('return')
    })
    const returnIfPassed = () => {
      f.i32(0).memory('i32.atomic.load', control.passed).get(generation).op('i32.ne')
      f.if(() => f.op('return'))
    }
    f.countUp(tries, spins, 1, returnIfPassed)
    f.i32(0).set(tries)
    f.countUp(tries, sleeps, 1, () => {
      f.i32(0).get(generation).i64(sleepNanoseconds).memory('memory.atomic.wait32', control.passed).op('drop')
      returnIfPassed()
    })
    f.op('unreachable')
  })
}
