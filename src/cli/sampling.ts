// Draws a synthetic table from a project and writes it, for the command line.
import { createRandom } from '../math/random.ts'
import type { Project } from '../project/project.ts'
import { ConstraintFilter } from '../table/constraint/check.ts'
import type { Table } from '../table/table.ts'
import { writeCsv } from '../table/write.ts'
import { synthesise } from '../train/synthesise.ts'
import type { Control } from '../work/control.ts'
import { TimeLeft } from '../work/timeleft.ts'
import { demandOf } from './demand.ts'
import { type Drawing, withSampler } from './drawing.ts'
import { writeWhole } from './files.ts'
import { leftText, type Progress, percent } from './output.ts'

export interface SampleOptions extends Omit<Drawing, 'out'> {
  readonly rows: number
  /** Conditions, and a balance, as they are typed. */
  readonly where: readonly string[]
  readonly balance?: string | undefined
}

/** Throws what `synthesise` throws. */
export async function sampleTable(
  project: Project,
  options: SampleOptions,
  progress: Progress,
  control: Control,
): Promise<Table> {
  const { encoder, schema } = project
  const demand = demandOf(options, schema)
  return withSampler(project, options.engine, (sampler) =>
    synthesise({
      sampler,
      encoder,
      rows: options.rows,
      random: createRandom(options.seed, 'sampling'),
      ...(demand.idle ? {} : { demand }),
      constraints: new ConstraintFilter(schema),
      control,
      onProgress: telling(progress),
    }),
  )
}

/** Says how many rows are found, how long the others will take and, where many are drawn in vain, which share is kept. */
function telling(progress: Progress): (done: number, of: number, drawn: number) => void {
  const left = new TimeLeft()
  return (done, of, drawn) => {
    const inVain = drawn < 1.5 * done + 4096 ? [] : [`${percent(done / drawn)} of ${drawn} drawn`]
    progress.show([`sampling: ${done} of ${of} rows`, ...inVain, ...leftText(left.after(done / of))].join(', '))
  }
}

/** Throws FileAccessError, StoppedError. */
export async function writeTable(project: Project, table: Table, path: string, { signal }: Control): Promise<void> {
  await writeWhole(path, writeCsv(table, project.schema, project.dialect, { spreadsheetSafe: true }), signal)
}
