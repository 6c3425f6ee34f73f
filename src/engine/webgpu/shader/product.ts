// Product: tiles in the workgroup's memory, a block of the result in each invocation's registers.
import type { ProductPart, Region } from '../../program/launch.ts'
import { type Block, component, emptyBlock, finishBlock, multiplyAdd, vector } from './block.ts'
import { Addresses, wordOf } from './body.ts'
import { Numbers } from './numbers.ts'
import { type PartShader, partShader, powerFrom } from './part.ts'

/** A workgroup makes `rows` × `columns` of the result, each invocation `tall` × `wide` of it, `depth` of `inner` at a time. */
interface Tiling extends Block {
  readonly depth: number
}

const large: Tiling = { rows: 64, columns: 64, tall: 4, wide: 4, depth: 16 }
const middle: Tiling = { rows: 32, columns: 32, tall: 4, wide: 4, depth: 16 }
const small: Tiling = { rows: 16, columns: 16, tall: 2, wide: 2, depth: 32 }
const narrow: Tiling = { rows: 16, columns: 4, tall: 1, wide: 1, depth: 64 }
const flat: Tiling = { rows: 4, columns: 16, tall: 1, wide: 1, depth: 64 }

/** Workgroups that keep a graphics processor busy: as many as a middling one has cores. */
const enoughGroups = 64

function tilingOf(rows: number, columns: number): Tiling {
  if (columns <= narrow.columns) return narrow
  if (rows <= flat.rows) return flat
  const busy = (tiling: Tiling) => Math.ceil(rows / tiling.rows) * Math.ceil(columns / tiling.columns) >= enoughGroups
  return [large, middle].find(busy) ?? small
}

/** Loads a tile: entry (k, t) of it is `width` neighbours along the side, from t · width on. */
interface Side {
  readonly tile: string
  readonly width: number
  /** Entries along the tile's side, and along the matrix's. */
  readonly tileSide: number
  readonly side: number
  /** First row of the matrix's, or column. */
  readonly from: string
  readonly start: string
  readonly region: Region
  /** Whether neighbours along the side are neighbours in memory. */
  readonly sideways: boolean
}

function loadTile(sideOf: Side, inner: number, depth: number, invocations: number): string {
  const { tile, width, tileSide, side, from, start, region, sideways } = sideOf
  const across = tileSide / width
  const entries = across * depth
  // Neighbouring invocations read neighbouring words.
  const where = sideways
    ? `let k = e / ${across}u; let t = e % ${across}u;`
    : `let k = e % ${depth}u; let t = e / ${depth}u;`
  const inside = [
    ...(inner % depth === 0 ? [] : [`deep < ${inner}u`]),
    ...(side % tileSide === 0 ? [] : [`along + ITEMu < ${side}u`]),
  ].join(' && ')
  const items = Array.from({ length: width }, (_, i) => {
    const at = sideways ? `deep * ${side}u + along + ${i}u` : `(along + ${i}u) * ${inner}u + deep`
    const load = `${component('value', width, i)} = ${wordOf(region, `${start} + ${at}`)};`
    return inside ? `if (${inside.replace('ITEM', String(i))}) { ${load} }` : load
  })
  return `for (var e = local; e < ${entries}u; e += ${invocations}u) {
${where}
let deep = deepest + k;
let along = ${from} + t * ${width}u;
var value = ${vector(width)}();
${items.join('\n')}
${tile}[k * ${across + 1}u + t] = value;
}`
}

export function productShader(part: ProductPart): PartShader {
  const { rows, columns, inner, a, b, transposeA, transposeB } = part
  const tiling = tilingOf(rows, columns)
  const { tall, wide } = tiling
  const depth = Math.min(tiling.depth, powerFrom(inner))
  const [down, across] = [tiling.rows / tall, tiling.columns / wide]
  const invocations = down * across
  const numbers = new Numbers()
  const addresses = new Addresses(numbers)
  const sideA = {
    tile: 'tileA',
    width: tall,
    tileSide: tiling.rows,
    side: rows,
    from: 'top',
    start: addresses.start(a),
    region: a.slot.region,
    sideways: transposeA,
  }
  const sideB = {
    tile: 'tileB',
    width: wide,
    tileSide: tiling.columns,
    side: columns,
    from: 'left',
    start: addresses.start(b),
    region: b.slot.region,
    sideways: !transposeB,
  }

  const finish = finishBlock(part, tiling, numbers, addresses)
  const tilesAcross = Math.ceil(columns / tiling.columns)
  const lines = [
    `let top = group / ${tilesAcross}u * ${tiling.rows}u;`,
    `let left = group % ${tilesAcross}u * ${tiling.columns}u;`,
    `let x = local % ${across}u;`,
    `let y = local / ${across}u;`,
    emptyBlock(tiling),
    `for (var deepest = 0u; deepest < ${inner}u; deepest += ${depth}u) {`,
    loadTile(sideA, inner, depth, invocations),
    loadTile(sideB, inner, depth, invocations),
    'workgroupBarrier();',
    `for (var k = 0u; k < ${depth}u; k++) {`,
    `let ofA = tileA[k * ${down + 1}u + y];`,
    `let ofB = tileB[k * ${across + 1}u + x];`,
    multiplyAdd(tiling),
    '}',
    'workgroupBarrier();',
    '}',
    `let blockTop = top + y * ${tall}u;`,
    `let blockLeft = left + x * ${wide}u;`,
    finish,
  ]
  // One entry more a row: else invocations that write along k would all meet in one bank of the memory.
  const shared = `var<workgroup> tileA: array<${vector(tall)}, ${depth * (down + 1)}>;
var<workgroup> tileB: array<${vector(wide)}, ${depth * (across + 1)}>;`
  const groups = Math.ceil(rows / tiling.rows) * tilesAcross
  return partShader(numbers, lines, groups, { size: invocations, shared })
}
