// Split: which shares of a loop a thread takes.

import { lineBytes } from './allocator.ts'
import type { FunctionBuilder, FunctionReference, Local } from './assembler.ts'
import type { Generation } from './generation.ts'

/** Floats in a cache line: shares that begin at multiples of it do not write to each other's lines. */
export const lineFloats = lineBytes / 4

/** Shares a thread begins with: so many that a fast thread can help a slow one, and so few that taking them costs nothing. */
const sharesPerThread = 8

export interface Share {
  readonly begin: Local
  /** One past the last. */
  readonly end: Local
}

/** Bytes of the counters behind one loop. */
export const queueBytes = (threads: number): number => (threads > 1 ? threads * lineBytes : 0)

/**
 * A function (thread, threads) that runs `body` for shares of `count` things, cut between units, until all are taken. Each
 * thread begins with shares of its own, which are the same from launch to launch and so may still lie in its cache; then it
 * takes those of others: cores are not equally fast, and some have other things to do. What a share computes must not depend
 * on who takes it.
 */
export function generateShared(
  generation: Generation,
  count: number,
  unit: number,
  body: (f: FunctionBuilder, share: Share) => void,
): FunctionReference {
  return generation.module.function(['i32', 'i32'], [], (f) => {
    eachShare(generation, f, count, unit, (share) => body(f, share))
  })
}

function eachShare(
  { threads: most, queue }: Generation,
  f: FunctionBuilder,
  count: number,
  unit: number,
  body: (share: Share) => void,
): void {
  const [thread, threads] = f.parameters
  const begin = f.local('i32')
  const end = f.local('i32')
  const whole = () => f.i32(0).set(begin).i32(count).set(end)
  if (most === 1) {
    whole()
    body({ begin, end })
    return
  }
  const tried = f.local('i32')
  const owner = f.local('i32')
  const length = unit * Math.ceil(Math.ceil(count / unit) / (sharesPerThread * most))
  const shares = Math.ceil(count / length)
  const counters = queue()
  /** Pushes the first share that belongs to the thread `after` places behind the owner. */
  const pushFirst = (after: number) =>
    f.get(owner).i32(after).op('i32.add').i32(shares).op('i32.mul').get(threads).op('i32.div_u')
  f.i32(0).set(tried)
  f.loop(() => {
    f.get(threads).i32(1).op('i32.eq')
    f.if(
      () => {
        whole()
        f.i32(1).set(tried)
      },
      () => {
        f.get(thread).get(tried).op('i32.add').get(threads).op('i32.rem_u').set(owner)
        f.get(owner).i32(lineBytes).op('i32.mul').i32(1).memory('i32.atomic.rmw.add', counters)
        pushFirst(0).op('i32.add').set(begin)
        f.get(begin)
        pushFirst(1).op('i32.ge_s')
        f.if(
          () => {
            // Nothing is left there.
            f.increase(tried, 1)
            f.i32(0).set(begin).i32(0).set(end)
          },
          () => {
            f.get(begin).i32(length).op('i32.mul').tee(begin).i32(length).op('i32.add').set(end)
            f.get(end).i32(count).get(end).i32(count).op('i32.lt_s').op('select').set(end)
          },
        )
      },
    )
    f.get(begin).get(end).op('i32.lt_s')
    f.if(() => body({ begin, end }))
    f.get(tried).get(threads).op('i32.lt_s').branchIf(0)
  })
}
