// understudy train: learn a table and save the project.
import { saveProject } from '../../project/project.ts'
import { readDataset } from '../dataset.ts'
import { writeWhole } from '../files.ts'
import { Progress, print, printJson } from '../output.ts'
import { trainingOptions, trainingSummary, trainingText, trainProject } from '../training.ts'
import type { Command } from '../usage.ts'

export const trainCommand: Command = {
  name: 'train',
  summary: 'Learn a table and save the model, its recipe and its ledger, without any row.',
  operands: ['DATA'],
  options: { out: { type: 'string', value: 'RUN.understudy', help: 'the project file to write' }, ...trainingOptions },
  required: ['out'],
  async run(input) {
    const progress = new Progress()
    const out = input.text('out') as string
    const training = await trainProject(await readDataset(input.operands[0], progress, input), input, progress)
    await writeWhole(out, [saveProject(training.project)])
    if (input.flag('json')) return printJson(trainingSummary(training))
    print(trainingText(training))
    print(`saved to ${out}`)
  },
}
