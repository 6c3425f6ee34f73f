// Map: one invocation an element.
import type { MapPart } from '../../program/launch.ts'
import { Addresses, Body, wayOf } from './body.ts'
import { Numbers } from './numbers.ts'
import { groupSize, type PartShader, partShader } from './part.ts'

export function mapShader(part: MapPart): PartShader {
  const { rows, columns, steps, stores } = part
  const numbers = new Numbers()
  const loads = [...steps.flatMap(({ operands }) => operands), ...stores.map(({ value }) => value)]
  const accesses = [
    ...loads.flatMap((operand) => (operand.kind === 'load' ? [operand.access] : [])),
    ...stores.map(({ access }) => access),
  ]
  // Then the text is the same for all shapes: all parameters of a model share one in the optimiser's step.
  const shapeless = accesses.every((access) => wayOf(access, part) !== 'strided')
  const length = shapeless ? numbers.integer(rows * columns) : `${rows * columns}u`
  const body = new Body(numbers, new Addresses(numbers), {
    row: 'row',
    column: 'column',
    rows,
    columns,
    index: 'index',
  })
  body.run(steps)
  body.store(stores)
  const lines = [
    `let index = group * ${groupSize}u + local;`,
    `if (index < ${length}) {`,
    shapeless ? '' : `let row = index / ${columns}u;\nlet column = index % ${columns}u;`,
    body.text,
    '}',
  ]
  return partShader(numbers, lines, Math.ceil((rows * columns) / groupSize))
}
