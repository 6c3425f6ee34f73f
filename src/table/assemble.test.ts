// Tests of joining tables and taking rows out.
import { expect, it } from 'vitest'
import { concatTables, selectRows } from './assemble.ts'
import type { Table } from './table.ts'

const table: Table = {
  rows: 3,
  columns: [
    { kind: 'number', values: Float64Array.of(1.5, 0, 3), missing: Uint8Array.of(0, 1, 0) },
    { kind: 'category', codes: Uint32Array.of(1, 0, 1), categories: ['a', 'b'], missing: new Uint8Array(3) },
    {
      kind: 'text',
      bytes: new TextEncoder().encode('onethree'),
      offsets: Uint32Array.of(0, 3, 3, 8),
      missing: Uint8Array.of(0, 1, 0),
    },
  ],
}

it('takes rows in the order asked', () => {
  const { columns, rows } = selectRows(table, [2, 0])
  expect(rows).toBe(2)
  expect(columns[0]).toMatchObject({ values: Float64Array.of(3, 1.5), missing: Uint8Array.of(0, 0) })
  expect(columns[1]).toMatchObject({ codes: Uint32Array.of(1, 1) })
  expect(columns[2]).toMatchObject({ bytes: new TextEncoder().encode('threeone'), offsets: Uint32Array.of(0, 5, 8) })
})

it('joins tables so that the parts can be taken out again', () => {
  const joined = concatTables([table, selectRows(table, [1]), table])
  expect(joined.rows).toBe(7)
  expect(selectRows(joined, [0, 1, 2])).toEqual(table)
  expect(selectRows(joined, [3])).toEqual(selectRows(table, [1]))
  expect(selectRows(joined, [4, 5, 6])).toEqual(table)
})

it('refuses columns of different kinds', () => {
  expect(() => concatTables([table, { rows: 3, columns: [...table.columns].reverse() }])).toThrow('cannot follow')
})
