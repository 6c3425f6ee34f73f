// The report: what the verdict rests on part by part, by which columns the rows are judged, and its files.
import { Button, Checkbox, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Evaluation, Field } from '../../worker/protocol.ts'
import { download, siblingName } from '../components/download.ts'
import { Icon } from '../components/icons.tsx'
import { NotCovered } from '../components/not-covered.tsx'
import { ReportSections } from '../components/report-lazy.tsx'
import { useData } from '../store/data.ts'
import { makeReport, rejudge, setSharing, useResult } from '../store/result.ts'
import styles from '../studio.module.css'
import { TaskFailure, Working } from './working.tsx'

interface ReportPanelProps {
  readonly report: Evaluation
  readonly fields: readonly Field[]
  readonly guarded: boolean
}

export function ReportPanel({ report, fields, guarded }: ReportPanelProps) {
  const { t } = useTranslation()
  const task = useResult((result) => result.task)
  return (
    <Stack component="section" aria-label={t('report.title')} className={styles.panel} gap={18}>
      <div>
        <Text fw={600} component="h3">
          {t('report.title')}
        </Text>
        <Text className={styles.hint} size="sm">
          {t('report.hint')}
        </Text>
      </div>
      {guarded && <NotCovered />}
      <Choosers report={report} fields={fields} />
      {task === 'rejudge' && <Working />}
      <TaskFailure of={['rejudge']} />
      <Suspense fallback={<div style={{ height: 400 }} />}>
        <ReportSections report={report} guarded={guarded} />
      </Suspense>
      <Files />
    </Stack>
  )
}

/** Kinds of columns that can be predicted, or make groups. */
const judged: readonly Field['type'][] = ['integer', 'real', 'boolean', 'category']

function Choosers({ report, fields }: Pick<ReportPanelProps, 'report' | 'fields'>) {
  const { t } = useTranslation()
  const { task, judgedBy } = useResult()
  const names = fields.flatMap(({ name, type, role }) => (role === 'model' && judged.includes(type) ? [name] : []))
  const { target, protectedField } = judgedBy
  const suitable = 'unmeasured' in report.usefulness ? null : report.usefulness.target
  const automatic =
    target === null && suitable !== null ? t('report.automaticOf', { name: suitable }) : t('report.automatic')
  return (
    <Group gap={16} align="flex-start">
      <NativeSelect
        label={t('report.target')}
        description={t('report.targetHint')}
        flex="1 1 220px"
        maw={360}
        disabled={task !== null}
        value={target ?? ''}
        data={[{ value: '', label: automatic }, ...names.filter((name) => name !== protectedField)]}
        onChange={(event) => void rejudge({ target: event.currentTarget.value || null })}
      />
      <NativeSelect
        label={t('report.protected')}
        description={t('report.protectedHint')}
        flex="1 1 220px"
        maw={360}
        disabled={task !== null}
        value={protectedField ?? ''}
        data={[{ value: '', label: t('report.none') }, ...names.filter((name) => name !== (target ?? suitable))]}
        onChange={(event) => void rejudge({ protectedField: event.currentTarget.value || null })}
      />
    </Group>
  )
}

function Files() {
  const { t, i18n } = useTranslation()
  const { task, sharing } = useResult()
  const name = useData((data) => data.inspection?.name ?? data.model?.name) ?? 'table'
  const take = async (format: 'html' | 'json') => {
    const blob = await makeReport({ format, language: i18n.language === 'zh' ? 'zh' : 'en' })
    if (blob) download(blob, siblingName(name, `-report.${format}`))
  }
  return (
    <Stack gap={12}>
      <Group gap={10}>
        {(['html', 'json'] as const).map((format) => (
          <Button
            key={format}
            variant="default"
            leftSection={<Icon name="download" size={16} />}
            disabled={task !== null}
            onClick={() => void take(format)}
          >
            {t(`report.download.${format}`)}
          </Button>
        ))}
      </Group>
      <TaskFailure of={['report']} />
      <Checkbox
        label={t('report.figures')}
        description={t('report.figuresHint')}
        checked={sharing.figures}
        onChange={(event) => setSharing({ figures: event.currentTarget.checked })}
      />
    </Stack>
  )
}
