// The life of tensors and programs, the way in and out, and shapes that do not fit, on the backends that run without a browser.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CounterStream, type Distribution, fillRandom } from '../../math/threefry.ts'
import { closeBackend, openBackend } from '../backend.ts'
import {
  DisposedTableError,
  InsideBodyError,
  NotRunError,
  NotVariableError,
  OutsideBodyError,
  ShapeError,
} from '../errors.ts'
import type { AdamState, Codes, Kernels, Segment, Tensor } from '../kernels.ts'

describe.each(['cpu', 'tfjs-wasm'] as const)('tensors on %s', (backend) => {
  let kernels: Kernels
  beforeAll(async () => {
    kernels = await openBackend(backend)
  })
  afterAll(() => closeBackend(backend))

  const upload = (rows: number, columns: number, first = 1) =>
    kernels.upload(
      Float32Array.from({ length: rows * columns }, (_, i) => first + i),
      rows,
      columns,
    )
  const readOne = async (tensor: Tensor) => [...(await kernels.read([tensor]))[0]]

  it('keeps nothing of a scope but what its result reaches through arrays and plain objects', async () => {
    const before = kernels.live()
    const result = kernels.scope(() => {
      const a = upload(2, 2)
      const b = kernels.add(a, a)
      kernels.multiply(b, b)
      return { nested: [{ b }], count: 3, none: null }
    })
    expect(kernels.live()).toBe(before + 1)
    expect(await readOne(result.nested[0].b)).toEqual([2, 4, 6, 8])
    kernels.dispose([result.nested[0].b])
    expect(kernels.live()).toBe(before)
  })

  it('hands the result of an inner scope to the outer one', () => {
    const before = kernels.live()
    const kept = kernels.scope(() => {
      const inner = kernels.scope(() => kernels.affine(upload(1, 3), 2, 1))
      return kernels.sumColumns(inner)
    })
    expect(kernels.live()).toBe(before + 1)
    kernels.dispose([kept])
  })

  it('leaves tensors from outside a scope alone', async () => {
    const outside = upload(1, 2)
    kernels.scope(() => kernels.add(outside, outside))
    const through = kernels.scope(() => outside)
    expect(await readOne(through)).toEqual([1, 2])
    kernels.dispose([outside])
  })

  it('frees everything of a scope that throws', () => {
    const before = kernels.live()
    const body = () => {
      upload(2, 2)
      throw new Error('midway')
    }
    expect(() => kernels.scope(body)).toThrow('midway')
    expect(kernels.live()).toBe(before)
  })

  it('holds no more tensors after a thousand steps of training than after one', async () => {
    const settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }
    const segments: Segment[] = [
      { kind: 'scalar', offset: 0, width: 1 },
      { kind: 'choice', offset: 1, width: 3 },
    ]
    const x = upload(5, 3)
    const bias = kernels.fill(1, 4, 0)
    let state: AdamState = { value: upload(3, 4), first: kernels.fill(3, 4, 0), second: kernels.fill(3, 4, 0) }
    const pace = { rate: kernels.fill(1, 1, 0.01), epsilon: kernels.fill(1, 1, 1e-8) }
    const before = kernels.live()
    for (let step = 1; step <= 1000; step++) {
      const old = state
      state = kernels.scope(() => {
        const hidden = kernels.leakyRelu(kernels.dense(x, state.value, bias), 0.2)
        const y = kernels.segmentActivation(hidden, segments, 0.5)
        const dy = kernels.segmentActivationGradient(y, kernels.affine(y, 2, 0), segments, 0.5)
        return kernels.adam(state, kernels.matmulTransposeA(x, dy), pace, settings)
      })
      kernels.dispose(Object.values(old))
      expect(kernels.live()).toBe(before)
    }
    expect((await readOne(state.value)).every(Number.isFinite)).toBe(true)
  })

  it('takes a copy of what is uploaded, so that a buffer can be used again', async () => {
    const buffer = Float32Array.of(1, 2)
    const tensor = kernels.upload(buffer, 1, 2)
    buffer.fill(9)
    expect(await readOne(tensor)).toEqual([1, 2])
  })

  it('gives copies, so that writing into them changes nothing', async () => {
    const tensor = kernels.affine(upload(1, 2), 1, 0)
    const [first] = await kernels.read([tensor])
    first.fill(9)
    expect(await readOne(tensor)).toEqual([1, 2])
  })

  it('reads tensors that are disposed of before the answer comes', async () => {
    const before = kernels.live()
    const tensors = [upload(1, 2), upload(2, 1, 5)]
    const answer = kernels.read(tensors)
    kernels.dispose(tensors)
    expect(await answer).toEqual([Float32Array.of(1, 2), Float32Array.of(5, 6)])
    expect(kernels.live()).toBe(before)
  })

  it('changes none of its operands', async () => {
    const state = { value: upload(2, 2), first: upload(2, 2), second: upload(2, 2) }
    const settings = { beta1: 0.5, beta2: 0.5, epsilon: 1e-8, weightDecay: 0.1 }
    kernels.scope(() => {
      kernels.adam(state, state.first, { rate: kernels.fill(1, 1, 0.1), epsilon: kernels.fill(1, 1, 1e-8) }, settings)
      kernels.dense(state.value, state.first, kernels.fill(1, 2, 1))
      kernels.affine(state.value, 1, 0)
    })
    for (const tensor of Object.values(state)) expect(await readOne(tensor)).toEqual([1, 2, 3, 4])
  })

  it('names both shapes where they do not fit', () => {
    const a = upload(2, 3)
    const b = upload(3, 2)
    const column = upload(2, 1)
    const adam = { beta1: 0.5, beta2: 0.5, epsilon: 1e-8, weightDecay: 0 }
    const scalar = upload(1, 1)
    const pace = { rate: scalar, epsilon: scalar }
    const gap: Segment[] = [
      { kind: 'scalar', offset: 0, width: 1 },
      { kind: 'choice', offset: 2, width: 1 },
    ]
    const short: Segment[] = [{ kind: 'choice', offset: 0, width: 2 }]
    const before = kernels.live()
    const misfits: [() => unknown, RegExp][] = [
      [() => kernels.upload(new Float32Array(5), 2, 3), /upload: 5 values does not fit \[2, 3\]/],
      [() => kernels.matmul(a, a), /matmul: \[2, 3\] does not fit \[2, 3\]/],
      [() => kernels.matmulTransposeA(a, b), /matmulTransposeA: \[2, 3\] does not fit \[3, 2\]/],
      [() => kernels.matmulTransposeB(a, b), /matmulTransposeB: \[2, 3\] does not fit \[3, 2\]/],
      [() => kernels.dense(a, b, column), /dense: \[3, 2\] does not fit \[2, 1\]/],
      [() => kernels.add(a, b), /add: \[2, 3\] does not fit \[3, 2\]/],
      [() => kernels.subtract(a, b), /subtract/],
      [() => kernels.multiply(a, b), /multiply/],
      [() => kernels.divide(a, b), /divide/],
      [() => kernels.minimum(a, b), /minimum/],
      [() => kernels.add(upload(1, 3), column), /add: \[1, 3\] does not fit \[2, 1\]/],
      [() => kernels.reshape(a, 4, 2), /reshape: 6 values does not fit \[4, 2\]/],
      [() => kernels.concatColumns([a, b]), /concatColumns/],
      [() => kernels.concatRows([a, b]), /concatRows/],
      [() => kernels.concatRows([]), /empty list/],
      [() => kernels.sliceColumns(a, 2, 2), /sliceColumns: \[2, 3\] does not fit the range 2 to 4/],
      [() => kernels.sliceRows(a, -1, 1), /sliceRows/],
      [
        () => kernels.segmentActivation(a, gap, 1),
        /segmentActivation: .*a choice segment at column 2, 1 wide, after 1/,
      ],
      [() => kernels.segmentActivation(a, short, 1), /segmentActivation: .*segments over 2 columns/],
      [() => kernels.segmentActivationGradient(a, b, short, 1), /segmentActivationGradient/],
      [() => kernels.adam({ value: a, first: a, second: b }, a, pace, adam), /adam: \[3, 2\] does not fit \[2, 3\]/],
      [
        () => kernels.adam({ value: a, first: a, second: a }, a, { ...pace, rate: column }, adam),
        /adam: \[2, 1\] does not fit \[1, 1\]/,
      ],
    ]
    for (const [misfit, message] of misfits) {
      expect(misfit).toThrow(ShapeError)
      expect(misfit).toThrow(message)
    }
    // Only the [1, 3] that one of them made for itself, twice, is there in addition.
    expect(kernels.live()).toBe(before + 2)
  })

  it('tells small chances within a segment apart, whatever the other segments hold', async () => {
    const segments: Segment[] = [
      { kind: 'choice', offset: 0, width: 2 },
      { kind: 'choice', offset: 2, width: 2 },
    ]
    const y = await readOne(
      kernels.segmentActivation(kernels.upload(Float32Array.of(900, 899, -900, -901), 1, 4), segments, 1),
    )
    for (const [i, chance] of [0.731059, 0.268941, 0.731059, 0.268941].entries()) expect(y[i]).toBeCloseTo(chance, 5)
  })

  it('can be closed and opened again', async () => {
    closeBackend(backend)
    kernels = await openBackend(backend)
    expect(await readOne(kernels.add(upload(1, 2), upload(1, 2)))).toEqual([2, 4])
  })
})

describe.each(['cpu', 'tfjs-wasm'] as const)('programs on %s', (backend) => {
  let kernels: Kernels
  beforeAll(async () => {
    kernels = await openBackend(backend)
  })
  afterAll(() => closeBackend(backend))

  const variable = (...values: number[]) => kernels.variable('v', Float32Array.from(values), 1, values.length)
  const readOne = async (tensor: Tensor) => [...(await kernels.read([tensor]))[0]]

  it('changes variables only when a run is done, and keeps their identity', async () => {
    const total = variable(1, 2)
    const program = kernels.program('sum', () => {
      kernels.assign(total, kernels.affine(total, 1, 10))
      return { old: kernels.affine(total, 1, 0) }
    })
    await program.run()
    expect(await readOne(total)).toEqual([11, 12])
    expect(await readOne(program.result.old)).toEqual([1, 2])
    await program.run()
    expect(await readOne(total)).toEqual([21, 22])
    expect(await readOne(program.result.old)).toEqual([11, 12])
    program.dispose()
    kernels.dispose([total])
  })

  it('swaps two variables, and assigns the last value that it was given', async () => {
    const [a, b] = [variable(1), variable(2)]
    kernels.scope(() => {
      kernels.assign(a, kernels.fill(1, 1, 9))
      kernels.assign(a, b)
      kernels.assign(b, a)
    })
    expect(await kernels.read([a, b])).toEqual([Float32Array.of(2), Float32Array.of(1)])
    kernels.dispose([a, b])
  })

  it('assigns what a scope within the body made', async () => {
    const a = variable(1)
    kernels.scope(() => {
      kernels.scope(() => kernels.assign(a, kernels.affine(a, 1, 1)))
      // Still the old one: the body is not done.
      kernels.scope(() => kernels.assign(a, kernels.affine(a, 1, 5)))
    })
    expect(await readOne(a)).toEqual([6])
    kernels.dispose([a])
  })

  it('holds no more tensors after a hundred runs than after one, and none after all is disposed of', async () => {
    const before = kernels.live()
    const total = variable(1, 2)
    const others = variable(3, 4)
    const program = kernels.program('sum', () => {
      const sum = kernels.add(
        total,
        kernels.feed(1, 2, (into) => into.fill(1)),
      )
      kernels.assign(total, sum)
      kernels.assign(others, sum)
      // The same tensor is assigned and given back; a variable is given back as well.
      return { sum, list: [sum, others] }
    })
    await program.run()
    const after = kernels.live()
    for (let run = 0; run < 99; run++) await program.run()
    expect(kernels.live()).toBe(after)
    expect(await readOne(total)).toEqual([101, 102])
    expect(await readOne(others)).toEqual([101, 102])
    expect(await readOne(program.result.sum)).toEqual([101, 102])
    program.dispose()
    expect(await readOne(others)).toEqual([101, 102])
    kernels.dispose([total, others])
    expect(kernels.live()).toBe(before)
  })

  it('changes nothing where a body fails, and runs on afterwards', async () => {
    const before = kernels.live()
    const total = variable(1)
    let broken = false
    const program = kernels.program('sum', () => {
      const next = kernels.affine(total, 1, 1)
      kernels.assign(total, next)
      kernels.assign(total, kernels.affine(next, 1, 1))
      if (broken) throw new Error('midway')
      return next
    })
    await program.run()
    const during = kernels.live()
    broken = true
    await expect(program.run()).rejects.toThrow('midway')
    expect(kernels.live()).toBe(during)
    expect(await kernels.read([total, program.result])).toEqual([Float32Array.of(3), Float32Array.of(2)])
    broken = false
    await program.run()
    expect(await readOne(total)).toEqual([5])
    program.dispose()
    kernels.dispose([total])
    expect(kernels.live()).toBe(before)
  })

  it('writes a variable from the host, of a copy', async () => {
    const a = variable(1, 2)
    const values = Float32Array.of(5, 6)
    kernels.write(a, values)
    values.fill(0)
    expect(await readOne(a)).toEqual([5, 6])
    expect(() => kernels.write(a, new Float32Array(3))).toThrow(/write: 3 values does not fit \[1, 2\]/)
    kernels.dispose([a])
  })

  it('says that it runs kernel by kernel', async () => {
    const program = kernels.program('nothing', () => null)
    await program.ready()
    expect([program.text(), program.cost]).toEqual([null, null])
    expect(() => program.result).toThrow(NotRunError)
    await program.run()
    expect(program.result).toBe(null)
  })

  it('refuses in a body what belongs outside, and outside what belongs in a body', async () => {
    const a = variable(1)
    expect(() => kernels.assign(a, a)).toThrow(OutsideBodyError)
    expect(() => kernels.scope(() => kernels.assign(kernels.fill(1, 1, 0), a))).toThrow(NotVariableError)
    expect(() => kernels.scope(() => kernels.assign(a, kernels.fill(1, 2, 0)))).toThrow(ShapeError)
    const inner = kernels.program('inner', () => null)
    const forbidden: (() => unknown)[] = [
      () => variable(2),
      () => kernels.write(a, Float32Array.of(2)),
      () => kernels.table(codes),
      () => kernels.program('another', () => null),
    ]
    for (const each of forbidden) expect(() => kernels.scope(each)).toThrow(InsideBodyError)
    for (const each of [() => kernels.read([a]), () => inner.run()])
      await expect(kernels.scope(() => ({ promise: each() })).promise).rejects.toThrow(InsideBodyError)
    kernels.dispose([a])
  })

  const codes: Codes = {
    rows: 3,
    width: 4,
    segments: [
      { kind: 'choice', offset: 0, width: 3 },
      { kind: 'scalar', offset: 3, width: 1 },
    ],
    columns: [Uint16Array.of(2, 0, 1), Float32Array.of(0.5, -0.25, 1)],
  }

  it('expands the rows that it is told to at every run', async () => {
    const table = kernels.table(codes)
    expect([table.rows, table.width, table.bytes]).toEqual([3, 4, 3 * 2 + 3 * 4])
    const draws = [
      [0, -1],
      [2, 1],
    ]
    const program = kernels.program('expand', () =>
      kernels.expand(table, 2, (into) => into.set(draws.shift() as number[])),
    )
    await program.run()
    expect(await readOne(program.result)).toEqual([0, 0, 1, 0.5, 0, 0, 0, 0])
    await program.run()
    expect(await readOne(program.result)).toEqual([0, 1, 0, 1, 1, 0, 0, -0.25])
    draws.push([0, 3])
    await expect(program.run()).rejects.toThrow(/no row 3 in a table of 3 rows/)
    expect(await readOne(program.result)).toEqual([0, 1, 0, 1, 1, 0, 0, -0.25])
    program.dispose()
    table.dispose()
    expect(() => kernels.expand(table, 1, () => {})).toThrow(DisposedTableError)
  })

  it('refuses a table whose codes do not fit its segments', () => {
    expect(() => kernels.table({ ...codes, width: 5 })).toThrow(/table: \[3, 5\] does not fit segments over 4 columns/)
    expect(() => kernels.table({ ...codes, rows: 4 })).toThrow(/table: 3 values does not fit \[4, 1\]/)
    expect(() => kernels.table({ ...codes, columns: codes.columns.slice(1) })).toThrow(/1 columns of codes/)
  })

  it('draws the next numbers of its stream at every run', async () => {
    const program = kernels.program('random', () => [
      kernels.random('uniform', 2, 3, stream),
      kernels.random('normal', 3, 3, stream),
    ])
    const stream = new CounterStream(3, 4)
    await program.run()
    await program.run()
    const expected = (distribution: Distribution, call: number, length: number) =>
      fillRandom(distribution, Uint32Array.of(3, 4, call), new Float32Array(length))
    expect(await kernels.read(program.result)).toEqual([expected('uniform', 2, 6), expected('normal', 3, 9)])
    program.dispose()
  })
})

describe('two backends at once', () => {
  it('each keep their own tensors', async () => {
    const [cpu, wasm] = [await openBackend('cpu'), await openBackend('tfjs-wasm')]
    const onCpu = cpu.fill(1, 2, 1)
    const onWasm = wasm.fill(1, 2, 2)
    const sums = [cpu.scope(() => cpu.add(onCpu, onCpu)), wasm.scope(() => wasm.add(onWasm, onWasm))]
    expect(await cpu.read([sums[0]])).toEqual([Float32Array.of(2, 2)])
    expect(await wasm.read([sums[1]])).toEqual([Float32Array.of(4, 4)])
  })
})
