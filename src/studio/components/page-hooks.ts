// What a run does to the page around it: the title tells its progress, and leaving asks first.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { isBusy, shareDone, useRun } from '../store/run.ts'
import { formatPercent } from '../texts/format.ts'

export function usePageTitle(): void {
  const { t, i18n } = useTranslation()
  const status = useRun((run) => run.status)
  const percent = useRun((run) => Math.floor(shareDone(run) * 100))
  // biome-ignore lint/correctness/useExhaustiveDependencies: the percentage is written in the page's language
  useEffect(() => {
    const share = formatPercent(percent / 100)
    if (status === 'paused') document.title = t('app.titlePaused', { percent: share })
    else if (status === 'running' || status === 'stopping') document.title = t('app.titleTraining', { percent: share })
    else if (status === 'finished') document.title = t('app.titleDone')
    else document.title = t('app.name')
  }, [status, percent, t, i18n.language])
}

export function useLeaveWarning(): void {
  const busy = useRun(isBusy)
  useEffect(() => {
    if (!busy) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [busy])
}
