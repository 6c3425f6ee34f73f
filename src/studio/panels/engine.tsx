// Engine: on what a run trains, what the trial found out, and why the rest is not used.
import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRun } from '../store/run.ts'
import styles from '../studio.module.css'
import { sayTrials } from '../texts/devices.ts'
import { sayPhrase } from '../texts/say.ts'

export function EngineLine() {
  const { t } = useTranslation()
  const backend = useRun((run) => run.backend)
  const trials = useRun((run) => run.trials)
  if (!backend) return null
  const refused = trials.filter((trial) => trial.refused !== null)
  return (
    <div>
      <Text className={styles.hint} size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {sayTrials(backend, trials)}
      </Text>
      {refused.length > 0 && (
        <details className={styles.details}>
          <summary>{t('run.notHere', { engines: refused.length })}</summary>
          <ul className={styles.list}>
            {refused.map(({ backend: name, refused: why }) => (
              <li key={name} className={styles.hint}>
                {t('effort.refused', { backend: t(`effort.backends.${name}`), why: sayPhrase(why ?? '') })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
