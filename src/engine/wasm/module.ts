// Module: a plan as one WebAssembly module.
import type { Launch, Part, Slot } from '../program/launch.ts'
import type { Plan } from '../program/plan.ts'
import { type MemoryImport, ModuleBuilder } from './assembler.ts'
import { generateBarrier } from './barrier.ts'
import { generateExpand } from './expand.ts'
import { Functions } from './functions.ts'
import type { Generation, PartFunctions } from './generation.ts'
import { generateMap } from './map.ts'
import { generateProduct, productScratch } from './product.ts'
import { generateRandom } from './random.ts'
import { generateActivate, generateDifferentiate, segmentScratch } from './segments.ts'
import { queueBytes } from './split.ts'
import { generateSum } from './sum.ts'

/** Where a plan's memory lies, in bytes, and what the machine can do. */
export interface Layout {
  readonly memory: MemoryImport
  readonly feeds: number
  readonly work: number
  readonly scratch: number
  readonly queues: number
  /** Whether there is a multiply-add in one rounding. */
  readonly fused: boolean
  /** Launches with fewer estimated operations are left to one thread. */
  readonly solo: number
}

/** Estimated operations below which a launch is quicker done by one thread than shared out: ten microseconds. */
export const soloOperations = 500_000

/** Multiplications or additions of a product in the time of an element-wise one, which waits for memory. */
const elementWeight = 5

/** A rough count, in the time of a product's; functions such as exp take twenty element-wise ones. */
function operationsOf(part: Part): number {
  switch (part.kind) {
    case 'product':
      return part.rows * part.columns * (2 * part.inner + part.steps.length)
    case 'map':
      return part.rows * part.columns * (part.steps.length + part.stores.length) * elementWeight
    case 'sum':
      return part.rows * part.columns * (part.before.length + 1) * elementWeight
    case 'activate':
    case 'differentiate':
    case 'random':
      return part.rows * part.columns * 20 * elementWeight
    case 'expand':
      return part.rows * part.columns * elementWeight
  }
}

const isSolo = ({ parts }: Launch, solo: number): boolean =>
  parts.reduce((sum, part) => sum + operationsOf(part), 0) < solo

/** Whether a plan has anything for more than one thread. */
export const needsThreads = (plan: Plan, solo: number): boolean =>
  !plan.launches.every((launch) => isSolo(launch, solo))

function scratchOf(part: Part, threads: number): number {
  if (part.kind === 'product') return productScratch(part)
  if (part.kind === 'activate' || part.kind === 'differentiate') return segmentScratch(part, threads)
  return 0
}

/** Bytes of scratch memory that a plan's launches take, one after another. */
export function scratchBytes(plan: Plan, threads: number): number {
  const launch = ({ parts }: Launch) => parts.reduce((sum, part) => sum + scratchOf(part, threads), 0)
  return plan.launches.reduce((most, each) => Math.max(most, launch(each)), 0)
}

/** Loops whose shares are taken by threads: a product has two for packing and one for its tiles. */
const loopsOf = (part: Part): number => (part.kind === 'product' ? 3 : 1)

/** Bytes of all the counters behind a plan's loops. */
export function queuesBytes(plan: Plan, threads: number): number {
  return plan.launches.flatMap(({ parts }) => parts).reduce((sum, part) => sum + loopsOf(part), 0) * queueBytes(threads)
}

function generatePart(generation: Generation, part: Part): PartFunctions {
  switch (part.kind) {
    case 'product':
      return generateProduct(generation, part)
    case 'map':
      return generateMap(generation, part)
    case 'sum':
      return generateSum(generation, part)
    case 'activate':
      return generateActivate(generation, part)
    case 'differentiate':
      return generateDifferentiate(generation, part)
    case 'random':
      return generateRandom(generation, part)
    case 'expand':
      return generateExpand(generation, part)
  }
}

/** The bytes of a module that exports `run(thread, threads)`; `threads`: at most so many. */
export function generateModule(plan: Plan, layout: Layout, threads: number): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder(layout.memory)
  const functions = new Functions(module, layout.fused)
  const starts = { variable: 0, feed: layout.feeds, work: layout.work }
  const addressOf = ({ region, offset }: Slot) => starts[region] + 4 * offset
  let nextQueue = layout.queues
  const queue = () => {
    nextQueue += queueBytes(threads)
    return nextQueue - queueBytes(threads)
  }
  const barrier = threads > 1 ? generateBarrier(module) : null

  const launches = plan.launches.map((launch) => {
    const { parts } = launch
    let scratch = layout.scratch
    const generated = parts.map((part) => {
      const made = generatePart({ module, functions, addressOf, scratch, threads, queue }, part)
      scratch += scratchOf(part, threads)
      return made
    })
    const phases = Math.max(0, ...generated.map(({ length }) => length))
    return {
      solo: isSolo(launch, layout.solo),
      phases: Array.from({ length: phases }, (_, phase) => generated.flatMap((functions) => functions[phase] ?? [])),
    }
  })

  module.function(
    ['i32', 'i32'],
    [],
    (f) => {
      const [thread, running] = f.parameters
      const wait = () => {
        if (barrier) f.get(running).call(barrier)
      }
      for (const [i, { solo, phases }] of launches.entries()) {
        if (solo) {
          f.get(thread).op('i32.eqz')
          f.if(() => {
            for (const phase of phases) for (const reference of phase) f.i32(0).i32(1).call(reference)
          })
        } else {
          for (const [p, phase] of phases.entries()) {
            if (p > 0) wait()
            for (const reference of phase) f.get(thread).get(running).call(reference)
          }
        }
        // What one thread does alone follows in order; the others wait once, at the end of it.
        if (!solo || !launches[i + 1]?.solo) wait()
      }
      if (barrier) {
        // For the next run: nobody counts any more.
        f.get(thread).op('i32.eqz')
        f.if(() => f.i32(layout.queues).i32(0).i32(queuesBytes(plan, threads)).op('memory.fill'))
      }
    },
    'run',
  )
  return module.encode()
}
