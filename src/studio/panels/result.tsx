// Result: how good the synthetic table is, how large it is to be, and the files to take away.
import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { download, siblingName } from '../components/download.ts'
import { Icon } from '../components/icons.tsx'
import { AttributionPanel, WalkPanel } from '../components/interpret-lazy.tsx'
import { Notice } from '../components/notice.tsx'
import { PreviewTable } from '../components/preview-table.tsx'
import { Remedies } from '../components/remedies.tsx'
import { useData } from '../store/data.ts'
import { askedFor, isComplete, useDemand } from '../store/demand.ts'
import { firstRows } from '../store/journey.ts'
import {
  generate,
  makeCsv,
  makeProject,
  mostRows,
  setOptions,
  setSharing,
  type Task,
  useResult,
} from '../store/result.ts'
import { useRun } from '../store/run.ts'
import styles from '../studio.module.css'
import { sayReason } from '../texts/say.ts'
import { AuditPanel } from './audit.tsx'
import { ComparisonGrid } from './comparison.tsx'
import { ConstraintScores } from './constraint-scores.tsx'
import { DatasetStatement } from './dataset.tsx'
import { DemandControls } from './demand.tsx'
import { FillingControls } from './filling.tsx'
import { LedgerPanel } from './ledger.tsx'
import { ReportPanel } from './report.tsx'
import { VerdictPanel } from './verdict.tsx'
import { TaskFailure, Working } from './working.tsx'

/** Tasks that are told of beside the rows; all others in panels of their own. */
const beside: readonly Task[] = ['generate', 'csv', 'model', 'fill']

export function ResultPanel() {
  const { t } = useTranslation()
  const { synthesis, report, task } = useResult()
  const summary = useRun((run) => run.summary)
  const schema = useData((data) => data.inspection?.schema ?? data.model?.schema)
  const fields = schema?.fields ?? []
  const guarded = summary?.budget != null
  const kept = fields.flatMap((field, index) => (field.role === 'omit' ? [] : [index]))
  return (
    <Stack gap={20}>
      {summary && <EndNotice />}
      <VerdictPanel guarded={guarded} />
      <Stack className={styles.panel} gap={18}>
        <Generation />
        {task && beside.includes(task) && <Working />}
        <TaskFailure of={beside} />
        {synthesis && <Downloads />}
        {synthesis && <FillingControls />}
      </Stack>
      {synthesis && (
        <>
          {report && <ReportPanel report={report} fields={fields} guarded={guarded} />}
          {report && <ConstraintScores scores={report.constraints} schema={schema} />}
          <Stack gap={8}>
            <Text fw={600} component="h3">
              {t('result.preview')}
            </Text>
            <PreviewTable
              label={t('result.preview')}
              names={kept.map((index) => fields[index].name)}
              numeric={kept.map((index) => fields[index].type === 'integer' || fields[index].type === 'real')}
              rows={synthesis.preview.map((row) => kept.map((index) => row[index]))}
              most={10}
            />
          </Stack>
          {synthesis.judgeable && (
            <ComparisonGrid comparison={synthesis.comparison} hint={t('run.comparisonFinal')} guarded={guarded} />
          )}
        </>
      )}
      {summary && (
        <Suspense fallback={null}>
          <AttributionPanel />
          <WalkPanel />
        </Suspense>
      )}
      {summary && guarded && (
        <>
          <LedgerPanel summary={summary} />
          <DatasetStatement />
          <AuditPanel summary={summary} />
        </>
      )}
    </Stack>
  )
}

function EndNotice() {
  const { t } = useTranslation()
  const why = useRun((run) => run.summary?.why)
  const opened = useData((data) => data.model !== null)
  const health = useRun((run) => run.summary?.health ?? null)
  const remedies = useRun((run) => run.summary?.remedies)
  const ended = why && !opened && why !== 'steps'
  const ill = health && health.key !== 'health.good'
  return (
    <>
      {ended && <Notice tone={why === 'failed' ? 'caution' : 'info'}>{t(`run.why.${why}`)}</Notice>}
      {remedies && <Remedies remedies={remedies} />}
      {ill && <Notice tone="caution">{sayReason(health)}</Notice>}
    </>
  )
}

function Generation() {
  const { t } = useTranslation()
  const made = useResult((result) => result.synthesis?.rows)
  const task = useResult((result) => result.task)
  const [text, setText] = useState(() => String(made ?? firstRows()))
  const rows = Number(text)
  const valid = text.trim() !== '' && Number.isInteger(rows) && rows >= 1 && rows <= mostRows
  const complete = useDemand(isComplete)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (valid) void generate(rows, askedFor(useDemand.getState()))
      }}
    >
      <Group align="flex-start" gap={12} wrap="nowrap">
        <TextInput
          label={t('result.rows')}
          inputMode="numeric"
          flex={1}
          maw={220}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={!valid && t('result.rowsBad', { maximum: mostRows })}
        />
        <Button
          type="submit"
          variant="default"
          mt={25}
          disabled={!valid || !complete || task !== null}
          loading={task === 'generate'}
        >
          {t('result.generate')}
        </Button>
      </Group>
      {!complete && (
        <Text className={styles.hint} size="sm" mt={8}>
          {t('demand.incomplete')}
        </Text>
      )}
      <div style={{ marginTop: 14 }}>
        <DemandControls disabled={task !== null} />
      </div>
    </form>
  )
}

function Downloads() {
  const { t } = useTranslation()
  const { synthesis, report, task, options, sharing } = useResult()
  const name = useData((data) => data.inspection?.name ?? data.model?.name) ?? 'table'
  const take = async (make: () => Promise<Blob | null>, ending: string) => {
    const blob = await make()
    if (blob) download(blob, siblingName(name, ending))
  }
  return (
    <Stack gap={14}>
      <Text role="status" fw={600}>
        {t('result.generated', { count: synthesis?.rows ?? 0 })}
      </Text>
      <Group gap={10}>
        <Button
          leftSection={<Icon name="download" size={16} />}
          disabled={task !== null}
          loading={task === 'csv'}
          onClick={() => void take(makeCsv, '-synthetic.csv')}
        >
          {t('result.download')}
        </Button>
        <Button
          variant="default"
          leftSection={<Icon name="save" size={16} />}
          disabled={task !== null}
          loading={task === 'model'}
          onClick={() => void take(makeProject, '.understudy')}
        >
          {t('result.save')}
        </Button>
      </Group>
      <Text className={styles.hint} size="sm">
        {t('result.saveHint')}
      </Text>
      <details className={styles.details}>
        <summary>{t('result.options')}</summary>
        <Stack gap={12} mt={10}>
          <Checkbox
            label={t('result.safe')}
            description={t('result.safeHint')}
            checked={options.spreadsheetSafe}
            onChange={(event) => setOptions({ spreadsheetSafe: event.currentTarget.checked })}
          />
          <Checkbox
            label={t('result.mark')}
            description={t('result.markHint')}
            checked={options.byteOrderMark}
            onChange={(event) => setOptions({ byteOrderMark: event.currentTarget.checked })}
          />
          {report && (
            <Checkbox
              label={t('result.scores')}
              description={t('result.scoresHint')}
              checked={sharing.scores}
              onChange={(event) => setSharing({ scores: event.currentTarget.checked })}
            />
          )}
        </Stack>
      </details>
    </Stack>
  )
}
