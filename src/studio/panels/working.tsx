// Working: what the result's long tasks are at, and how far.
import { Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type ResultState, useResult } from '../store/result.ts'
import styles from '../studio.module.css'

export function Working() {
  const { t } = useTranslation()
  const { task, working } = useResult()
  if (!task) return null
  const label = t(`result.${labelOf(task, working)}`)
  const share = working && working.of > 0 ? (100 * working.done) / working.of : null
  return (
    <Stack gap={6} role="status">
      <Text size="sm" className={styles.hint}>
        {label}
      </Text>
      <Progress value={share ?? 100} animated={share === null} aria-label={label} transitionDuration={120} />
    </Stack>
  )
}

function labelOf(task: NonNullable<ResultState['task']>, working: ResultState['working']) {
  if (task === 'model') return 'saving'
  if (task === 'csv') return 'writing'
  if (task === 'audit') return 'auditing'
  if (task === 'fill') return 'filling'
  if (working?.phase === 'attacking') return 'attacking'
  return working?.phase === 'judging' ? 'judging' : 'drawing'
}
