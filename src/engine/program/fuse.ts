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
  /** The group that computes an operation: none for sources and views, nor for most of what is inlined. */
  readonly groupOf: ReadonlyMap<Operation, Group>
  /** Element-wise operations that are computed wherever they are read, and have no place in memory. */
  readonly inlined: ReadonlySet<Operation>
  /** Operations that need a place in memory: somebody outside of their group reads them. */
  readonly stored: ReadonlySet<Operation>
  readonly assignments: readonly Assignment[]
}

/** Kinds whose result is passed through members before it is stored. */
export const carriers = new Set(['product', 'sum'])

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
  const readers = readersOf(operations)
  const assigned = new Set(assignments.map(({ from }) => from))
  const inlined = new Set([
    ...chooseSummed(operations, readers, assigned),
    ...chooseLight(operations, readers, assigned),
  ])
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
  return settle(recording, groups, groupOf, inlined, readers, assigned)
}

/** Decides what is stored. What follows lightly from one stored number is computed anew by its readers instead. */
function settle(
  recording: Recording,
  groups: readonly Group[],
  groupOf: Map<Operation, Group>,
  inlined: Set<Operation>,
  readers: ReadonlyMap<Operation, readonly Operation[]>,
  assigned: ReadonlySet<Operation>,
): Fusion {
  const stored = new Set<Operation>()
  const kept = new Set<Operation>()
  for (const operation of recording.operations.toReversed()) {
    const group = groupOf.get(operation)
    if (!group) continue
    const all = readers.get(operation) ?? []
    // A reader of the same group that is inlined elsewhere as well is read for there.
    const outside = all.filter((reader) => groupOf.get(reader) !== group || !kept.has(reader) || inlined.has(reader))
    const read = outside.filter((reader) => kept.has(reader) || inlined.has(reader) || !groupOf.has(reader))
    const light = isLight(operation) && operation.inputs.length === 1 && !assigned.has(operation)
    if (light && read.length > 0 && read.every(takesInline)) inlined.add(operation)
    else if (read.length > 0 || assigned.has(operation)) stored.add(operation)
    const inside = all.some((reader) => groupOf.get(reader) === group && kept.has(reader))
    if (operation === group.root || stored.has(operation) || inside) kept.add(operation)
  }
  const used = groups.flatMap((group) => {
    const members = group.members.filter((member) => kept.has(member))
    return group.root || members.length > 0 ? [{ ...group, members }] : []
  })
  const final = used.map((group, index) => ({ ...group, index }))
  const finalOf = new Map(
    final.flatMap((group) =>
      [...(group.root ? [group.root] : []), ...group.members].map((each) => [each, group] as const),
    ),
  )
  return { recording, groups: final, groupOf: finalOf, inlined, stored, assignments: recording.assignments }
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

function readersOf(operations: readonly Operation[]): Map<Operation, Operation[]> {
  const readers = new Map<Operation, Operation[]>()
  for (const operation of operations) {
    for (const input of operation.inputs) {
      const known = readers.get(input)
      if (known) known.push(operation)
      else readers.set(input, [operation])
    }
  }
  return readers
}

const isLight = ({ what }: Operation): boolean => what.kind === 'element' && !costly.has(what.function.name)

/** Whether an operation can compute a light input itself where it reads it. */
function takesInline(reader: Operation): boolean {
  const { kind } = reader.what
  return kind === 'element' || kind === 'sum' || kind === 'activate'
}

/** Chains that end in sums, backwards, so that each is inlined as far up as it can be: the sum computes it once. */
function chooseSummed(
  operations: readonly Operation[],
  readers: ReadonlyMap<Operation, readonly Operation[]>,
  assigned: ReadonlySet<Operation>,
): Set<Operation> {
  const summed = new Set<Operation>()
  for (const operation of operations.toReversed()) {
    if (operation.what.kind !== 'element' || assigned.has(operation)) continue
    const all = readers.get(operation) ?? []
    if (all.length > (isLight(operation) ? 2 : 1)) continue
    const ends = (reader: Operation): boolean => {
      if (reader.what.kind === 'sum') return true
      return summed.has(reader) && reader.rows === operation.rows && reader.columns === operation.columns
    }
    if (all.every(ends)) summed.add(operation)
  }
  return summed
}

/** What follows lightly from sources, forwards: whoever reads it can read the sources as well. */
function chooseLight(
  operations: readonly Operation[],
  readers: ReadonlyMap<Operation, readonly Operation[]>,
  assigned: ReadonlySet<Operation>,
): Set<Operation> {
  const light = new Set<Operation>()
  for (const operation of operations) {
    if (!isLight(operation) || assigned.has(operation)) continue
    const fromSources = operation.inputs.every(
      (input) => isSource(input) || input.what.kind === 'fill' || light.has(input),
    )
    if (fromSources && (readers.get(operation) ?? []).every(takesInline)) light.add(operation)
  }
  return light
}
