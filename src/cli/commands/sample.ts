// understudy sample: draw rows from a saved project.
import { openProject } from '../../project/project.ts'
import { drawingOf, drawingOptions } from '../drawing.ts'
import { readBytes } from '../files.ts'
import { interruptible } from '../interrupt.ts'
import { Progress, print, printJson } from '../output.ts'
import { sampleTable, writeTable } from '../sampling.ts'
import type { Command } from '../usage.ts'

export const sampleCommand: Command = {
  name: 'sample',
  summary: 'Draw synthetic rows from a saved model.',
  operands: ['RUN.understudy'],
  options: {
    rows: { type: 'string', value: 'N', help: 'rows to draw' },
    where: {
      type: 'string',
      multiple: true,
      value: 'CONDITION',
      help: 'only such rows: column=value, also with != < <= > >=, "column in a, b", "column between a and b", "column is missing"',
    },
    balance: {
      type: 'string',
      value: 'COLUMN',
      help: 'as many rows of each word of a column, or in given shares: "column: word=30, word=70"',
    },
    ...drawingOptions,
  },
  required: ['rows', 'out'],
  async run(input) {
    const rows = input.needed('rows', 1, 100_000_000, true)
    const project = openProject(await readBytes(input.operands[0]))
    const { out, ...drawing } = drawingOf(input, project)
    const options = { ...drawing, rows, where: input.texts('where'), balance: input.text('balance') }
    const progress = new Progress()
    await interruptible(progress, async (control) =>
      writeTable(project, await sampleTable(project, options, progress, control), out, control),
    )
    if (input.flag('json')) printJson({ rows, out, seed: drawing.seed })
    else print(`${rows} rows written to ${out}`)
  },
}
