// Fuse: gathers operations into groups, each of which becomes one part of a launch.
import type { Assignment, Operation, Recording } from './operation.ts'

/** A part in the making: what it computes itself, and the element-wise operations that ride on it. */
export interface Group {
  readonly index: number
  /** The product, sum, activation …; null where there are element-wise operations alone. */
  readonly root: Operation | null
  /** Of the elements that the members run on. */
  readonly rows: number
  readonly columns: number
  /** Element-wise operations, in order, computed where the group's result is still at hand. */
  readonly members: Operation[]
}

export interface Fusion {
  readonly recording: Recording
  readonly groups: readonly Group[]
  /** The group that computes an operation: none for sources, views and what is inlined. */
  readonly groupOf: ReadonlyMap<Operation, Group>
  /** Element-wise operations that are computed within the sum or activation that reads them, and nowhere else. */
  readonly inlined: ReadonlySet<Operation>
  /** Operations that need a place in memory: somebody outside of their group reads them. */
  readonly stored: ReadonlySet<Operation>
  readonly assignments: readonly Assignment[]
}

/** Kinds whose result is passed through members before it is stored. */
const carriers = new Set(['product', 'sum'])

/** Element-wise functions that cost far more than a load: they are computed once. */
const costly = new Set(['tanh', 'sigmoid', 'softplus', 'exp', 'log', 'sqrt', 'reciprocal', 'divide'])

/** A view is another look at the numbers of its input. */
export const isView = ({ what }: Operation): boolean => what.kind === 'reshape' || what.kind === 'slice'

/** Sources lie in memory before the program starts; a fill is a number in whatever reads it. */
export const isSource = ({ what }: Operation): boolean =>
  what.kind === 'variable' || what.kind === 'constant' || what.kind === 'feed'

/**
 * An element-wise operation joins the group of its last operand, if that runs on the same elements: then all its other
 * operands are there already. Else it starts a group. Groups so come in an order in which each reads only earlier ones.
 */
export function fuse(recording: Recording): Fusion {
  const { operations, assignments } = recording
  const consumers = consumersOf(operations)
  const assigned = new Set(assignments.map(({ from }) => from))
  const inlined = chooseInlined(operations, consumers, assigned)
  const groups: Group[] = []
  const groupOf = new Map<Operation, Group>()
  const last = new Map<Operation, number>()

  const start = (operation: Operation, root: Operation | null): Group => {
    const { rows, columns } = operation
    const group = { index: groups.length, root, rows, columns, members: root ? [] : [operation] }
    groups.push(group)
    groupOf.set(operation, group)
    return group
  }

  for (const operation of operations) {
    const latest = Math.max(-1, ...operation.inputs.map((input) => last.get(input) ?? -1))
    if (isSource(operation) || operation.what.kind === 'fill') last.set(operation, -1)
    else if (isView(operation) || inlined.has(operation) || operation.what.kind === 'concat')
      last.set(operation, latest)
    else if (operation.what.kind === 'element') {
      const group = groups[latest]
      if (group && carries(group, operation, groupOf)) {
        group.members.push(operation)
        groupOf.set(operation, group)
      } else start(operation, null)
      last.set(operation, groupOf.get(operation)?.index ?? -1)
    } else last.set(operation, start(operation, operation).index)
  }

  const stored = new Set<Operation>()
  for (const [operation, group] of groupOf) {
    const outside = (consumers.get(operation) ?? []).some((consumer) => groupOf.get(consumer) !== group)
    if (outside || assigned.has(operation)) stored.add(operation)
  }
  return { recording, groups, groupOf, inlined, stored, assignments }
}

function carries(group: Group, operation: Operation, groupOf: ReadonlyMap<Operation, Group>): boolean {
  if (group.root && !carriers.has(group.root.what.kind)) return false
  if (group.rows !== operation.rows || group.columns !== operation.columns) return false
  // What the group computes can be taken on as it is, not by way of a view, a concatenation or an inlined chain.
  return operation.inputs.every((input) => groupOf.get(input) === group || !reaches(input, group, groupOf))
}

/** Whether something that is not computed by a group itself comes from it all the same. */
function reaches(operation: Operation, group: Group, groupOf: ReadonlyMap<Operation, Group>): boolean {
  const own = groupOf.get(operation)
  if (own) return own === group
  return operation.inputs.some((input) => reaches(input, group, groupOf))
}

function consumersOf(operations: readonly Operation[]): Map<Operation, Operation[]> {
  const consumers = new Map<Operation, Operation[]>()
  for (const operation of operations) {
    for (const input of operation.inputs) {
      const known = consumers.get(input)
      if (known) known.push(operation)
      else consumers.set(input, [operation])
    }
  }
  return consumers
}

/** Backwards, so that a chain is inlined as far up as it can be. */
function chooseInlined(
  operations: readonly Operation[],
  consumers: ReadonlyMap<Operation, Operation[]>,
  assigned: ReadonlySet<Operation>,
): Set<Operation> {
  const inlined = new Set<Operation>()
  for (const operation of operations.toReversed()) {
    if (operation.what.kind !== 'element' || assigned.has(operation)) continue
    const readers = consumers.get(operation) ?? []
    const isCostly = costly.has(operation.what.function.name)
    if (isCostly && readers.length > 1) continue
    const takes = (reader: Operation): boolean => {
      const { kind } = reader.what
      if (kind === 'element') {
        const same = reader.rows === operation.rows && reader.columns === operation.columns
        return same && inlined.has(reader) && (!isCostly || once(reader))
      }
      if (kind === 'sum') return true
      // These look at each element more than once.
      return !isCostly && (kind === 'activate' || (kind === 'differentiate' && reader.inputs[0] !== operation))
    }
    /** Whether an inlined operation ends in sums alone, each of which computes it once. */
    const once = (reader: Operation): boolean =>
      (consumers.get(reader) ?? []).every(
        (next) => next.what.kind === 'sum' || (next.what.kind === 'element' && inlined.has(next) && once(next)),
      )
    if (readers.length <= 2 && readers.every(takes)) inlined.add(operation)
  }
  return inlined
}
