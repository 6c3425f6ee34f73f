// Reporting: the report on the synthetic rows as a file that the reader may hand on.
import type { Evaluation } from '../evaluate/evaluation.ts'
import type { Project } from '../project/project.ts'
import { cardOf } from '../report/card.ts'
import { reportPage, reportValue } from '../report/page.ts'
import type { ReportChoice } from './protocol.ts'

export function reportFile(project: Project, evaluation: Evaluation | null, choice: ReportChoice): Blob {
  const card = cardOf(project, evaluation?.overall ?? null)
  const facts = { name: project.name, evaluation, card }
  return choice.format === 'html'
    ? new Blob([reportPage(facts, choice)], { type: 'text/html;charset=utf-8' })
    : new Blob([`${JSON.stringify(reportValue(facts, choice))}\n`], { type: 'application/json' })
}
