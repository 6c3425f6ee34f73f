// Walk: rows along a way through a model's latent space, with nothing left to chance but the points that it leads by.
import type { Encoder } from '../encode/encoder.ts'
import type { Kernels } from '../engine/kernels.ts'
import { createRandom, type Random } from '../math/random.ts'
import type { Recipe } from '../models/recipe.ts'
import { along, type Direction, latentPoint, slerp, Walker } from '../models/walk.ts'
import type { Weights } from '../models/weights.ts'
import { concatTables } from '../table/assemble.ts'
import { activeConstraints, ConstraintFilter } from '../table/constraint/check.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'

/** Rows of a walk; odd, so that there is one in the middle. */
export const walkRows = 41

/** A walk along a direction begins and ends so many standard deviations from the point in its middle. */
const reach = 3

/** Directions that a walk can take. */
const mostDirections = 6

/** Of a direction's effects, fields with a smaller share than this of the largest are not named. */
const namedShare = 0.25
const mostNamed = 4

export interface WalkOptions {
  readonly kernels: Kernels
  readonly recipe: Recipe
  readonly schema: Schema
  readonly encoder: Encoder
  readonly weights: Weights
  /** Draws the latent points. */
  readonly seed: number
  /** Which of the directions is taken, through the first point; `null`: from the first point to the second. */
  readonly direction: number | null
  /** As an earlier walk of the same model found them, which takes longest. */
  readonly known?: readonly Direction[]
}

export interface Walked {
  readonly table: Table
  /** One a row: whether it meets the constraints of the table, uniqueness aside; others would be left out. */
  readonly kept: readonly boolean[]
  readonly directions: readonly Direction[]
}

/** Throws SavedValuesError, DeviceLostError. */
export async function walk(options: WalkOptions): Promise<Walked> {
  const { kernels, recipe, schema, encoder, weights, seed, direction, known } = options
  await encoder.ready()
  const walker = new Walker(kernels, recipe, encoder, weights)
  try {
    const directions = known ?? (await walker.directions(mostDirections))
    const random = createRandom(seed, 'walk')
    const first = latentPoint(random, recipe.latent)
    const second = latentPoint(random, recipe.latent)
    const taken = direction === null ? null : (directions[direction] ?? null)
    const points = Array.from({ length: walkRows }, (_, row) => {
      const place = row / (walkRows - 1)
      return taken ? along(first, taken, reach * (2 * place - 1)) : slerp(first, second, place)
    })
    const table = likeliestRows(encoder, await walker.rows(points), points.length)
    return { table, kept: keptRows(table, schema), directions }
  } finally {
    walker.dispose()
  }
}

/** Indices of the fields that a direction changes most, the most first. */
export function fieldsChangedBy({ effects }: Direction, encoder: Encoder): number[] {
  const changes = encoder.byField(effects).flatMap((change, field) => (change ? [{ change, field }] : []))
  const sorted = changes.sort((a, b) => b.change - a.change)
  const named = sorted.filter(({ change }) => change >= namedShare * sorted[0].change)
  return named.slice(0, mostNamed).map(({ field }) => field)
}

/**
 * Of each row the likeliest option of every choice, with all that decoding leaves to chance in its middle: the place inside a
 * range, the word of a bucket, the made-up person. So equal numbers are equal rows, and a cell changes for nothing but them. `values`
 * [rows, width], row-major.
 */
export function likeliestRows(encoder: Encoder, values: Float32Array, rows: number): Table {
  const { width } = encoder
  // One by one, as identifiers run on and made-up people change within a table.
  const single = (row: number) => encoder.decode(values.subarray(row * width, (row + 1) * width), 1, middle)
  return concatTables(Array.from({ length: rows }, (_, row) => single(row)))
}

const middle: Random = {
  uniform: () => 0.5,
  normal: () => 0,
  integer: (bound) => Math.floor(bound / 2),
  fillNormal: (out) => out.fill(0),
  fillUniform: (out) => out.fill(0.5),
}

function keptRows(table: Table, schema: Schema): boolean[] {
  const constraints = activeConstraints(schema).filter(({ kind }) => kind !== 'unique')
  const all = Array.from({ length: table.rows }, (_, row) => row)
  const kept = new Set(new ConstraintFilter(schema, constraints).take(table, all, table.rows))
  return all.map((row) => kept.has(row))
}
