// understudy impute: fill in the missing cells of a table by a saved model.
import { openProject } from '../../project/project.ts'
import { engineOf, engineOptions } from '../engine.ts'
import { readBytes } from '../files.ts'
import { imputeFile } from '../imputing.ts'
import { Progress, print, printJson } from '../output.ts'
import type { Command } from '../usage.ts'

export const imputeCommand: Command = {
  name: 'impute',
  summary: 'Fill in the missing cells of a table by a saved model. What is there stays, and stays as private as it is.',
  operands: ['RUN.understudy'],
  options: {
    data: { type: 'string', value: 'FILE', help: 'a table with the columns that the model has learnt, CSV or Parquet' },
    out: { type: 'string', value: 'FILE', help: 'the CSV file to write' },
    candidates: {
      type: 'string',
      value: 'K',
      help: 'rows made for each row, of which the nearest fills it in (default: 4)',
    },
    seed: { type: 'string', value: 'S', help: "seed of the draw (default: the recipe's)" },
    ...engineOptions,
  },
  required: ['data', 'out'],
  async run(input) {
    const project = openProject(await readBytes(input.operands[0]))
    const out = input.text('out') as string
    const seed = input.number('seed', 0, 2 ** 32 - 1, true) ?? project.recipe.seed
    const candidates = input.number('candidates', 1, 64, true)
    const options = { data: input.text('data') as string, out, seed, candidates, engine: engineOf(input) }
    const { rows, cells, left } = await imputeFile(project, options, new Progress())
    if (input.flag('json')) return printJson({ rows, cells, left, out, seed })
    print(`${cells} missing cells of ${rows} rows filled in, ${left} left as they are; written to ${out}`)
  },
}
