// understudy synth: learn a table and write a synthetic one of the same size, in one go.
import { readDataset } from '../dataset.ts'
import { engineOf } from '../engine.ts'
import { interruptible } from '../interrupt.ts'
import { Progress, print, printJson } from '../output.ts'
import { sampleTable, writeTable } from '../sampling.ts'
import { trainingOptions, trainingSummary, trainingText, trainProject } from '../training.ts'
import type { Command } from '../usage.ts'

export const synthCommand: Command = {
  name: 'synth',
  summary: 'Learn a table and write a synthetic one: train and sample in one go.',
  operands: ['DATA'],
  options: {
    out: { type: 'string', value: 'FILE', help: 'the CSV file to write' },
    rows: { type: 'string', value: 'N', help: 'rows to draw (default: as many as were learnt)' },
    ...trainingOptions,
  },
  required: ['out'],
  async run(input) {
    const progress = new Progress()
    const out = input.text('out') as string
    const wanted = input.number('rows', 1, 100_000_000, true)
    const training = await trainProject(await readDataset(input.operands[0], progress, input), input, progress)
    const { project } = training
    const rows = wanted ?? project.rows
    const options = { rows, seed: project.recipe.seed, where: [], engine: engineOf(input) }
    await interruptible(progress, async (control) =>
      writeTable(project, await sampleTable(project, options, progress, control), out, control),
    )
    if (input.flag('json')) return printJson({ ...trainingSummary(training), rows, out })
    print(trainingText(training))
    print(`${rows} rows written to ${out}`)
  },
}
