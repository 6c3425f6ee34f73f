// The whole page: header, the four parts of the journey, and what surrounds them.
import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Announcer } from './components/announcer.tsx'
import { Header } from './components/header.tsx'
import { FailureNotice, Notice } from './components/notice.tsx'
import { useLeaveWarning, usePageTitle } from './components/page-hooks.ts'
import { Section } from './components/section.tsx'
import { DataPanel } from './panels/data.tsx'
import { FieldsPanel } from './panels/fields.tsx'
import { RecoveredNotice } from './panels/recovered.tsx'
import { ResultPanel } from './panels/result.tsx'
import { TrainPanel } from './panels/train.tsx'
import { start, useConnection } from './store/connection.ts'
import { useData } from './store/data.ts'
import { reachable } from './store/journey.ts'
import { useResult } from './store/result.ts'
import { isBusy, useRun } from './store/run.ts'
import styles from './studio.module.css'
import { dataSummary, fieldsSummary, resultSummary, runSummary } from './texts/summaries.ts'

export function App() {
  const { t } = useTranslation()
  usePageTitle()
  useLeaveWarning()
  const status = useConnection((connection) => connection.status)
  const empty = useData((data) => !data.inspection && !data.model)
  return (
    <div className={styles.page}>
      <a className={styles.skip} href="#content">
        {t('app.skip')}
      </a>
      <Header />
      <main id="content" tabIndex={-1} style={{ outline: 'none' }}>
        {empty && (
          <div className={styles.hero}>
            <h2>{t('app.headline')}</h2>
            <p>{t('app.introduction')}</p>
          </div>
        )}
        {status === 'ready' ? <Journey /> : <Start />}
      </main>
      <Announcer />
    </div>
  )
}

function Start() {
  const { t } = useTranslation()
  const failure = useConnection((connection) => connection.failure)
  if (failure) {
    return (
      <Stack>
        <FailureNotice failure={failure} title={t('start.failed')} after={t('start.failedBody')} />
        <Group>
          <Button onClick={() => void start()}>{t('start.retry')}</Button>
        </Group>
      </Stack>
    )
  }
  return (
    <Group className={styles.panel} role="status">
      <Loader size="sm" />
      <div>
        <Text fw={550}>{t('start.starting')}</Text>
        <Text className={styles.hint}>{t('start.startingBody')}</Text>
      </div>
    </Group>
  )
}

function Journey() {
  const { t } = useTranslation()
  const capabilities = useConnection((connection) => connection.capabilities)
  const inspection = useData((data) => data.inspection)
  const model = useData((data) => data.model)
  const run = useRun((state) => state.summary)
  const running = useRun((state) => state.status)
  const busy = useRun(isBusy)
  const synthesis = useResult((state) => state.synthesis)
  const included = inspection?.schema.fields.some((field) => field.role === 'model') ?? false
  const reach = reachable(inspection !== null, model !== null, included, run !== null)
  const noBackend = capabilities !== null && !capabilities.backends.some((backend) => backend.available)
  return (
    <Stack gap={14}>
      {!inspection && !model && <RecoveredNotice />}
      {noBackend && (
        <Notice tone="error" title={t('start.noBackend')}>
          {t('start.noBackendBody')}
        </Notice>
      )}
      <div className={styles.sections}>
        <Section name="data" changes={!busy} reachable={reach.data} summary={dataSummary(inspection, model)}>
          <DataPanel />
        </Section>
        <Section name="fields" changes={!busy} reachable={reach.fields} summary={fieldsSummary(inspection)}>
          <FieldsPanel />
        </Section>
        <Section name="train" changes={!busy} reachable={reach.train} summary={runSummary(run, running)}>
          <TrainPanel />
        </Section>
        <Section name="result" changes={false} reachable={reach.result} summary={resultSummary(synthesis)}>
          <ResultPanel />
        </Section>
      </div>
    </Stack>
  )
}
