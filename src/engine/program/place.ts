// Place: gives every slot of a program its place in memory, as little of it as the lifetimes allow.
import type { OpenSlot } from './compose.ts'
import type { Access, Launch, MapPart, Operand, Part, Slot, Step, Store } from './launch.ts'

/** Slots begin on whole cache lines: 16 floats. */
export const alignment = 16

export const aligned = (length: number): number => Math.ceil(length / alignment) * alignment

/** What a part reads, with whether it is read at the very element that is then stored. */
export function readsOf(part: Part): { readonly access: Access; readonly sameElement: boolean }[] {
  const loads = (steps: readonly Step[], more: readonly Operand[]) =>
    [...steps.flatMap(({ operands }) => operands), ...more].flatMap((operand) =>
      operand.kind === 'load' ? [operand.access] : [],
    )
  const same = (accesses: readonly Access[]) => accesses.map((access) => ({ access, sameElement: true }))
  const other = (accesses: readonly Access[]) => accesses.map((access) => ({ access, sameElement: false }))
  const values = (stores: readonly Store[]) => stores.map(({ value }) => value)
  switch (part.kind) {
    case 'map':
      return same(loads(part.steps, values(part.stores)))
    case 'product':
      return [...other([part.a, part.b]), ...same(loads(part.steps, values(part.stores)))]
    case 'sum':
      return [...other(loads(part.before, [part.summand])), ...same(loads(part.steps, values(part.stores)))]
    case 'activate':
      return other(loads(part.before, [part.x]))
    case 'differentiate':
      return other([part.y, ...loads(part.before, [part.dy])])
    case 'random':
      return other([part.call])
    case 'expand':
      return other([part.indices])
  }
}

export function writesOf(part: Part): Access[] {
  return 'stores' in part ? part.stores.map(({ access }) => access) : [part.store]
}

/** Assigned values that are computed right where the variable lies, if nobody needs its old content by then. */
export function canReplace(launches: readonly Launch[], slot: Slot, variable: Slot | undefined): boolean {
  if (variable === undefined) return true
  const writing = launches.findIndex(({ parts }) => parts.some((part) => writesOf(part).some((a) => a.slot === slot)))
  return launches.every(({ parts }, at) =>
    parts.every((part) => {
      const reads = readsOf(part).filter(({ access }) => access.slot === variable)
      if (reads.length === 0 || at < writing) return true
      if (at > writing) return false
      const [store] = writesOf(part).filter((access) => access.slot === slot)
      return store !== undefined && reads.every(({ access, sameElement }) => sameElement && coincide(access, store))
    }),
  )
}

/** Whether two accesses are at the same place of their slots for every element. */
function coincide(a: Access, b: Access): boolean {
  return a.offset === b.offset && a.rowStride === b.rowStride && a.columnStride === b.columnStride
}

/** Places slots in working memory: the first gap that is free as long as the slot lives. Gives the floats needed. */
export function placeWork(launches: readonly Launch[], slots: readonly OpenSlot[]): number {
  const lives = new Map<Slot, { first: number; last: number }>()
  launches.forEach(({ parts }, at) => {
    for (const part of parts) {
      for (const { slot } of [...readsOf(part).map(({ access }) => access), ...writesOf(part)]) {
        const life = lives.get(slot)
        if (life) life.last = at
        else lives.set(slot, { first: at, last: at })
      }
    }
  })
  const placed: { readonly slot: OpenSlot; readonly first: number; readonly last: number }[] = []
  let total = 0
  for (const slot of slots) {
    const life = lives.get(slot)
    if (slot.region !== 'work' || !life) continue
    const neighbours = placed
      .filter(({ first, last }) => first <= life.last && life.first <= last)
      .sort((a, b) => a.slot.offset - b.slot.offset)
    let offset = 0
    for (const neighbour of neighbours) {
      if (neighbour.slot.offset - offset >= aligned(slot.length)) break
      offset = Math.max(offset, neighbour.slot.offset + aligned(neighbour.slot.length))
    }
    slot.offset = offset
    placed.push({ slot, ...life })
    total = Math.max(total, offset + aligned(slot.length))
  }
  return total
}

/** Copies a matrix to a slot of its own. */
export function copyPart(from: Access, rows: number, columns: number, to: Slot): MapPart {
  const access = { slot: to, offset: 0, rowStride: columns, columnStride: 1 }
  return { kind: 'map', rows, columns, steps: [], stores: [{ access, value: { kind: 'load', access: from } }] }
}
