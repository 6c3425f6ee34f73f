import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FunctionBuilder, ModuleBuilder } from './assembler.ts'
import { leb, signedLeb } from './opcodes.ts'

const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 })

/** Assembles a function of two integers and starts it. */
function assemble(results: readonly 'i32'[], build: (f: FunctionBuilder) => void): (a: number, b: number) => number {
  const module = new ModuleBuilder({ minimum: 1, maximum: 2, shared: false })
  module.function(['i32', 'i32'], results, build, 'run')
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { host: { memory } })
  return exports.run as (a: number, b: number) => number
}

describe('LEB128', () => {
  it('is that of the specification', () => {
    expect(leb(624485)).toEqual([0xe5, 0x8e, 0x26])
    expect(signedLeb(-123456)).toEqual([0xc0, 0xbb, 0x78])
    expect(leb(0)).toEqual([0])
    expect(signedLeb(64)).toEqual([0xc0, 0])
  })

  it('keeps any 32 bits', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(assemble(['i32'], (f) => f.i32(value))(0, 0)).toBe(value)
      }),
    )
  })
})

describe('ModuleBuilder', () => {
  it('counts up by steps, not at all where there is nothing to count', () => {
    const sum = assemble(['i32'], (f) => {
      const [from, to] = f.parameters
      const total = f.local('i32')
      f.countUp(from, to, 3, () => f.get(total).get(from).op('i32.add').set(total))
      f.get(total)
    })
    expect(sum(1, 11)).toBe(1 + 4 + 7 + 10)
    expect(sum(5, 5)).toBe(0)
    expect(sum(5, -5)).toBe(0)
  })

  it('chooses, calls and loops', () => {
    const module = new ModuleBuilder({ minimum: 1, maximum: 2, shared: false })
    const square = module.function(['i32'], ['i32'], (f) => f.get(f.parameters[0]).get(f.parameters[0]).op('i32.mul'))
    module.function(
      ['i32'],
      ['i32'],
      (f) => {
        const [x] = f.parameters
        f.get(x).i32(10).op('i32.lt_s')
        f.if(
          () => f.get(x).call(square).set(x),
          () => f.block(() => f.loop(() => f.increase(x, -7).get(x).i32(10).op('i32.lt_s').branchIf(1).branch(0))),
        )
        f.get(x)
      },
      'run',
    )
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { host: { memory } })
    const run = exports.run as (x: number) => number
    expect([3, -4, 10, 100].map(run)).toEqual([9, 16, 3, 9])
  })

  it('stores what vectors hold, lane by lane', () => {
    const store = assemble([], (f) => {
      const [address] = f.parameters
      const x = f.local('v128')
      f.i32x4(1, 2, 3, 4).set(x)
      f.get(address).get(x).get(x).i32x4(9, 9, 9, 9).shuffle32(3, 0, 7, 4).op('i32x4.add').memory('v128.store')
      f.get(address).get(x).laneMemory('v128.store32_lane', 2, 16)
      f.get(address).f32x4(0.5).memory('v128.store', 32)
    })
    store(64, 0)
    expect([...new Int32Array(memory.buffer, 64, 5)]).toEqual([1 + 4, 2 + 1, 3 + 9, 4 + 9, 3])
    expect([...new Float32Array(memory.buffer, 96, 4)]).toEqual([0.5, 0.5, 0.5, 0.5])
  })
})
