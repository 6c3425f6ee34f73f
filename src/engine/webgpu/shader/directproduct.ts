// Direct product: without the workgroup's memory, a block of the result an invocation, for processors that only imitate it.
import type { ProductPart } from '../../program/launch.ts'
import { type Block, emptyBlock, finishBlock, multiplyAdd, vector } from './block.ts'
import { Addresses, wordOf } from './body.ts'
import { Numbers } from './numbers.ts'
import { groupSize, type PartShader, partShader } from './part.ts'

/** A block of four or less along a side. */
const edge = (side: number): 1 | 2 | 4 => (side >= 4 ? 4 : side >= 2 ? 2 : 1)

/** Workgroups small enough that the cores of a processor share a small matrix. */
const invocations = groupSize / 8

export function directProductShader(part: ProductPart): PartShader {
  const { rows, columns, inner, a, b, transposeA, transposeB } = part
  const [tall, wide] = [edge(rows), edge(columns)]
  const block: Block = { rows: tall, columns: wide, tall, wide }
  const numbers = new Numbers()
  const addresses = new Addresses(numbers)
  const [down, across] = [Math.ceil(rows / tall), Math.ceil(columns / wide)]
  // Beyond the edge the last row, or column, is read again; its sums are not stored.
  const lines = (name: string, width: number, from: string, side: number, stride: number) =>
    Array.from({ length: width }, (_, i) => {
      const line = side % width === 0 ? `${from} + ${i}u` : `min(${from} + ${i}u, ${side - 1}u)`
      return `let ${name}${i} = (${line}) * ${stride}u;`
    }).join('\n')
  const entries = (name: string, width: number, access: ProductPart['a'], stride: number) => {
    const words = Array.from({ length: width }, (_, i) =>
      wordOf(access.slot.region, `${addresses.start(access)} + ${name}${i} + k * ${stride}u`),
    )
    return `${vector(width)}(${words.join(', ')})`
  }
  return partShader(
    numbers,
    [
      `let block = group * ${invocations}u + local;`,
      `if (block < ${down * across}u) {`,
      `let blockTop = block / ${across}u * ${tall}u;`,
      `let blockLeft = block % ${across}u * ${wide}u;`,
      lines('ofRow', tall, 'blockTop', rows, transposeA ? 1 : inner),
      lines('ofColumn', wide, 'blockLeft', columns, transposeB ? inner : 1),
      emptyBlock(block),
      `for (var k = 0u; k < ${inner}u; k++) {`,
      `let ofA = ${entries('ofRow', tall, a, transposeA ? rows : 1)};`,
      `let ofB = ${entries('ofColumn', wide, b, transposeB ? 1 : columns)};`,
      multiplyAdd(block),
      '}',
      finishBlock(part, block, numbers, addresses),
      '}',
    ],
    Math.ceil((down * across) / invocations),
    { size: invocations },
  )
}
