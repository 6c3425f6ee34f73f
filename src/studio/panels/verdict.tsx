// Verdict: what the synthetic rows are worth, first and in words; or why that is not known.
import { Button, Stack, Text } from '@mantine/core'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { NotCovered } from '../components/not-covered.tsx'
import { Notice } from '../components/notice.tsx'
import { ReportVerdict } from '../components/report-lazy.tsx'
import { judge, useResult } from '../store/result.ts'
import styles from '../studio.module.css'
import { TaskFailure, Working } from './working.tsx'

export function VerdictPanel({ guarded }: { readonly guarded: boolean }) {
  const { t } = useTranslation()
  const { synthesis, report, task } = useResult()
  if (!synthesis) return null
  if (!report && !synthesis.judgeable) {
    return <Notice tone="info">{t(synthesis.asked ? 'result.unjudged.asked' : 'result.unjudged.opened')}</Notice>
  }
  return (
    <Stack component="section" aria-label={t('result.verdict')} className={styles.panel} gap={14}>
      <Text fw={600} component="h3">
        {t('result.verdict')}
      </Text>
      {report ? (
        <>
          <Suspense fallback={<div style={{ height: 260 }} />}>
            <ReportVerdict report={report} />
          </Suspense>
          {guarded ? (
            <NotCovered />
          ) : (
            <Text className={styles.hint} size="sm">
              {t('result.notCoveredPlain')}
            </Text>
          )}
        </>
      ) : task === 'judge' ? (
        <Working />
      ) : (
        <>
          <TaskFailure of={['judge']} />
          <Text size="sm">{t('result.unjudged.stopped')}</Text>
          <Button variant="default" w="fit-content" disabled={task !== null} onClick={() => void judge()}>
            {t('result.judge')}
          </Button>
        </>
      )}
    </Stack>
  )
}
