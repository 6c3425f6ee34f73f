// understudy show: what a project file holds.
import { recomputeEpsilon } from '../../privacy/ledger.ts'
import { openProject } from '../../project/project.ts'
import { readBytes } from '../files.ts'
import { print, printJson, table } from '../output.ts'
import { summary, summaryText } from '../training.ts'
import type { Command } from '../usage.ts'

export const showCommand: Command = {
  name: 'show',
  summary: 'Show the recipe, the schema and the privacy ledger of a saved model, and its scores where it holds any.',
  operands: ['RUN.understudy'],
  options: {},
  async run(input) {
    const project = openProject(await readBytes(input.operands[0]))
    const { name, rows, schema, recipe, ledger, report } = project
    const recomputed = recomputeEpsilon(ledger)
    if (input.flag('json')) {
      return printJson({ name, run: summary(project), recipe, schema, ledger, recomputed, report })
    }
    print(`learnt from ${name}, ${rows} rows`)
    print(summaryText(project))
    if (recomputed.delta > 0) {
      print(
        `recomputed from the ledger: ε = ${recomputed.epsilon.toFixed(4)} at δ = ${recomputed.delta.toExponential(2)}`,
      )
    }
    print('')
    print(table([['column', 'type', 'role'], ...schema.fields.map((field) => [field.name, field.type, field.role])]))
    print('')
    print(
      table([
        ['ledger', 'what', 'source', 'ε'],
        ...ledger.entries.map(({ kind, what, source, epsilon }) => [
          kind,
          what,
          source,
          epsilon === null ? 'not paid for' : epsilon.toFixed(4),
        ]),
      ]),
    )
    print('')
    print(`recipe: ${JSON.stringify(recipe)}`)
  },
}
