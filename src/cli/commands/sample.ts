// understudy sample: draw rows from a saved project.
import { openProject } from '../../project/project.ts'
import { engineOf, engineOptions } from '../engine.ts'
import { readBytes } from '../files.ts'
import { Progress, print, printJson } from '../output.ts'
import { sampleTable, writeTable } from '../sampling.ts'
import type { Command } from '../usage.ts'

export const sampleCommand: Command = {
  name: 'sample',
  summary: 'Draw synthetic rows from a saved model.',
  operands: ['RUN.understudy'],
  options: {
    rows: { type: 'string', value: 'N', help: 'rows to draw' },
    out: { type: 'string', value: 'FILE', help: 'the CSV file to write' },
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
    seed: { type: 'string', value: 'S', help: "seed of the draw (default: the recipe's)" },
    ...engineOptions,
  },
  required: ['rows', 'out'],
  async run(input) {
    const rows = input.needed('rows', 1, 100_000_000, true)
    const out = input.text('out') as string
    const project = openProject(await readBytes(input.operands[0]))
    const seed = input.number('seed', 0, 2 ** 32 - 1, true) ?? project.recipe.seed
    const options = {
      rows,
      seed,
      where: input.texts('where'),
      balance: input.text('balance'),
      engine: engineOf(input),
    }
    const table = await sampleTable(project, options, new Progress())
    await writeTable(project, table, out)
    if (input.flag('json')) printJson({ rows: table.rows, out, seed })
    else print(`${table.rows} rows written to ${out}`)
  },
}
