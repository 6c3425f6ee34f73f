// Expand: one invocation an entry of the expanded rows.
import type { ExpandPart } from '../../program/launch.ts'
import { WebGpuTable } from '../table.ts'
import { Addresses } from './body.ts'
import { Numbers } from './numbers.ts'
import { groupSize, type PartShader, partShader } from './part.ts'

export function expandShader({ rows, columns, table, indices, store }: ExpandPart): PartShader {
  if (!(table instanceof WebGpuTable)) throw new TypeError('this table lies on another device')
  const numbers = new Numbers()
  const addresses = new Addresses(numbers)
  const index = addresses.start(indices)
  const out = addresses.start(store)
  const region = store.slot.region === 'variable' ? 'variables' : 'work'
  const owners = numbers.list(table.owners)
  const choices = numbers.integer(table.choiceStart)
  const lines = [
    `let index = group * ${groupSize}u + local;`,
    `if (index < ${rows * columns}u) {`,
    `let column = index % ${columns}u;`,
    `let chosen = bitcast<i32>(feeds[${index} + index / ${columns}u]);`,
    'var value = 0.0;',
    'if (chosen >= 0) {',
    'let row = u32(chosen);',
    `let code = numbers[${owners} + column * 2u];`,
    `let option = numbers[${owners} + column * 2u + 1u];`,
    // A scalar has no option; its code is its place among the scalars.
    'if (option == 0xffffffffu) {',
    `value = bitcast<f32>(rowsOfTable[row * ${table.scalars}u + code]);`,
    '} else {',
    `let place = row * ${table.choices}u + code;`,
    `let word = rowsOfTable[${choices} + place / 2u];`,
    'value = select(0.0, 1.0, ((word >> (place % 2u * 16u)) & 0xffffu) == option);',
    '}',
    '}',
    `${region}[${out} + index] = value;`,
    '}',
  ]
  return partShader(numbers, lines, Math.ceil((rows * columns) / groupSize), { table })
}
