// Fills in the missing cells of a file by a project and writes it anew, for the command line.
import { createRandom } from '../math/random.ts'
import type { Project } from '../project/project.ts'
import { tableAs } from '../table/conform.ts'
import { filledTexts } from '../table/filled.ts'
import { writeCsv } from '../table/write.ts'
import { impute } from '../train/impute.ts'
import type { Control } from '../work/control.ts'
import { TimeLeft } from '../work/timeleft.ts'
import { readReading } from './dataset.ts'
import { type Drawing, withSampler } from './drawing.ts'
import { writeWhole } from './files.ts'
import { leftText, type Progress } from './output.ts'

export interface ImputeOptions extends Drawing {
  readonly data: string
  readonly candidates: number | undefined
  /** With columns that tell which cells are filled. */
  readonly mark: boolean
}

/** Throws TableError, MissingColumnError, FileAccessError, DeviceLostError, StoppedError. */
export async function imputeFile(
  project: Project,
  { data, out, seed, candidates, mark, engine }: ImputeOptions,
  progress: Progress,
  control: Control,
): Promise<{ readonly rows: number; readonly cells: number; readonly left: number }> {
  const { encoder, schema } = project
  const reading = await readReading(data, progress, control.signal)
  return withSampler(project, engine, async (sampler) => {
    const left = new TimeLeft()
    const { table, filled } = await impute({
      sampler,
      encoder,
      schema,
      table: tableAs(reading, schema),
      ...(candidates === undefined ? {} : { candidates }),
      random: createRandom(seed, 'imputing'),
      control,
      onProgress: (done, of) => {
        const rows = `filling in: ${done} of ${of} rows with missing cells`
        progress.show([rows, ...leftText(left.after(done / of))].join(', '))
      },
    })
    const texts = filledTexts(reading, schema, table, filled, mark)
    // Cells that were there stay as they are, formulas too.
    await writeWhole(
      out,
      writeCsv(texts.table, texts.schema, reading.dialect, { spreadsheetSafe: false }),
      control.signal,
    )
    return { rows: reading.rows, cells: texts.cells, left: texts.left }
  })
}
