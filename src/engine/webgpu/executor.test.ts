// The WebGPU executor against the plain one: the same plans, written by hand, on Dawn.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findGpu } from '../../../scripts/softwaregpu.ts'
import { fillRandom } from '../../math/threefry.ts'
import { expandCodes } from '../codes.ts'
import { Device } from '../device.ts'
import { DeviceLostError, DeviceMemoryError, DisposedTableError, RowRangeError, ShaderError } from '../errors.ts'
import type { Codes, Segment } from '../kernels.ts'
import type { Executor } from '../program/executor.ts'
import type { Feed } from '../program/feed.ts'
import type { Access, Operand, Part, Slot, Step, Store } from '../program/launch.ts'
import type { ElementFunction } from '../program/operation.ts'
import { PlainExecutor } from '../program/plain.ts'
import type { PlacedFeed, Plan } from '../program/plan.ts'
import { WebGpuExecutor } from './executor.ts'
import { Health } from './health.ts'
import { openExecutor } from './open.ts'
import { Pipelines } from './pipelines.ts'

const gpu = await findGpu()
const none = typeof gpu === 'string'
// Said aloud: a run without these tests proves nothing about WebGPU.
if (none) process.stderr.write(`\nThe tests of the WebGPU executor are SKIPPED. ${gpu}\n\n`)

/** Numbers from −2 to 2, the same for the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state / 2 ** 32) * 4 - 2
  }
}

/** Builds a plan for one executor, slot by slot. */
class Sheet {
  readonly #executor: Executor
  readonly #random: () => number
  readonly #feeds: PlacedFeed[] = []
  readonly #outputs: Slot[] = []
  #feedWords = 0
  #workFloats = 0
  #slots = 0

  constructor(executor: Executor, seed: number) {
    this.#executor = executor
    this.#random = numbersFrom(seed)
  }

  get executor(): Executor {
    return this.#executor
  }

  /** One of `count`. */
  pick(count: number): number {
    return Math.floor(((this.#random() + 2) / 4) * count)
  }

  whole(slot: Slot, columns: number, offset = 0): Access {
    return { slot, offset, rowStride: columns, columnStride: 1 }
  }

  input(rows: number, columns: number, values?: readonly number[]): Access {
    const slot = this.#slot(rows * columns, 'variable', this.#executor.allocate(rows * columns))
    this.#executor.write(slot.offset, Float32Array.from(values ?? Array.from({ length: slot.length }, this.#random)))
    return this.whole(slot, columns)
  }

  /** [rows, columns], one that is repeated, every other column of a wider one, a transposed one, or a feed. */
  anyInput(rows: number, columns: number): Access {
    switch (this.pick(6)) {
      case 0:
        return { ...this.input(1, columns), rowStride: 0 }
      case 1:
        return { ...this.input(rows, 1), rowStride: 1, columnStride: 0 }
      case 2:
        return { ...this.input(rows, 2 * columns + 1), offset: 1, columnStride: 2 }
      case 3:
        return { ...this.input(columns, rows), rowStride: 1, columnStride: rows }
      case 4: {
        const values = Array.from({ length: rows * columns }, this.#random)
        return this.whole(
          this.feed(rows * columns, ({ floats }) => floats.set(values)),
          columns,
        )
      }
      default:
        return this.input(rows, columns)
    }
  }

  output(length: number): Slot {
    const slot = this.#slot(length, 'variable', this.#executor.allocate(length))
    this.#executor.write(slot.offset, new Float32Array(length))
    this.#outputs.push(slot)
    return slot
  }

  /** Makes an input a place to look at as well. */
  watch(access: Access): Access {
    this.#outputs.push(access.slot)
    return access
  }

  work(length: number): Slot {
    const slot = this.#slot(length, 'work', this.#workFloats)
    this.#workFloats += Math.ceil(length / 16) * 16
    return slot
  }

  feed(words: number, fill: Feed['fill']): Slot {
    const slot = this.#slot(words, 'feed', this.#feedWords)
    this.#feeds.push({ feed: { label: 'feed', words, fill }, offset: this.#feedWords })
    this.#feedWords += Math.ceil(words / 16) * 16
    return slot
  }

  plan(launches: readonly (readonly Part[])[]): Plan {
    return {
      name: 'test',
      launches: launches.map((parts) => ({ parts })),
      feeds: this.#feeds,
      feedWords: this.#feedWords,
      workFloats: this.#workFloats,
    }
  }

  read(): Promise<Float32Array[]> {
    return this.#executor.read(this.#outputs)
  }

  #slot(length: number, region: Slot['region'], offset: number): Slot {
    return { id: this.#slots++, label: 't', length, region, offset }
  }
}

const load = (access: Access): Operand => ({ kind: 'load', access })
const step = (index: number): Operand => ({ kind: 'step', index })
const result: Operand = { kind: 'result' }
const of = (f: ElementFunction | ElementFunction['name'], ...operands: Operand[]): Step => ({
  function: (typeof f === 'string' ? { name: f } : f) as ElementFunction,
  operands,
})

/** Steps that stay finite for any operand, ended by one that uses them all. */
function someSteps(sheet: Sheet, rows: number, columns: number, first: Operand): Step[] {
  const kinds: (() => Step)[] = [
    () => of('add', first, load(sheet.anyInput(rows, columns))),
    () => of('multiply', load(sheet.anyInput(rows, columns)), first),
    () => of({ name: 'leakyRelu', slope: 0.2 }, first),
    () => of('minimum', first, { kind: 'number', value: 0.25 }),
    () => of('softplus', first),
    () => of('tanh', first),
  ]
  const chosen = [kinds[sheet.pick(6)](), kinds[sheet.pick(6)]()]
  return [...chosen, of('subtract', step(0), step(1)), of({ name: 'affine', scale: -1.5, shift: 1e-3 }, step(2))]
}

const store = (access: Access, value: Operand): Store => ({ access, value })

// Software adapters, the only ones that tests can count on, would have the second way alone.
describe.skipIf(none).each([
  ['together through memory', true],
  ['each for itself', false],
])('the WebGPU executor, invocations working %s', (_, cooperative) => {
  let opened: Awaited<ReturnType<typeof openExecutor>>
  beforeAll(async () => {
    opened = await openExecutor({ gpu: gpu as GPU }, cooperative)
  })
  afterAll(() => opened?.device.close())

  /** Runs what `build` builds on both, and compares what was to be seen. */
  async function agree(build: (sheet: Sheet) => readonly (readonly Part[])[], seed = 1, tolerance = 2e-5) {
    const seen: Float32Array[][] = []
    for (const executor of [new PlainExecutor(), opened.executor]) {
      const sheet = new Sheet(executor, seed)
      const prepared = executor.prepare(sheet.plan(build(sheet)), false)
      await prepared.ready()
      await prepared.run()
      seen.push(await sheet.read())
      prepared.dispose()
    }
    const [plain, ours] = seen
    expect(ours.length).toBeGreaterThan(0)
    ours.forEach((values, i) => {
      const off = values.findIndex((value, j) => {
        const wanted = plain[i][j]
        return Number.isNaN(wanted)
          ? !Number.isNaN(value)
          : value !== wanted && !(Math.abs(value - wanted) <= tolerance * (1 + Math.abs(wanted)))
      })
      if (off >= 0)
        throw new Error(`output ${i} entry ${off} of ${values.length}: ${values[off]}, not ${plain[i][off]}`)
    })
  }

  const shape = fc.record({
    rows: fc.integer({ min: 1, max: 37 }),
    columns: fc.integer({ min: 1, max: 41 }),
    seed: fc.nat(),
  })

  it('maps element by element, several parts in one dispatch, however their operands lie', async () => {
    await fc.assert(
      fc.asyncProperty(shape, fc.integer({ min: 1, max: 4 }), async ({ rows, columns, seed }, parts) => {
        await agree((sheet) => {
          const some = Array.from({ length: parts }, (_, i): Part => {
            const [r, c] = [rows + i, i % 2 === 0 ? columns : columns + 3]
            const steps = someSteps(sheet, r, c, load(sheet.anyInput(r, c)))
            const wide = sheet.output(r * (c + 2))
            const stores = [
              store({ slot: wide, offset: 2, rowStride: c + 2, columnStride: 1 }, step(3)),
              store(sheet.whole(sheet.output(r * c), c), load(sheet.input(r, c))),
            ]
            return { kind: 'map', rows: r, columns: c, steps, stores }
          })
          return [some]
        }, seed)
      }),
      { numRuns: 10 },
    )
  })

  it('knows every element-wise function, at its extremes too', async () => {
    const values = [
      0, 1e-6, -1e-6, 0.01, -0.2, 0.31, -0.29, 0.5, 1, -1, 3, -7.5, 20, -20, 80, -80, 3000, -3000, 1e30, -1e30,
    ]
    const positive = values.map((value) => Math.abs(value) + 1e-6)
    const names = ['identity', 'relu', 'step', 'tanh', 'sigmoid', 'softplus', 'abs', 'finite'] as const
    await agree((sheet) => {
      const x = load(sheet.input(1, values.length, values))
      const y = load(sheet.input(1, values.length, positive))
      const steps = [
        ...names.map((name) => of(name, x)),
        ...(['log', 'sqrt', 'reciprocal'] as const).map((name) => of(name, y)),
        of(
          'exp',
          load(
            sheet.input(
              1,
              values.length,
              values.map((value) => Math.max(-80, Math.min(value, 20))),
            ),
          ),
        ),
        of(
          'square',
          load(
            sheet.input(
              1,
              values.length,
              values.map((value) => Math.max(-1e9, Math.min(value, 1e9))),
            ),
          ),
        ),
        of('divide', x, y),
        of('minimum', x, y),
        of({ name: 'affine', scale: 0.3, shift: -7 }, x),
        of({ name: 'leakyRelu', slope: 0.2 }, x),
        of({ name: 'leakyStep', slope: 0.2 }, x),
      ]
      const stores = steps.map((_, i) => store(sheet.whole(sheet.output(values.length), values.length), step(i)))
      return [[{ kind: 'map', rows: 1, columns: values.length, steps, stores }]]
    })
  })

  it('keeps what is not a number, and takes it out where that is asked for', async () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2]
    await agree((sheet) => {
      const x = load(sheet.input(1, 4, values))
      const one: Operand = { kind: 'number', value: 1 }
      const steps = [of('finite', x), of('minimum', x, one), of('minimum', one, x), of('relu', x), of('step', x)]
      steps.push(of('minimum', { kind: 'number', value: Number.POSITIVE_INFINITY }, one))
      const stores = steps.map((_, i) => store(sheet.whole(sheet.output(4), 4), step(i)))
      return [[{ kind: 'map', rows: 1, columns: 4, steps, stores }]]
    })
  })

  function productOf(sheet: Sheet, rows: number, columns: number, inner: number, transposed: readonly boolean[]): Part {
    const [transposeA, transposeB] = transposed
    const a = transposeA ? sheet.input(inner, rows) : sheet.input(rows, inner)
    const b = transposeB ? sheet.input(columns, inner) : sheet.input(inner, columns)
    const steps = someSteps(sheet, rows, columns, result)
    const stores = [
      store(sheet.whole(sheet.output(rows * columns), columns), result),
      store(sheet.whole(sheet.output(rows * columns), columns), step(3)),
    ]
    return { kind: 'product', rows, columns, inner, a, b, transposeA, transposeB, steps, stores }
  }

  it('multiplies matrices of odd shapes, transposed or not, with steps on the result', async () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 6, max: 50 }))
    const transposed = fc.tuple(fc.boolean(), fc.boolean())
    await fc.assert(
      fc.asyncProperty(size, size, size, transposed, fc.nat(), async (rows, columns, inner, transposes, seed) => {
        await agree((sheet) => [[productOf(sheet, rows, columns, inner, transposes)]], seed)
      }),
      { numRuns: 14 },
    )
  })

  it.each([
    [515, 450, 18, [false, false]],
    [450, 515, 18, [true, true]],
    [256, 288, 20, [false, true]],
    [290, 257, 16, [true, false]],
    [64, 128, 64, [false, false]],
  ])('multiplies [%i, %i] over %i, in larger tiles', async (rows, columns, inner, transposed) => {
    await agree((sheet) => [[productOf(sheet, rows, columns, inner, transposed)]], 5, 5e-5)
  })

  it('deals more workgroups than go along one dimension', async () => {
    await agree((sheet) => {
      const rows = 16 * 65537
      const at = sheet.whole(sheet.output(rows), 1)
      const [a, b] = [sheet.input(rows, 1), sheet.input(1, 1)]
      const plain = { transposeA: false, transposeB: false, steps: [], stores: [store(at, result)] }
      return [[{ kind: 'product', rows, columns: 1, inner: 1, a, b, ...plain }]]
    }, 3)
  })

  it('sums over rows and columns, with steps before and after, several parts in one dispatch', async () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 200, max: 300 }))
    const over = fc.constantFrom('rows' as const, 'columns' as const)
    await fc.assert(
      fc.asyncProperty(
        size,
        size,
        fc.array(over, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        async (r, c, overs, seed) => {
          await agree(
            (sheet) => {
              const parts = overs.map((each, i): Part => {
                const [rows, columns] = [r + i, Math.max(1, c - i)]
                const before = someSteps(sheet, rows, columns, load(sheet.input(rows, columns)))
                const [outRows, outColumns] = each === 'rows' ? [1, columns] : [rows, 1]
                const steps = someSteps(sheet, outRows, outColumns, result)
                const stores = [result, step(3)].map((value) =>
                  store(sheet.whole(sheet.output(outRows * outColumns), outColumns), value),
                )
                return { kind: 'sum', over: each, rows, columns, before, summand: step(3), steps, stores }
              })
              return [parts]
            },
            seed,
            3e-4,
          )
        },
      ),
      { numRuns: 10 },
    )
  })

  function someSegments(sheet: Sheet): { segments: Segment[]; columns: number } {
    const segments: Segment[] = []
    let columns = 0
    for (let i = 0; i <= sheet.pick(8); i++) {
      const kind = sheet.pick(2) === 0 ? 'scalar' : 'choice'
      const width = kind === 'scalar' ? 1 : sheet.pick(3) === 0 ? 1 + sheet.pick(150) : 1 + sheet.pick(9)
      segments.push({ kind, offset: columns, width })
      columns += width
    }
    return { segments, columns }
  }

  it('activates segments, in place or not, and goes back through them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 23 }),
        fc.nat(),
        fc.constantFrom(0.2, 1),
        async (rows, seed, temperature) => {
          await agree((sheet) => {
            const { segments, columns } = someSegments(sheet)
            const shared = { rows, columns, segments, temperature }
            const steps = () => someSteps(sheet, rows, columns, load(sheet.input(rows, columns)))
            const inPlace = sheet.watch(sheet.input(rows, columns))
            const y = sheet.whole(sheet.work(rows * columns), columns)
            return [
              [{ kind: 'activate', ...shared, before: steps(), x: step(3), store: y }],
              [{ kind: 'activate', ...shared, before: [], x: load(inPlace), store: inPlace }],
              [
                {
                  kind: 'differentiate',
                  ...shared,
                  y,
                  before: steps(),
                  dy: step(3),
                  store: sheet.whole(sheet.output(rows * columns), columns),
                },
              ],
              [
                {
                  kind: 'map',
                  rows,
                  columns,
                  steps: [],
                  stores: [store(sheet.whole(sheet.output(rows * columns), columns), load(y))],
                },
              ],
            ]
          }, seed)
        },
      ),
      { numRuns: 10 },
    )
  })

  it.each(['uniform', 'normal'] as const)('draws the same %s numbers as any device', async (distribution) => {
    for (const length of [1, 2, 777, 20_001]) {
      const call = Uint32Array.of(0xdeadbeef, 17, 3 + length)
      const sheet = new Sheet(opened.executor, 1)
      const at = sheet.whole(
        sheet.feed(3, ({ unsigned }) => unsigned.set(call)),
        3,
      )
      const out = sheet.whole(sheet.output(length), length)
      const part: Part = { kind: 'random', rows: 1, columns: length, distribution, call: at, store: out }
      await opened.executor.prepare(sheet.plan([[part]]), true).run()
      const [values] = await sheet.read()
      const wanted = fillRandom(distribution, call, new Float32Array(length))
      if (distribution === 'uniform') expect(values).toEqual(wanted)
      const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i])), 0)
      expect(worst).toBeLessThan(2e-6)
    }
  })

  function someCodes(sheet: Sheet, rows: number): Codes {
    const { segments, columns } = someSegments(sheet)
    return {
      rows,
      width: columns,
      segments,
      columns: segments.map(({ kind, width }) =>
        kind === 'scalar'
          ? Float32Array.from({ length: rows }, () => sheet.pick(1000) / 7)
          : Uint16Array.from({ length: rows }, () => sheet.pick(width)),
      ),
    }
  }

  it('expands rows of a table, with zeros for a negative index', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(),
        async (all, rows, seed) => {
          await agree((sheet) => {
            const table = sheet.executor.addTable(someCodes(sheet, all))
            const chosen = Array.from({ length: rows }, () => sheet.pick(all + 1) - 1)
            const indices = sheet.whole(
              sheet.feed(rows, ({ integers }) => integers.set(chosen)),
              1,
            )
            const at = sheet.whole(sheet.output(rows * table.width), table.width)
            return [[{ kind: 'expand', rows, columns: table.width, table, indices, store: at }]]
          }, seed)
        },
      ),
      { numRuns: 10 },
    )
  })

  it('keeps a table compact, and refuses a row that it has not', () => {
    const sheet = new Sheet(opened.executor, 4)
    const codes = someCodes(sheet, 11)
    const table = opened.executor.addTable(codes)
    expect(table.bytes).toBeLessThanOrEqual(codes.columns.reduce((sum, { byteLength }) => sum + byteLength, 2))
    const indices = sheet.whole(
      sheet.feed(1, ({ integers }) => integers.fill(11)),
      1,
    )
    const at = sheet.whole(sheet.output(table.width), table.width)
    const part: Part = { kind: 'expand', rows: 1, columns: table.width, table, indices, store: at }
    const prepared = opened.executor.prepare(sheet.plan([[part]]), true)
    expect(() => prepared.run()).toThrow(RowRangeError)
    prepared.dispose()
    table.dispose()
  })

  it('frees a table after the runs that read it, and runs no program on it from then on', async () => {
    const sheet = new Sheet(opened.executor, 6)
    const codes = someCodes(sheet, 3)
    const table = opened.executor.addTable(codes)
    const indices = sheet.whole(
      sheet.feed(3, ({ integers }) => integers.set([2, 0, 1])),
      1,
    )
    const at = sheet.whole(sheet.output(3 * table.width), table.width)
    const part: Part = { kind: 'expand', rows: 3, columns: table.width, table, indices, store: at }
    const prepared = opened.executor.prepare(sheet.plan([[part]]), false)
    // The first runs go to the device one by one, later ones are gathered.
    for (let i = 0; i < 20; i++) await prepared.run()
    table.dispose()
    const [values] = await sheet.read()
    expect(values).toEqual(expandCodes(codes, Int32Array.of(2, 0, 1), new Float32Array(3 * table.width)))
    expect(() => prepared.run()).toThrow(DisposedTableError)
    prepared.dispose()
  })

  /** x ← 0.999 x + feed: every run leaves its trace, and their order too. */
  function fading(sheet: Sheet, fill: () => number, x = sheet.watch(sheet.input(3, 5))): { plan: Plan; x: Access } {
    const more = sheet.whole(
      sheet.feed(15, ({ floats }) => floats.fill(fill())),
      5,
    )
    const steps = [of({ name: 'affine', scale: 0.999, shift: 0 }, load(x)), of('add', step(0), load(more))]
    return { plan: sheet.plan([[{ kind: 'map', rows: 3, columns: 5, steps, stores: [store(x, step(1))] }]]), x }
  }

  it('gathers many runs of two programs in few submits, to the same end as one at a time', async () => {
    const seen: Float32Array[] = []
    let start = 0
    for (const oneByOne of [true, false]) {
      const sheet = new Sheet(opened.executor, 9)
      let runs = 0
      const { plan, x } = fading(sheet, () => ++runs)
      const other = fading(new Sheet(opened.executor, 9), () => -2 * ++runs, x).plan
      const programs = [plan, other].map((each) => opened.executor.prepare(each, false))
      start = (await sheet.read())[0][0]
      const before = opened.executor.submits
      for (let i = 0; i < 300; i++) {
        // The second has fewer turns.
        await programs[i % 3 === 2 ? 1 : 0].run()
        if (oneByOne) await sheet.read()
      }
      seen.push((await sheet.read())[0])
      const submits = opened.executor.submits - before
      // The room for feeds has to grow a few times.
      if (oneByOne) expect(submits).toBeGreaterThanOrEqual(300)
      else expect(submits).toBeLessThan(150)
      for (const program of programs) program.dispose()
    }
    expect(seen[0]).toEqual(seen[1])
    let expected = start
    for (let run = 1; run <= 300; run++) expected = 0.999 * expected + (run % 3 === 0 ? -2 * run : run)
    expect(seen[0][0]).toBeCloseTo(expected, 2)
  })

  it('keeps variables, and programs that use them, when their buffer grows', async () => {
    const sheet = new Sheet(opened.executor, 10)
    const { plan } = fading(sheet, () => 1)
    const prepared = opened.executor.prepare(plan, false)
    await prepared.run()
    const before = await sheet.read()
    const large = opened.executor.allocate(2 ** 19)
    expect(await sheet.read()).toEqual(before)
    await prepared.run()
    expect((await sheet.read())[0][7]).toBeCloseTo(0.999 * before[0][7] + 1, 5)
    opened.executor.release(large, 2 ** 19)
    expect(opened.executor.allocate(2 ** 19)).toBe(large)
    prepared.dispose()
  })

  it('gives up with a reason where a plan needs more memory than there is', () => {
    const plan = { ...new Sheet(opened.executor, 1).plan([]), workFloats: 2 ** 40 }
    expect(() => opened.executor.prepare(plan, false)).toThrow(DeviceMemoryError)
  })

  it('says so when a shader does not compile, sooner or later', async () => {
    const { gpu: device, device: keeper } = await openExecutor({ gpu: gpu as GPU })
    const health = new Health(device, keeper)
    const pipelines = new Pipelines(device, health)
    await expect(pipelines.prepare('fn main() -> nothing {}', false)).rejects.toThrow(ShaderError)
    expect(() => health.check()).not.toThrow()
    pipelines.get('fn main() -> nothing {}', false)
    await expect(health.settled()).rejects.toThrow(ShaderError)
    keeper.close()
  })

  it('reads nothing after a command that the device refused', async () => {
    const { gpu: device, executor, device: keeper } = await openExecutor({ gpu: gpu as GPU })
    const offset = executor.allocate(4)
    executor.write(offset, Float32Array.of(1, 2, 3, 4))
    // Beyond the end of the variables.
    const beyond = executor.read([{ offset: 2 ** 28, length: 4 }])
    await expect(beyond).rejects.toThrow(DeviceLostError)
    await expect(executor.read([{ offset, length: 4 }])).rejects.toThrow(DeviceLostError)
    expect(keeper.lost).not.toBeNull()
    device.destroy()
  })

  it('loses its device with an error for every run and read, those under way included', async () => {
    const { gpu: device, executor, device: keeper } = await openExecutor({ gpu: gpu as GPU })
    const told: string[] = []
    keeper.onLost((reason) => told.push(reason))
    const sheet = new Sheet(executor, 12)
    const prepared = executor.prepare(fading(sheet, () => 1).plan, false)
    await prepared.ready()
    await prepared.run()
    const underWay = sheet.read()
    device.destroy()
    await expect(underWay).rejects.toThrow(DeviceLostError)
    await device.lost
    await Promise.resolve()
    expect(() => prepared.run()).toThrow(DeviceLostError)
    await expect(sheet.read()).rejects.toThrow(DeviceLostError)
    expect(told).toHaveLength(1)
  })

  it('hears of the loss of a device that somebody else destroys', async () => {
    const adapter = await (gpu as GPU).requestAdapter()
    const device = await adapter!.requestDevice()
    const keeper = new Device()
    const executor = new WebGpuExecutor(device, keeper)
    device.destroy()
    keeper.lose('destroyed')
    await expect(executor.read([{ offset: 0, length: 1 }])).rejects.toThrow('destroyed')
  })
})
