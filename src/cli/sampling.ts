// Draws a synthetic table from a project and writes it, for the command line.
import { createRandom } from '../math/random.ts'
import { Sampler } from '../models/sampler.ts'
import type { Project } from '../project/project.ts'
import type { Table } from '../table/table.ts'
import { writeCsv } from '../table/write.ts'
import { synthesise } from '../train/synthesise.ts'
import { conditionsOf } from './condition.ts'
import { type Engine, openEngine } from './engine.ts'
import { writeWhole } from './files.ts'
import type { Progress } from './output.ts'

export interface SampleOptions {
  readonly rows: number
  readonly seed: number
  readonly where: readonly string[]
  readonly engine: Engine
}

export async function sampleTable(project: Project, options: SampleOptions, progress: Progress): Promise<Table> {
  const { encoder, recipe, weights, schema } = project
  const keep = conditionsOf(options.where, schema)
  const kernels = await openEngine(options.engine)
  const sampler = new Sampler(kernels, recipe, encoder, weights)
  try {
    return await synthesise({
      sampler,
      encoder,
      rows: options.rows,
      random: createRandom(options.seed, 'sampling'),
      ...(keep ? { keep } : {}),
      onProgress: (done, of) => progress.show(`sampling: ${done} of ${of} rows`),
    })
  } finally {
    sampler.dispose()
    progress.end()
  }
}

export async function writeTable(project: Project, table: Table, path: string): Promise<void> {
  await writeWhole(path, writeCsv(table, project.schema, project.dialect, { spreadsheetSafe: true }))
}
