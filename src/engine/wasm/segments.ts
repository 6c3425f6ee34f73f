// Segments: the mixed heads of a table, forward and backward.
import type { Segment } from '../kernels.ts'
import type { Access, ActivatePart, DifferentiatePart, Operand, Step } from '../program/launch.ts'
import type { FunctionBuilder, FunctionReference, Local } from './assembler.ts'
import { type Generation, type PartFunctions, placeOf } from './generation.ts'
import { Grid } from './grid.ts'
import { type LaneCount, lanesLeft, transpose4 } from './lanes.ts'
import { generateShared } from './split.ts'

type SegmentPart = ActivatePart | DifferentiatePart

/** Four rows at a time lie in scratch memory column by column, a row a lane: so segments of any width keep all lanes busy. */
const blockRows = 4
const columnBytes = 4 * blockRows

const panelBytes = (columns: number): number => Math.ceil(columns / 4) * 4 * columnBytes

/** A thread's scratch memory: one panel of x or dy, and one of y. */
const threadBytes = ({ columns }: SegmentPart): number => Math.ceil((2 * panelBytes(columns)) / 64) * 64

/** Bytes of scratch memory. */
export const segmentScratch = (part: SegmentPart, threads: number): number => threads * threadBytes(part)

/** Neighbouring scalars are one run; a choice is a run of its own. */
interface Run {
  readonly kind: Segment['kind']
  readonly offset: number
  readonly width: number
}

function runsOf(segments: readonly Segment[]): Run[] {
  const runs: Run[] = []
  for (const segment of segments) {
    const before = runs.at(-1)
    if (segment.kind === 'scalar' && before?.kind === 'scalar' && before.offset + before.width === segment.offset) {
      runs[runs.length - 1] = { ...before, width: before.width + segment.width }
    } else runs.push(segment)
  }
  return runs
}

export function generateActivate(generation: Generation, part: ActivatePart): PartFunctions {
  const { before, x } = part
  const scalar = scalarActivation(generation)
  const choice = softmax(generation, part.temperature)
  return generateBlocks(generation, part, [{ steps: before, value: x, at: 0 }], { scalar, choice })
}

export function generateDifferentiate(generation: Generation, part: DifferentiatePart): PartFunctions {
  const { before, dy, y, columns } = part
  const other = panelBytes(columns)
  const scalar = scalarDerivative(generation, other)
  const choice = softmaxDerivative(generation, other, part.temperature)
  const sources: Source[] = [
    { steps: before, value: dy, at: 0 },
    { steps: [], value: { kind: 'load', access: y }, at: other },
  ]
  return generateBlocks(generation, part, sources, { scalar, choice })
}

/** What is laid out in the panel that begins `at` bytes into a thread's scratch memory. */
interface Source {
  readonly steps: readonly Step[]
  readonly value: Operand
  readonly at: number
}

/** Turns four rows at a time into panels, lets `work` change the runs of the first, and turns that back into rows. */
function generateBlocks(
  generation: Generation,
  part: SegmentPart,
  sources: readonly Source[],
  work: Readonly<Record<Segment['kind'], FunctionReference>>,
): PartFunctions {
  const { rows, columns, segments, store } = part
  const { functions, scratch } = generation
  const place = (access: Access) => placeOf(generation, access, rows, columns)
  const main = generateShared(generation, rows, blockRows, (f, { begin, end }) => {
    const [thread] = f.parameters
    const panel = f.local('i32')
    const address = f.local('i32')
    const column = f.local('i32')
    const last = f.local('i32')
    const lines = f.locals('v128', 4)
    const spare = f.locals('v128', 2)
    const others = sources.map(({ value }) => value)
    const grid = new Grid(
      f,
      functions,
      place,
      sources.flatMap(({ steps }) => steps),
      [storeOf(store)],
      others,
    )
    const { cursor } = grid
    const left = lanesLeft(columns)
    f.get(thread).i32(threadBytes(part)).op('i32.mul').i32(scratch).op('i32.add').set(panel)

    /** Runs `body` for every four columns, with `address` at their first in the panel. */
    const eachFour = (body: (lanes: LaneCount) => void) => {
      f.i32(0).set(column).get(panel).set(address)
      const one = (lanes: LaneCount) => {
        cursor.branch(() => {
          f.get(column)
          cursor.toColumn()
          body(lanes)
        })
        f.increase(address, 4 * columnBytes)
      }
      f.countUp(column, 4 * (columns - left), 16, () => one(4))
      if (left !== 0) one(left)
    }
    const block = (present: number) => {
      cursor.toRow(begin)
      for (const { steps, value, at } of sources) {
        eachFour((lanes) => {
          for (const [r, line] of lines.entries()) {
            if (r < present) grid.evaluate(steps, r, 0, lanes)(value)
            else f.f32x4(0)
            f.set(line)
          }
          transpose4(f, lines, spare)
          for (let c = 0; c < lanes; c++)
            f.get(address)
              .get(lines[c])
              .memory('v128.store', at + c * columnBytes)
        })
      }
      for (const { kind, offset, width } of runsOf(segments)) {
        f.get(panel)
          .i32(columnBytes * offset)
          .op('i32.add')
          .i32(columnBytes * width)
          .call(work[kind])
      }
      eachFour((lanes) => {
        for (const [c, line] of lines.entries())
          f.get(address)
            .memory('v128.load', c * columnBytes)
            .set(line)
        transpose4(f, lines, spare)
        for (let r = 0; r < present; r++) cursor.store(place(store), r, 0, lanes, lines[r])
      })
    }

    const leftRows = rows % blockRows
    cursor.hoist(grid.loads, 'number')
    f.get(end)
      .i32(rows - leftRows)
      .get(end)
      .i32(rows - leftRows)
      .op('i32.lt_s')
      .op('select')
      .set(last)
    f.countUp(begin, last, blockRows, () => cursor.branch(() => block(blockRows)))
    if (leftRows === 0) return
    f.get(end)
      .i32(rows - leftRows)
      .op('i32.gt_s')
    f.if(() => cursor.branch(() => block(leftRows)))
  })
  return [main]
}

const storeOf = (access: Access) => ({ access, value: { kind: 'number', value: 0 } }) as const

/** A function (address, bytes) that runs `body` for each column of a run, with its address on hand. */
function generateRun(
  generation: Generation,
  build: (f: FunctionBuilder, eachColumn: (body: () => void) => void, address: Local) => void,
): FunctionReference {
  return generation.module.function(['i32', 'i32'], [], (f) => {
    const [start, bytes] = f.parameters
    const address = f.local('i32')
    const end = f.local('i32')
    f.get(start).get(bytes).op('i32.add').set(end)
    build(
      f,
      (body) => {
        f.get(start).set(address)
        f.loop(() => {
          body()
          f.get(address).i32(columnBytes).op('i32.add').tee(address).get(end).op('i32.lt_u').branchIf(0)
        })
      },
      address,
    )
  })
}

function scalarActivation(generation: Generation): FunctionReference {
  return generateRun(generation, (f, eachColumn, address) => {
    const x = f.local('v128')
    eachColumn(() => {
      f.get(address).memory('v128.load').set(x).get(address)
      generation.functions.tanh(f, x)
      f.memory('v128.store')
    })
  })
}

/** Softmax of x / temperature, with the largest x taken off first. */
function softmax(generation: Generation, temperature: number): FunctionReference {
  return generateRun(generation, (f, eachColumn, address) => {
    const most = f.local('v128')
    const sum = f.local('v128')
    const x = f.local('v128')
    f.f32x4(Number.NEGATIVE_INFINITY).set(most)
    eachColumn(() => f.get(most).get(address).memory('v128.load').op('f32x4.pmax').set(most))
    eachColumn(() => {
      f.get(address).memory('v128.load').get(most).op('f32x4.sub')
      if (temperature !== 1) f.f32x4(temperature).op('f32x4.div')
      f.set(x)
      generation.functions.exp(f, x)
      f.set(x).get(address).get(x).memory('v128.store')
      f.get(sum).get(x).op('f32x4.add').set(sum)
    })
    f.f32x4(1).get(sum).op('f32x4.div').set(sum)
    eachColumn(() => f.get(address).get(address).memory('v128.load').get(sum).op('f32x4.mul').memory('v128.store'))
  })
}

/** dy · (1 − y²) */
function scalarDerivative(generation: Generation, other: number): FunctionReference {
  return generateRun(generation, (f, eachColumn, address) => {
    const y = f.local('v128')
    eachColumn(() => {
      f.get(address).memory('v128.load', other).set(y)
      f.get(address).get(address).memory('v128.load')
      f.f32x4(1).get(y).get(y).op('f32x4.mul').op('f32x4.sub').op('f32x4.mul').memory('v128.store')
    })
  })
}

/** y · (dy − Σ y · dy) / temperature */
function softmaxDerivative(generation: Generation, other: number, temperature: number): FunctionReference {
  return generateRun(generation, (f, eachColumn, address) => {
    const mean = f.local('v128')
    eachColumn(() => {
      f.get(mean).get(address).memory('v128.load').get(address).memory('v128.load', other)
      f.op('f32x4.mul').op('f32x4.add').set(mean)
    })
    eachColumn(() => {
      f.get(address).get(address).memory('v128.load').get(mean).op('f32x4.sub')
      f.get(address).memory('v128.load', other).op('f32x4.mul')
      if (temperature !== 1) f.f32x4(temperature).op('f32x4.div')
      f.memory('v128.store')
    })
  })
}
