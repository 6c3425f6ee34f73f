// Baselines: tables that need no training, to hold a trained one against.
import type { Encoder } from '../src/encode/encoder.ts'
import { expandCodes } from '../src/engine/codes.ts'
import { createRandom } from '../src/math/random.ts'
import { selectRows } from '../src/table/assemble.ts'
import type { Table } from '../src/table/table.ts'

/** Every column in an order of its own: all shapes as they are, no relation. What learns relations does better. */
export function shuffledColumns(table: Table): Table {
  const random = createRandom(1, 'shuffle')
  const columns = table.columns.map((column) => {
    const order = Uint32Array.from({ length: table.rows }, (_, row) => row)
    for (let row = table.rows - 1; row > 0; row--) {
      const other = random.integer(row + 1)
      const kept = order[row]
      order[row] = order[other]
      order[other] = kept
    }
    return selectRows({ rows: table.rows, columns: [column] }, order).columns[0]
  })
  return { rows: table.rows, columns }
}

/** Every choice by itself, as often as the encoder knows that it occurs: all shapes, no relation. */
export function independentColumns(encoder: Encoder, rows: number): Table {
  const random = createRandom(1, 'independent')
  const shares = encoder.shares()
  const values = random.fillUniform(new Float32Array(rows * encoder.width)).map((u) => 2 * u - 1)
  for (let row = 0; row < rows; row++) {
    let choice = 0
    for (const { kind, offset, width } of encoder.segments) {
      if (kind === 'scalar') continue
      const start = row * encoder.width + offset
      values.fill(0, start, start + width)
      values[start + drawn(shares[choice++], width)] = 1
    }
  }
  return encoder.decode(values, rows, random)

  function drawn(wanted: Float64Array | null, width: number): number {
    if (wanted === null) return random.integer(width)
    let rest = random.uniform()
    for (let option = 0; option < width - 1; option++) {
      rest -= wanted[option]
      if (rest < 0) return option
    }
    return width - 1
  }
}

/** The real rows, encoded and decoded: what a perfect generator could reach. */
export function encodedAndDecoded(encoder: Encoder, table: Table): Table {
  const matrix = encoder.encode(table, createRandom(1, 'encode'))
  const all = Int32Array.from({ length: table.rows }, (_, row) => row)
  const values = expandCodes(matrix, all, new Float32Array(table.rows * matrix.width))
  return encoder.decode(values, table.rows, createRandom(1, 'decode'))
}
