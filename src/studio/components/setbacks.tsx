// Each time that a run went back to its last good state, and why.
import { useTranslation } from 'react-i18next'
import { useRun } from '../store/run.ts'
import { Notice } from './notice.tsx'

export function Setbacks() {
  const { t } = useTranslation()
  const setbacks = useRun((run) => run.setbacks)
  return setbacks.map(({ step, reason }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they are only added to, and may be alike
    <Notice key={index} tone="caution">
      {t('run.recovered', { step, reason })}
    </Notice>
  ))
}
