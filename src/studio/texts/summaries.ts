// One line for each part of the journey that is behind the reader.
import i18next from 'i18next'
import type { Inspection, RunSummary, Synthesis } from '../../worker/protocol.ts'
import type { OpenModel } from '../store/data.ts'
import type { RunState } from '../store/run.ts'
import { formatDuration, formatFigure } from './format.ts'

export function dataSummary(inspection: Inspection | null, model: OpenModel | null): string | null {
  if (inspection) {
    const { name, rows, schema } = inspection
    return i18next.t('data.summary', { name, count: rows, columns: schema.fields.length })
  }
  return model ? i18next.t('data.modelSummary', { name: model.name }) : null
}

export function fieldsSummary(inspection: Inspection | null): string | null {
  if (!inspection) return null
  const { fields } = inspection.schema
  const learnt = fields.filter((field) => field.role === 'model').length
  const omitted = fields.length - learnt
  const parts = [i18next.t('fields.summary', { count: learnt })]
  if (omitted > 0) parts.push(i18next.t('fields.summaryOmitted', { omitted }))
  return parts.join(' · ')
}

/** Where a run stands. One that ends by the time has no last step to tell. */
export function stepSummary({ step, steps, recipe }: RunState): string {
  const timed = recipe?.minutes != null && recipe.privacy === null
  return timed ? i18next.t('run.progressMinutes', { step }) : i18next.t('run.progress', { step, steps })
}

export function runSummary(summary: RunSummary | null, status: RunState['status']): string | null {
  if (status === 'running' || status === 'stopping') return i18next.t('run.phases.training')
  if (status === 'paused') return i18next.t('run.paused')
  if (!summary) return null
  const time = formatDuration(summary.seconds)
  const backend = i18next.t(`effort.backends.${summary.backend}`)
  const parts = [i18next.t('run.summary', { steps: summary.steps, time, backend })]
  if (summary.budget) parts.push(i18next.t('run.summaryPrivate', { epsilon: formatFigure(summary.budget.epsilon) }))
  return parts.join(' · ')
}

export function resultSummary(synthesis: Synthesis | null): string | null {
  return synthesis && i18next.t('result.summary', { count: synthesis.rows })
}
