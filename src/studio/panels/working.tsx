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
  // Rows are counted while they are drawn: under conditions that takes its time. Nobody wants to hear every count.
  const rows = working?.phase === 'sampling' && working.of > 1 ? t('result.drawn', { ...working }) : null
  const share = working && working.of > 0 ? (100 * working.done) / working.of : null
  return (
    <Stack gap={6} role="status">
      <Text size="sm" className={styles.hint}>
        {label} <span aria-hidden="true">{rows}</span>
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
  if (task === 'report') return 'writing'
  if (task === 'rejudge') return 'judging'
  if (working?.phase === 'attacking') return 'attacking'
  return working?.phase === 'judging' ? 'judging' : 'drawing'
}
