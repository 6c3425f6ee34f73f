// Walking: rows along a way through the latent space of the open model, as the page shows them.
import type { Direction } from '../models/walk.ts'
import type { Project } from '../project/project.ts'
import { previewRows } from '../table/write.ts'
import { fieldsChangedBy, walk } from '../train/walk.ts'
import { reopen } from './engines.ts'
import type { Walk, WalkWish } from './protocol.ts'

/** They are the same on every walk, and what takes longest of one. */
const found = new WeakMap<Project, readonly Direction[]>()

/** Throws DeviceLostError. */
export async function walkThrough(project: Project, { seed, direction }: WalkWish): Promise<Walk> {
  const { encoder, recipe, run, schema, weights } = project
  const kernels = await reopen(run.backend)
  const known = found.get(project)
  const walked = await walk({ kernels, recipe, schema, encoder, weights, seed, direction, ...(known && { known }) })
  const { table, kept, directions } = walked
  found.set(project, directions)
  const rows = previewRows(table, schema, table.rows).map((cells, row) => ({ cells, kept: kept[row] }))
  return { seed, direction, rows, directions: directions.map((each) => fieldsChangedBy(each, encoder)) }
}
