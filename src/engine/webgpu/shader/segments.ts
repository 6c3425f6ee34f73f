// Segments: activation of mixed heads and its derivative; a few lanes a segment of a row.
import type { Segment } from '../../kernels.ts'
import type { ActivatePart, DifferentiatePart } from '../../program/launch.ts'
import { Addresses, Body } from './body.ts'
import { Numbers } from './numbers.ts'
import { added, groupSize, lanesMemory, larger, type PartShader, partShader, powerFrom, reduction } from './part.ts'

/** Columns that a lane should have at least before there is another one. */
const columnsALane = 8
const mostLanes = 64

export function activateShader(part: ActivatePart, cooperative: boolean): PartShader {
  const { rows, columns, segments, temperature, before, x, store } = part
  const layout = new Layout(rows, columns, segments, cooperative)
  const { numbers, addresses, place, lanes } = layout
  const value = () => {
    const body = new Body(numbers, addresses, place)
    body.run(before)
    return { name: body.value(x), body }
  }
  const first = value()
  const second = value()
  const last = value()
  const sharpness = numbers.float(1 / temperature)
  return layout.shader([
    'var largest = -3.4e38;',
    layout.each(`${first.body.text}\nlargest = max(largest, ${first.name});`),
    reduction('largest', 'top', larger, lanes, 1),
    'var total = 0.0;',
    layout.each(`${second.body.text}\ntotal += exp((${second.name} - top) * ${sharpness});`),
    reduction('total', 'whole', added, lanes, 1),
    layout.each(`${last.body.text}
var y = 0.0;
if (scalar) { y = tangent(${last.name}); } else { y = exp((${last.name} - top) * ${sharpness}) / whole; }
${layout.stored(store, 'y')}`),
  ])
}

export function differentiateShader(part: DifferentiatePart, cooperative: boolean): PartShader {
  const { rows, columns, segments, temperature, y, before, dy, store } = part
  const layout = new Layout(rows, columns, segments, cooperative)
  const { numbers, addresses, place, lanes } = layout
  const values = () => {
    const body = new Body(numbers, addresses, place)
    body.run(before)
    return { y: body.value({ kind: 'load', access: y }), dy: body.value(dy), body }
  }
  const first = values()
  const last = values()
  const sharpness = numbers.float(1 / temperature)
  return layout.shader([
    'var total = 0.0;',
    layout.each(`${first.body.text}\ntotal += ${first.y} * ${first.dy};`),
    reduction('total', 'mean', added, lanes, 1),
    layout.each(`${last.body.text}
var dx = 0.0;
if (scalar) { dx = ${last.dy} * (1.0 - ${last.y} * ${last.y}); } else { dx = ${last.y} * (${last.dy} - mean) * ${sharpness}; }
${layout.stored(store, 'dx')}`),
  ])
}

/** Which invocation has which columns: `lanes` of them share a segment of a row. */
class Layout {
  readonly numbers = new Numbers()
  readonly addresses = new Addresses(this.numbers)
  readonly place
  readonly lanes: number
  readonly #outputs: number
  readonly #head: string

  constructor(rows: number, columns: number, segments: readonly Segment[], cooperative: boolean) {
    const widest = segments.reduce((most, { width }) => Math.max(most, width), 1)
    this.place = { row: 'row', column: 'column', rows, columns }
    this.lanes = cooperative ? Math.min(powerFrom(widest / columnsALane), mostLanes) : 1
    this.#outputs = rows * segments.length
    // Width 0 stands for a scalar.
    const list = this.numbers.list(
      segments.flatMap(({ kind, offset, width }) => [offset, kind === 'choice' ? width : 0]),
    )
    this.#head = `let lane = local % ${this.lanes}u;
let output = group * ${groupSize / this.lanes}u + local / ${this.lanes}u;
let row = output / ${segments.length}u;
let entry = ${list} + output % ${segments.length}u * 2u;
let start = numbers[entry];
let width = numbers[entry + 1u];
let scalar = width == 0u;
let end = select(0u, start + max(width, 1u), output < ${this.#outputs}u);`
  }

  /** For each of this lane's columns. */
  each(text: string): string {
    return `for (var column = start + lane; column < end; column += ${this.lanes}u) {\n${text}\n}`
  }

  stored(access: ActivatePart['store'], value: string): string {
    const region = access.slot.region === 'variable' ? 'variables' : 'work'
    return `${region}[${this.addresses.at(access, this.place)}] = ${value};`
  }

  shader(lines: readonly string[]): PartShader {
    const groups = Math.ceil((this.#outputs * this.lanes) / groupSize)
    return partShader(this.numbers, [this.#head, ...lines], groups, { shared: this.lanes === 1 ? '' : lanesMemory })
  }
}
