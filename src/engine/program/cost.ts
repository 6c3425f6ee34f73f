// Cost: what a plan will cost, known before it runs.
import type { ProgramCost } from '../kernels.ts'
import type { Access, Part } from './launch.ts'
import { readsOf, writesOf } from './place.ts'
import type { Plan } from './plan.ts'

const bytesPerFloat = 4

export function costOf(plan: Plan): ProgramCost {
  const parts = plan.launches.flatMap(({ parts }) => parts)
  return {
    operations: parts.reduce((sum, part) => sum + operationsOf(part), 0),
    launches: plan.launches.length,
    bytes: parts.reduce((sum, part) => sum + bytesOf(part), 0),
    workBytes: bytesPerFloat * plan.workFloats,
  }
}

/** Floating-point operations: one a step, two a multiply-add, whatever a function really takes. */
export function operationsOf(part: Part): number {
  const elements = part.rows * part.columns
  switch (part.kind) {
    case 'map':
      return elements * part.steps.length
    case 'product':
      return elements * (2 * part.inner + part.steps.length)
    case 'sum':
      return (
        elements * (1 + part.before.length) +
        (elements / (part.over === 'rows' ? part.rows : part.columns)) * part.steps.length
      )
    case 'activate':
    case 'differentiate':
      // Largest, difference, power, sum and quotient; or product, sum, difference, product and scale.
      return elements * (5 + part.before.length)
    case 'random':
    case 'expand':
      return 0
  }
}

/** Each number that a part reads or writes, once. */
export function bytesOf(part: Part): number {
  const touched = new Map<string, number>()
  const touch = ({ slot, offset }: Access, floats: number) => touched.set(`${slot.id} ${offset}`, floats)
  const { rows, columns } = part
  for (const { access, sameElement } of readsOf(part)) {
    if (part.kind === 'product' && !sameElement) touch(access, (access === part.a ? rows : columns) * part.inner)
    else if (part.kind === 'random') touch(access, 3)
    else if (part.kind === 'expand') touch(access, rows)
    else touch(access, spread(access, rows, columns))
  }
  let floats = 0
  for (const count of touched.values()) floats += count
  const results = part.kind === 'sum' ? (part.over === 'rows' ? columns : rows) : rows * columns
  return bytesPerFloat * (floats + writesOf(part).length * results)
}

function spread({ rowStride, columnStride }: Access, rows: number, columns: number): number {
  return (rowStride === 0 ? 1 : rows) * (columnStride === 0 ? 1 : columns)
}
