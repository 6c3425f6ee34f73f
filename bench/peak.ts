// Peak: the most multiply-adds that WebAssembly gets out of one core here, in registers alone.
import { ModuleBuilder } from '../src/engine/wasm/assembler.ts'
import { findFeatures } from '../src/engine/wasm/features.ts'
import type { Contender } from './contest.ts'

/** Independent sums: enough to hide the latency of a multiply-add on today's cores, few enough for 16 registers. */
const accumulators = 10
const unrolled = 4
const turns = 100_000
const lanes = 4

/** GFLOP/s of a loop of multiply-adds that touches no memory; a multiply-add counts two. */
export async function peakLoop(): Promise<Contender> {
  const { fused } = await findFeatures()
  const builder = new ModuleBuilder({ minimum: 1, maximum: 1, shared: false })
  builder.function(
    ['i32'],
    ['f32'],
    (f) => {
      const [end] = f.parameters
      const sums = f.locals('v128', accumulators)
      const [x, y] = f.locals('v128', 2)
      const counter = f.local('i32')
      // A sum that converges, away from denormal numbers, which are slow.
      f.f32x4(0.999).set(x).f32x4(1e-3).set(y)
      f.countUp(counter, end, 1, () => {
        for (let i = 0; i < unrolled; i++) {
          for (const sum of sums) {
            if (fused) f.get(sum).get(x).get(y).op('f32x4.relaxed_madd').set(sum)
            else f.get(sum).get(x).op('f32x4.mul').get(y).op('f32x4.add').set(sum)
          }
        }
      })
      for (const sum of sums.slice(1)) f.get(sums[0]).get(sum).op('f32x4.add').set(sums[0])
      f.get(sums[0]).lane('f32x4.extract_lane', 0)
    },
    'loop',
  )
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 })
  const { instance } = await WebAssembly.instantiate(builder.encode(), { host: { memory } })
  const loop = instance.exports.loop as (turns: number) => number
  // Short calls first: V8 compiles a function well once it has been called a few times.
  for (let i = 0; i < 100; i++) loop(turns / 100)
  const operations = 2 * lanes * accumulators * unrolled * turns
  return {
    async turn() {
      const start = performance.now()
      loop(turns)
      return operations / (performance.now() - start) / 1e6
    },
  }
}
