// Imputing: the missing cells of another file filled in by the open model.
import { createRandom } from '../math/random.ts'
import { Sampler } from '../models/sampler.ts'
import type { Project } from '../project/project.ts'
import { tableAs } from '../table/conform.ts'
import { filledTexts } from '../table/filled.ts'
import { readTable } from '../table/readers.ts'
import { writeCsv } from '../table/write.ts'
import { impute } from '../train/impute.ts'
import { open } from './engines.ts'
import type { Filling } from './protocol.ts'

/** Throws TableError, DeviceLostError. */
export async function fillIn(
  { encoder, recipe, run, weights, schema }: Project,
  file: File,
  onProgress: (done: number, of: number) => void,
): Promise<Filling> {
  const reading = await readTable(file, { name: file.name })
  const table = tableAs(reading, schema)
  const kernels = await open(run.backend).catch(() => open('wasm'))
  const sampler = new Sampler(kernels, recipe, encoder, weights)
  const random = createRandom(recipe.seed, 'imputing')
  const imputed = await impute({ sampler, encoder, schema, table, random, onProgress }).finally(() => sampler.dispose())
  const texts = filledTexts(reading, schema, imputed.table, imputed.filled)
  // Cells that were there stay as they are, formulas too.
  const parts = [...writeCsv(texts.table, texts.schema, reading.dialect, { spreadsheetSafe: false })]
  const { cells, left } = texts
  return { rows: reading.rows, cells, left, file: new Blob(parts, { type: 'text/csv;charset=utf-8' }) }
}
