// Random: numbers of a counter stream, the same as src/math/threefry.ts makes.
import { threefryRounds } from '../../math/threefry.ts'
import type { RandomPart } from '../program/launch.ts'
import type { FunctionBuilder, Local } from './assembler.ts'
import type { Functions } from './functions.ts'
import { type Generation, type PartFunctions, placeOf } from './generation.ts'
import { type LaneCount, storeLanes } from './lanes.ts'
import { generateShared, lineFloats } from './split.ts'

/** Rotations and parity of Threefry-2x32 (Salmon et al. 2011, table 2 and section 3.3). */
const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const
const parity = 0x1bd11bda

/** Four blocks at a time give eight numbers. */
export function generateRandom(generation: Generation, part: RandomPart): PartFunctions {
  const { rows, columns, distribution } = part
  const { functions } = generation
  const count = rows * columns
  const { address: call } = placeOf(generation, part.call, 1, 3)
  const { address: target } = placeOf(generation, part.store, rows, columns)
  const main = generateShared(generation, count, lineFloats, (f, { begin, end }) => {
    const [k0, k1, number] = f.locals('v128', 3)
    const keys = [k0, k1, f.local('v128')]
    const [first, second, low, high] = f.locals('v128', 4)
    const address = f.local('i32')
    const stop = f.local('i32')
    for (const [i, local] of [k0, k1, number].entries()) {
      f.i32(0)
        .memory('v128.load32_splat', call + 4 * i)
        .set(local)
    }
    f.get(k0).get(k1).op('v128.xor').i32x4(parity, parity, parity, parity).op('v128.xor').set(keys[2])

    /** Eight numbers from number `begin` on, into `low` and `high`. */
    const eight = () => {
      f.get(begin).i32(1).op('i32.shr_u').op('i32x4.splat').i32x4(0, 1, 2, 3).op('i32x4.add').set(first)
      f.get(number).set(second)
      writeThreefry(f, keys, first, second)
      for (const word of [first, second]) {
        f.get(word)
          .i32(8)
          .op('i32x4.shr_u')
          .op('f32x4.convert_i32x4_s')
          .f32x4(2 ** -24)
          .op('f32x4.mul')
          .set(word)
      }
      if (distribution === 'normal') writeNormals(f, functions, first, second)
      f.get(first).get(second).shuffle32(0, 4, 1, 5).set(low)
      f.get(first).get(second).shuffle32(2, 6, 3, 7).set(high)
    }
    const pushAddress = () => f.get(address)
    const toAddress = () => f.get(begin).i32(2).op('i32.shl').set(address)

    f.get(end).i32(-8).op('i32.and').set(stop)
    f.countUp(begin, stop, 8, () => {
      eight()
      toAddress()
      storeLanes(f, pushAddress, target, 4, low)
      storeLanes(f, pushAddress, target + 16, 4, high)
    })
    const left = count % 8
    if (left === 0) return
    f.get(end).i32(count).op('i32.eq')
    f.if(() => {
      f.i32(count - left).set(begin)
      eight()
      toAddress()
      storeLanes(f, pushAddress, target, Math.min(left, 4) as LaneCount, low)
      if (left > 4) storeLanes(f, pushAddress, target + 16, (left - 4) as LaneCount, high)
    })
  })
  return [main]
}

/** Threefry of four counters (x, y) at once, in place. */
function writeThreefry(f: FunctionBuilder, keys: readonly Local[], x: Local, y: Local): void {
  const addTo = (local: Local, key: Local) => f.get(local).get(key).op('i32x4.add').set(local)
  addTo(x, keys[0])
  addTo(y, keys[1])
  for (let round = 0; round < threefryRounds; round++) {
    const r = rotations[round & 7]
    addTo(x, y)
    f.get(y).i32(r).op('i32x4.shl')
    f.get(y)
      .i32(32 - r)
      .op('i32x4.shr_u')
      .op('v128.or')
      .get(x)
      .op('v128.xor')
      .set(y)
    if ((round & 3) === 3) {
      const injection = (round >> 2) + 1
      addTo(x, keys[injection % 3])
      addTo(y, keys[(injection + 1) % 3])
      f.get(y).i32x4(injection, injection, injection, injection).op('i32x4.add').set(y)
    }
  }
}

/** Box and Muller: uniforms u₀ and u₁ become two normals, in place. */
function writeNormals(f: FunctionBuilder, functions: Functions, u0: Local, u1: Local): void {
  const radius = f.local('v128')
  const cosine = f.local('v128')
  const sine = f.local('v128')
  f.f32x4(1).get(u0).op('f32x4.sub').set(radius)
  functions.log(f, radius)
  f.f32x4(-2).op('f32x4.mul').op('f32x4.sqrt').set(radius)
  functions.turn(f, u1, cosine, sine)
  f.get(radius).get(cosine).op('f32x4.mul').set(u0)
  f.get(radius).get(sine).op('f32x4.mul').set(u1)
}
