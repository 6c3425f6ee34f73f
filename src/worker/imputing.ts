// Imputing: the missing cells of another file filled in by the open model.
import { createRandom } from '../math/random.ts'
import { Sampler } from '../models/sampler.ts'
import type { Project } from '../project/project.ts'
import { tableAs } from '../table/conform.ts'
import { filledTexts } from '../table/filled.ts'
import { readTable } from '../table/readers.ts'
import { impute } from '../train/impute.ts'
import type { Control } from '../work/control.ts'
import { reopen } from './engines.ts'
import type { Filling } from './protocol.ts'
import { csvFile } from './writing.ts'

/** `marked`: with columns that tell which cells were filled in. Throws TableError, DeviceLostError, StoppedError. */
export async function fillIn(
  { encoder, recipe, run, weights, schema }: Project,
  file: File,
  marked: boolean,
  control: Control,
  onProgress: (done: number, of: number) => void,
): Promise<Filling> {
  const reading = await readTable(file, { name: file.name }, undefined, control.signal)
  const table = tableAs(reading, schema)
  const kernels = await reopen(run.backend)
  const sampler = new Sampler(kernels, recipe, encoder, weights)
  const random = createRandom(recipe.seed, 'imputing')
  const imputation = { sampler, encoder, schema, table, random, control, onProgress }
  const imputed = await impute(imputation).finally(() => sampler.dispose())
  const texts = filledTexts(reading, schema, imputed.table, imputed.filled, marked)
  // Cells that were there stay as they are, formulas too.
  const written = await csvFile(texts.table, texts.schema, reading.dialect, { spreadsheetSafe: false }, control)
  const { cells, left } = texts
  return { rows: reading.rows, cells, left, file: written }
}
