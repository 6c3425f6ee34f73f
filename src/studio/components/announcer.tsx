// Tells people who listen to the page how a run goes, at most every ten seconds.
import { VisuallyHidden } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRun } from '../store/run.ts'
import { formatDuration, formatFigure, formatPercent } from '../texts/format.ts'
import { stepSummary } from '../texts/summaries.ts'

const betweenAnnouncements = 10_000

export function Announcer() {
  const { t } = useTranslation()
  const status = useRun((run) => run.status)
  const [message, setMessage] = useState('')

  useEffect(() => {
    const say = () => {
      const run = useRun.getState()
      const { phase, secondsLeft, budget, score } = run
      const left = secondsLeft === null ? '' : t('run.left', { time: formatDuration(secondsLeft) })
      const name = phase ? t(`run.phases.${phase}`) : t('run.starting')
      const parts = [t('run.announce', { phase: name, progress: stepSummary(run), left })]
      if (score != null) parts.push(t('run.announceLikeness', { percent: formatPercent(score, 1) }))
      if (budget) {
        const figures = { spent: formatFigure(budget.epsilon), target: formatFigure(budget.target) }
        parts.push(t('run.announceBudget', figures))
      }
      setMessage(parts.join(' '))
    }
    if (status === 'paused') setMessage(t('run.paused'))
    if (status === 'finished') setMessage(t('run.announceDone', { steps: useRun.getState().step }))
    if (status !== 'running') return
    const timer = setInterval(say, betweenAnnouncements)
    return () => clearInterval(timer)
  }, [status, t])

  return (
    <VisuallyHidden role="status" aria-live="polite">
      {message}
    </VisuallyHidden>
  )
}
