// Block: the part of a product that one invocation has in its registers, as `sum0`, `sum1`, …, a vector a row.
import type { ProductPart } from '../../program/launch.ts'
import { type Addresses, Body } from './body.ts'
import type { Numbers } from './numbers.ts'

export interface Block {
  /** What the blocks are parts of: a workgroup's tile, or a block itself. The matrix is covered by these. */
  readonly rows: number
  readonly columns: number
  readonly tall: 1 | 2 | 4
  readonly wide: 1 | 2 | 4
}

export const vector = (width: number): string => (width === 1 ? 'f32' : `vec${width}f`)

export const component = (name: string, width: number, i: number): string =>
  width === 1 ? name : `${name}.${'xyzw'[i]}`

/** Adds the products of `tall` entries `ofA` and `wide` entries `ofB`. */
export function multiplyAdd({ tall, wide }: Block): string {
  const spread = (value: string) => (wide === 1 ? value : `${vector(wide)}(${value})`)
  return Array.from(
    { length: tall },
    (_, i) => `sum${i} = fma(${spread(component('ofA', tall, i))}, ofB, sum${i});`,
  ).join('\n')
}

export const emptyBlock = ({ tall, wide }: Block): string =>
  Array.from({ length: tall }, (_, i) => `var sum${i} = ${vector(wide)}();`).join('\n')

/**
 * Steps and stores for every entry of the block that begins at (`blockTop`, `blockLeft`). Written once, however many
 * entries there are: the entries move by in the registers, since registers cannot be chosen by an index.
 */
export function finishBlock(part: ProductPart, block: Block, numbers: Numbers, addresses: Addresses): string {
  const { rows, columns, steps, stores } = part
  const { tall, wide } = block
  const body = new Body(numbers, addresses, { row: 'row', column: 'column', rows, columns }, 'result')
  body.run(steps)
  body.store(stores)
  const inside = [
    ...(rows % block.rows === 0 ? [] : [`row < ${rows}u`]),
    ...(columns % block.columns === 0 ? [] : [`column < ${columns}u`]),
  ].join(' && ')
  const nextColumn = wide === 1 ? '' : `sum0 = sum0.${wide === 2 ? 'yx' : 'yzwx'};`
  const nextRow = Array.from({ length: tall - 1 }, (_, i) => `sum${i} = sum${i + 1};`).join(' ')
  return `for (var i = 0u; i < ${tall}u; i++) {
for (var j = 0u; j < ${wide}u; j++) {
let row = blockTop + i;
let column = blockLeft + j;
if (${inside || 'true'}) {
let result = ${component('sum0', wide, 0)};
${body.text}
}
${nextColumn}
}
${nextRow}
}`
}
