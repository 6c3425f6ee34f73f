// understudy impute: fill in the missing cells of a table by a saved model.
import { openProject } from '../../project/project.ts'
import { drawingOf, drawingOptions } from '../drawing.ts'
import { readBytes } from '../files.ts'
import { imputeFile } from '../imputing.ts'
import { interruptible } from '../interrupt.ts'
import { Progress, print, printJson } from '../output.ts'
import type { Command } from '../usage.ts'

export const imputeCommand: Command = {
  name: 'impute',
  summary: 'Fill in the missing cells of a table by a saved model. What is there stays, and stays as private as it is.',
  operands: ['RUN.understudy'],
  options: {
    data: { type: 'string', value: 'FILE', help: 'a table with the columns that the model has learnt, CSV or Parquet' },
    candidates: {
      type: 'string',
      value: 'K',
      help: 'rows made for each row, of which the nearest fills it in (default: 4)',
    },
    mark: {
      type: 'boolean',
      help: 'add a column for each one that has filled cells, named after it: 1 where the cell is filled, else 0',
    },
    ...drawingOptions,
  },
  required: ['data', 'out'],
  async run(input) {
    const project = openProject(await readBytes(input.operands[0]))
    const drawing = drawingOf(input, project)
    const { out, seed } = drawing
    const candidates = input.number('candidates', 1, 64, true)
    const data = input.text('data') as string
    const options = { ...drawing, data, candidates, mark: input.flag('mark') }
    const progress = new Progress()
    const { rows, cells, left } = await interruptible(progress, (control) =>
      imputeFile(project, options, progress, control),
    )
    if (input.flag('json')) return printJson({ rows, cells, left, out, seed })
    print(`${cells} missing cells of ${rows} rows filled in, ${left} left as they are; written to ${out}`)
  },
}
