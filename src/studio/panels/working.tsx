// Working: what the result's long tasks are at, how far, how long they will still take, and the way to stop them.
import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icons.tsx'
import { FailureNotice } from '../components/notice.tsx'
import { type Progressed, stopTask, type Task, useResult, useWorking } from '../store/result.ts'
import styles from '../studio.module.css'
import { formatDuration } from '../texts/format.ts'

/** Why one of these tasks failed, if it was the last to be tried. */
export function TaskFailure({ of, title }: { readonly of: readonly Task[]; readonly title?: string }) {
  const { t } = useTranslation()
  const failure = useResult((result) => result.failure)
  if (!failure || !of.includes(failure.task)) return null
  return <FailureNotice failure={failure.failure} title={title ?? t('result.failed')} />
}

export function Working() {
  const { t } = useTranslation()
  const { task, stopping } = useResult()
  const { working } = useWorking()
  if (!task) return null
  const label = stopping ? t('result.stopping') : t(labelOf(task, working))
  const share = working && working.of > 0 ? (100 * working.done) / working.of : null
  // Rows are counted while they are drawn: under conditions that takes its time. Nobody wants to hear every count.
  const rows = working?.phase === 'sampling' && working.of > 1 ? t('result.drawn', { ...working }) : null
  const left = working?.secondsLeft == null ? null : t('result.left', { time: formatDuration(working.secondsLeft) })
  return (
    <Stack gap={6} role="group" aria-label={t('result.working')}>
      <Group justify="space-between" gap={12} wrap="nowrap">
        <Text size="sm" className={styles.hint} style={{ fontVariantNumeric: 'tabular-nums' }}>
          <span role="status">{label}</span>{' '}
          {!stopping && <span aria-hidden="true">{[rows, left].filter((part) => part !== null).join(' · ')}</span>}
        </Text>
        {canStop(task) && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<Icon name="stop" size={13} />}
            disabled={stopping}
            onClick={() => void stopTask()}
          >
            {t('result.stop')}
          </Button>
        )}
      </Group>
      <Progress value={share ?? 100} animated={share === null} aria-label={label} transitionDuration={120} />
    </Stack>
  )
}

/** The others are done in a moment. */
function canStop(task: Task): boolean {
  return task !== 'model' && task !== 'report' && task !== 'walk'
}

function labelOf(task: Task, working: Progressed | null) {
  if (task === 'judge' || task === 'rejudge') return `result.judging.${working?.part ?? 'fidelity'}` as const
  if (task === 'model') return 'result.saving'
  if (task === 'csv' || task === 'report') return 'result.writing'
  if (task === 'audit') return 'result.auditing'
  return task === 'fill' ? 'result.filling' : 'result.drawing'
}
