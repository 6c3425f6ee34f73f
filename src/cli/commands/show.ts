// understudy show: what a project file holds, its privacy worked out again from its ledger.
import { composedEpsilon } from '../../privacy/composition.ts'
import type { Ledger } from '../../privacy/ledger.ts'
import { openProject } from '../../project/project.ts'
import { cardOf } from '../../report/card.ts'
import { reportPage, reportValue } from '../../report/page.ts'
import { readBytes } from '../files.ts'
import { print, printJson, table } from '../output.ts'
import { languageOf, languageOption, writeText } from '../reports.ts'
import { summary, summaryText } from '../training.ts'
import type { Command } from '../usage.ts'

export const showCommand: Command = {
  name: 'show',
  summary: 'Show the recipe, the schema and the privacy ledger of a saved model, and its scores where it holds any.',
  operands: ['RUN.understudy'],
  options: {
    ledger: { type: 'boolean', help: 'print the ledger alone' },
    card: {
      type: 'string',
      value: 'FILE',
      help: 'also write the model card, as a page or, where the name ends in .json, as JSON',
    },
    language: languageOption,
  },
  async run(input) {
    const project = openProject(await readBytes(input.operands[0]))
    const { name, rows, schema, recipe, ledger, report } = project
    const recomputed = recompute(ledger)
    const json = input.flag('json')
    const card = input.text('card')
    const language = languageOf(input)
    if (card !== undefined) {
      const facts = { name, evaluation: null, card: cardOf(project, report?.overall ?? null) }
      const asJson = card.toLowerCase().endsWith('.json')
      const text = asJson
        ? JSON.stringify(reportValue(facts, { figures: false }))
        : reportPage(facts, { figures: false, language })
      await writeText(card, text)
    }
    if (input.flag('ledger')) return json ? printJson({ ledger, recomputed }) : print(ledgerText(ledger, recomputed))
    if (json) return printJson({ name, run: summary(project), recipe, schema, ledger, recomputed, report })
    print(`learnt from ${name}, ${rows} rows`)
    print(summaryText(project))
    print('')
    print(table([['column', 'type', 'role'], ...schema.fields.map((field) => [field.name, field.type, field.role])]))
    print('')
    print(ledgerText(ledger, recomputed))
    print('')
    print(`recipe: ${JSON.stringify(recipe)}`)
  },
}

interface Recomputed {
  readonly epsilon: number
  readonly delta: number
  readonly accountant: string
}

/** From the mechanisms alone, not from what the ledger says that they cost; `null`: there is no privacy. */
function recompute({ entries, delta, groupSize }: Ledger): Recomputed | null {
  if (delta === null) return null
  const events = entries.flatMap(({ mechanism }) => (mechanism === null ? [] : [mechanism]))
  return { ...composedEpsilon(events, delta, groupSize), delta }
}

function ledgerText(ledger: Ledger, recomputed: Recomputed | null): string {
  const { entries, reasons, groupSize } = ledger
  const price = (epsilon: number | null) => (epsilon === null ? 'not paid for' : epsilon.toFixed(4))
  const lines = [
    table([
      ['ledger', 'what', 'source', 'ε'],
      ...entries.map(({ kind, what, source, epsilon }) => [kind, what, source, price(epsilon)]),
    ]),
    '',
    `verdict: ${ledger.verdict}${reasons.length > 0 ? `, because ${reasons.map(sayReason).join('; ')}` : ''}`,
  ]
  if (recomputed === null) return lines.join('\n')
  const unit = groupSize === 1 ? 'one row' : `a person of up to ${groupSize} rows`
  lines.push(
    `ε = ${price(ledger.epsilon)} in all at δ = ${recomputed.delta.toExponential(2)}, protecting ${unit}`,
    `worked out again from the ledger: ε = ${recomputed.epsilon.toFixed(4)}, by ${recomputed.accountant.toUpperCase()}`,
  )
  return lines.join('\n')
}

const unpaidLooks: Readonly<Record<string, string>> = {
  'privacy.noTraining': 'nothing was trained under privacy',
  'privacy.unpaidTraining': 'training was not private',
  'privacy.unpaidForm': 'names, types or formats were read off the data without paying',
  'privacy.unpaidBounds': 'bounds were read off the data without paying',
  'privacy.unpaidCategories': 'category lists were read off the data without paying',
  'privacy.unpaidQuantiles': 'quantiles were read off the data without paying',
  'privacy.unpaidLabels': 'label shares were read off the data without paying',
  'privacy.unpaidRelease': 'something was released without paying',
  'privacy.unpaidOther': 'something else was read off the data without paying',
}

function sayReason({ key, values }: Ledger['reasons'][number]): string {
  const count = Number(values?.count ?? 1)
  const which = values?.what === undefined ? '' : ` (${values.what}${count > 1 ? ` and ${count - 1} more` : ''})`
  return `${unpaidLooks[key] ?? key}${which}`
}
