// Compose: turns groups into parts whose slots have no place yet.

import { carriers, type Fusion, type Group, isSource } from './fuse.ts'
import type { Held } from './held.ts'
import type { Access, Operand, Part, Region, Slot, Step, Store } from './launch.ts'
import type { Operation } from './operation.ts'

/** A slot whose place is decided later. */
export class OpenSlot implements Slot {
  region: Region = 'work'
  offset = 0

  constructor(
    readonly id: number,
    public label: string,
    readonly length: number,
  ) {}

  /** From now on it lies where another slot lies. */
  moveTo({ label, region, offset }: Slot): void {
    this.label = label
    this.region = region
    this.offset = offset
  }
}

/** Where a variable lies. */
export function variableSlot({ name, length, offset }: Held, id = -1): Slot {
  return { id, label: name, length, region: 'variable', offset }
}

export interface Composition {
  /** One a group, in their order. */
  readonly parts: readonly Part[]
  /** For each group, the groups that it reads. */
  readonly needs: readonly ReadonlySet<number>[]
  /** Of variables and constants, by what holds them. */
  readonly heldSlots: ReadonlyMap<Held, Slot>
  /** Of feeds, by operation. */
  readonly feedSlots: ReadonlyMap<Operation, OpenSlot>
  /** To be placed in working memory. */
  readonly workSlots: readonly OpenSlot[]
  /** Where a computed operation that is assigned lies. */
  readonly homes: ReadonlyMap<Operation, Access>
}

/** `hold` gives constants a place among the variables. */
export function compose(
  fusion: Fusion,
  hold: (values: Float32Array, rows: number, columns: number) => Held,
): Composition {
  return new Composer(fusion, hold).compose()
}

class Composer {
  readonly #fusion: Fusion
  readonly #hold: (values: Float32Array, rows: number, columns: number) => Held
  readonly #heldSlots = new Map<Held, Slot>()
  readonly #feedSlots = new Map<Operation, OpenSlot>()
  readonly #workSlots: OpenSlot[] = []
  readonly #sources = new Map<Operation, Access>()
  /** Where computed operations lie; the first place is where others read them. */
  readonly #homes = new Map<Operation, Access[]>()
  #slots = 0

  constructor(fusion: Fusion, hold: (values: Float32Array, rows: number, columns: number) => Held) {
    this.#fusion = fusion
    this.#hold = hold
  }

  compose(): Composition {
    const { groups, recording } = this.#fusion
    for (const operation of recording.operations) this.#settle(operation)
    return {
      parts: groups.map((group) => this.#part(group)),
      needs: groups.map((group) => this.#needs(group)),
      heldSlots: this.#heldSlots,
      feedSlots: this.#feedSlots,
      workSlots: this.#workSlots,
      homes: new Map([...this.#homes].map(([operation, [home]]) => [operation, home])),
    }
  }

  /** Gives an operation its place, if it needs one: its inputs have theirs. */
  #settle(operation: Operation): void {
    const { what, rows, columns } = operation
    if (what.kind === 'variable') this.#sources.set(operation, whole(this.#heldSlot(what.held), columns))
    else if (what.kind === 'constant') {
      this.#sources.set(operation, whole(this.#heldSlot(this.#hold(what.values, rows, columns)), columns))
    } else if (what.kind === 'feed')
      this.#sources.set(operation, whole(this.#feedSlot(operation, rows * columns), columns))
    else if (what.kind === 'concat') this.#settleConcat(operation, what.along)
    else if (what.kind === 'random' || what.kind === 'expand') {
      this.#feedSlot(operation, what.feed.words)
      this.#homes.set(operation, [])
    } else if (this.#fusion.groupOf.has(operation)) this.#homes.set(operation, [])
  }

  /** Its parts are computed where they belong; they were settled before. */
  #settleConcat(operation: Operation, along: 'rows' | 'columns'): void {
    const home = whole(this.#workSlot(operation), operation.columns)
    this.#homes.set(operation, [home])
    let offset = 0
    for (const part of operation.inputs) {
      const place = { ...home, offset }
      const homes = this.#homes.get(part) ?? []
      // Readers want a matrix without gaps: what lies side by side with others has a place of its own besides.
      if (along === 'rows') homes.unshift(place)
      else homes.push(place)
      offset += along === 'rows' ? part.rows * part.columns : part.columns
    }
  }

  /** Where others read a computed operation. */
  #home(operation: Operation): Access {
    const homes = this.#homes.get(operation) as Access[]
    const [first] = homes
    if (first && (operation.rows === 1 || first.rowStride === operation.columns)) return first
    const own = whole(this.#workSlot(operation), operation.columns)
    homes.unshift(own)
    return own
  }

  #needs(group: Group): Set<number> {
    const needs = new Set<number>()
    const visit = (operation: Operation): void => {
      const own = this.#fusion.groupOf.get(operation)
      if (own === group) return
      if (own && !this.#fusion.inlined.has(operation)) needs.add(own.index)
      else operation.inputs.forEach(visit)
    }
    for (const operation of [...(group.root ? [group.root] : []), ...group.members]) operation.inputs.forEach(visit)
    return needs
  }

  #part(group: Group): Part {
    const { root, rows, columns, members } = group
    const body = new Body(this, group, root)
    for (const member of members) body.write(member)
    const { steps } = body
    const stores = root === null || carriers.has(root.what.kind) ? this.#stores(group, body) : []
    if (root === null) return { kind: 'map', rows, columns, steps, stores }
    const { what, inputs } = root
    switch (what.kind) {
      case 'product': {
        const [a, b] = inputs.map((input) => this.access(input))
        const { transposeA, transposeB } = what
        const inner = transposeA ? inputs[0].rows : inputs[0].columns
        return { kind: 'product', rows, columns, inner, a, b, transposeA, transposeB, steps, stores }
      }
      case 'sum': {
        const [summed] = inputs
        const before = new Body(this, summed)
        const summand = before.operand(summed)
        const size = { rows: summed.rows, columns: summed.columns }
        return { kind: 'sum', over: what.over, ...size, before: before.steps, summand, steps, stores }
      }
      case 'activate': {
        const before = new Body(this, group)
        const x = before.operand(inputs[0])
        const { segments, temperature } = what
        return {
          kind: 'activate',
          rows,
          columns,
          segments,
          temperature,
          before: before.steps,
          x,
          store: this.#home(root),
        }
      }
      case 'differentiate': {
        const before = new Body(this, group)
        const y = this.access(inputs[0])
        const dy = before.operand(inputs[1])
        const { segments, temperature } = what
        const store = this.#home(root)
        return { kind: 'differentiate', rows, columns, segments, temperature, y, before: before.steps, dy, store }
      }
      case 'random': {
        const call = whole(this.#feedSlots.get(root) as OpenSlot, 3)
        return { kind: 'random', rows, columns, distribution: what.distribution, call, store: this.#home(root) }
      }
      case 'expand': {
        const indices = whole(this.#feedSlots.get(root) as OpenSlot, 1)
        return { kind: 'expand', rows, columns, table: what.table, indices, store: this.#home(root) }
      }
      default:
        throw new TypeError(`a ${what.kind} has no part`)
    }
  }

  /** All places of all results that somebody outside of the group reads. */
  #stores(group: Group, body: Body): Store[] {
    const results = [...(group.root ? [group.root] : []), ...group.members]
    return results.flatMap((operation) => {
      if (!this.#fusion.stored.has(operation)) return []
      this.#readHome(operation)
      const value = body.operand(operation)
      return (this.#homes.get(operation) as Access[]).map((access) => ({ access, value }))
    })
  }

  /** Makes sure that an operation has a place to be read from, where anything but concatenations reads it. */
  #readHome(operation: Operation): void {
    const { recording, assignments } = this.#fusion
    const read = recording.operations.some(({ what, inputs }) => what.kind !== 'concat' && inputs.includes(operation))
    if (read || assignments.some(({ from }) => from === operation)) this.#home(operation)
  }

  /** Where a matrix lies that the program or somebody before it has put into memory. */
  access(operation: Operation): Access {
    const { what, inputs } = operation
    if (isSource(operation)) return this.#sources.get(operation) as Access
    if (what.kind === 'reshape') {
      const { slot, offset } = this.access(inputs[0])
      return { slot, offset, rowStride: operation.columns, columnStride: 1 }
    }
    if (what.kind === 'slice') {
      const { slot, offset, rowStride } = this.access(inputs[0])
      return { slot, offset: offset + what.row * rowStride + what.column, rowStride, columnStride: 1 }
    }
    if (what.kind === 'concat') return (this.#homes.get(operation) as Access[])[0]
    return this.#home(operation)
  }

  get fusion(): Fusion {
    return this.#fusion
  }

  #heldSlot(held: Held): Slot {
    const known = this.#heldSlots.get(held)
    if (known) return known
    const slot = variableSlot(held, this.#slots++)
    this.#heldSlots.set(held, slot)
    return slot
  }

  #feedSlot(operation: Operation, words: number): OpenSlot {
    const slot = new OpenSlot(this.#slots++, `feed${this.#feedSlots.size + 1}`, words)
    slot.region = 'feed'
    this.#feedSlots.set(operation, slot)
    return slot
  }

  #workSlot({ rows, columns }: Operation): OpenSlot {
    const slot = new OpenSlot(this.#slots++, `t${this.#workSlots.length + 1}`, rows * columns)
    this.#workSlots.push(slot)
    return slot
  }
}

/** The steps of a part as they are written down. */
class Body {
  readonly steps: Step[] = []
  readonly #composer: Composer
  readonly #rows: number
  readonly #columns: number
  readonly #done = new Map<Operation, Operand>()

  /** Over [rows, columns]. `result`: what the part computes itself. */
  constructor(
    composer: Composer,
    { rows, columns }: Pick<Operation, 'rows' | 'columns'>,
    result: Operation | null = null,
  ) {
    this.#composer = composer
    this.#rows = rows
    this.#columns = columns
    if (result) this.#done.set(result, { kind: 'result' })
  }

  write(operation: Operation): Operand {
    const { what, inputs } = operation
    if (what.kind !== 'element') throw new TypeError(`a ${what.kind} is no step`)
    const operands = inputs.map((input) => this.operand(input))
    this.steps.push({ function: what.function, operands })
    const operand: Operand = { kind: 'step', index: this.steps.length - 1 }
    this.#done.set(operation, operand)
    return operand
  }

  operand(operation: Operation): Operand {
    const done = this.#done.get(operation)
    if (done) return done
    if (operation.what.kind === 'fill') return { kind: 'number', value: operation.what.value }
    if (this.#composer.fusion.inlined.has(operation)) return this.write(operation)
    const { slot, offset, rowStride, columnStride } = this.#composer.access(operation)
    return {
      kind: 'load',
      access: {
        slot,
        offset,
        rowStride: operation.rows === 1 && this.#rows > 1 ? 0 : rowStride,
        columnStride: operation.columns === 1 && this.#columns > 1 ? 0 : columnStride,
      },
    }
  }
}

/** All of a slot, as rows of so many columns. */
function whole(slot: Slot, columns: number): Access {
  return { slot, offset: 0, rowStride: columns, columnStride: 1 }
}
