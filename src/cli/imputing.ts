// Fills in the missing cells of a file by a project and writes it anew, for the command line.
import { createRandom } from '../math/random.ts'
import { Sampler } from '../models/sampler.ts'
import type { Project } from '../project/project.ts'
import { tableAs } from '../table/conform.ts'
import { filledTexts } from '../table/filled.ts'
import { writeCsv } from '../table/write.ts'
import { impute } from '../train/impute.ts'
import { readReading } from './dataset.ts'
import { type Engine, openEngine } from './engine.ts'
import { writeWhole } from './files.ts'
import type { Progress } from './output.ts'

export interface ImputeOptions {
  readonly data: string
  readonly out: string
  readonly seed: number
  readonly candidates: number | undefined
  readonly engine: Engine
}

/** Throws TableError, MissingColumnError, FileAccessError, DeviceLostError. */
export async function imputeFile(
  { encoder, recipe, weights, schema }: Project,
  { data, out, seed, candidates, engine }: ImputeOptions,
  progress: Progress,
): Promise<{ readonly rows: number; readonly cells: number; readonly left: number }> {
  const reading = await readReading(data, progress)
  const sampler = new Sampler(await openEngine(engine), recipe, encoder, weights)
  try {
    const { table, filled } = await impute({
      sampler,
      encoder,
      schema,
      table: tableAs(reading, schema),
      ...(candidates === undefined ? {} : { candidates }),
      random: createRandom(seed, 'imputing'),
      onProgress: (done, of) => progress.show(`filling in: ${done} of ${of} rows with missing cells`),
    })
    const texts = filledTexts(reading, schema, table, filled)
    // Cells that were there stay as they are, formulas too.
    await writeWhole(out, writeCsv(texts.table, texts.schema, reading.dialect, { spreadsheetSafe: false }))
    return { rows: reading.rows, cells: texts.cells, left: texts.left }
  } finally {
    sampler.dispose()
    progress.end()
  }
}
