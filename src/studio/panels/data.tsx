// Data: open a file or a sample, see how it was read, and correct that.
import { Button, Group, Progress, Stack, Text, UnstyledButton } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Facts } from '../components/facts.tsx'
import { Icon, type IconName } from '../components/icons.tsx'
import { FailureNotice, Notice } from '../components/notice.tsx'
import { dismissDataFailure, type Reading, stopReading, useData } from '../store/data.ts'
import { go, openFile, openSample } from '../store/journey.ts'
import { isBusy, useRun } from '../store/run.ts'
import styles from '../studio.module.css'
import { formatBytes, formatCount, formatDuration } from '../texts/format.ts'
import { sayReason } from '../texts/say.ts'
import { DialectControls } from './dialect.tsx'

export function DataPanel() {
  const { t } = useTranslation()
  const { inspection, model, reading, failure } = useData()
  const busy = useRun(isBusy)
  const openName = inspection?.name ?? model?.name
  return (
    <Stack gap={20}>
      {failure && (
        <FailureNotice
          failure={failure.failure}
          title={failure.name}
          after={openName && t('data.keptOpen', { name: openName })}
          onClose={dismissDataFailure}
        />
      )}
      {inspection && !reading && <OpenTable />}
      {model && !reading && <Text>{t('data.modelSummary', { name: model.name })}</Text>}
      {reading ? <ReadingProgress reading={reading} /> : <FileChoice small={openName !== undefined} disabled={busy} />}
    </Stack>
  )
}

function FileChoice({ small, disabled }: { readonly small: boolean; readonly disabled: boolean }) {
  const { t } = useTranslation()
  const choose = useRef<() => void>(null)
  return (
    <Stack gap={16}>
      <Dropzone
        openRef={choose}
        onDrop={([file]) => file && void openFile(file)}
        multiple={false}
        disabled={disabled}
        unstyled
        className={styles.drop}
        style={small ? { minHeight: 96, padding: 16 } : {}}
        aria-label={t('data.drop')}
        activateOnClick={false}
        inputProps={{ 'aria-label': t('data.choose') }}
        enablePointerEvents
      >
        <Stack align="center" gap={small ? 8 : 12}>
          {!small && (
            <span style={{ color: 'var(--studio-accent)' }}>
              <Icon name="table" size={40} />
            </span>
          )}
          <Dropzone.Accept>
            <Text fw={600}>{t('data.dropHere')}</Text>
          </Dropzone.Accept>
          <Dropzone.Idle>
            <Text fw={600} size={small ? 'sm' : 'lg'}>
              {t('data.drop')}
            </Text>
          </Dropzone.Idle>
          <Button variant={small ? 'default' : 'filled'} onClick={() => choose.current?.()} disabled={disabled}>
            {t(small ? 'data.another' : 'data.choose')}
          </Button>
          <Text className={styles.hint} size="sm">
            {t('data.accepts')}
          </Text>
        </Stack>
      </Dropzone>
      {!small && (
        <>
          <Text size="sm" fw={550}>
            {t('data.sampleTitle')}
          </Text>
          <div className={styles.samples}>
            <Sample
              icon="hospital"
              title={t('data.sampleHospital')}
              body={t('data.sampleHospitalBody')}
              file="hospital-admissions.csv"
            />
            <Sample
              icon="card"
              title={t('data.sampleCards')}
              body={t('data.sampleCardsBody')}
              file="card-transactions.csv"
            />
          </div>
        </>
      )}
    </Stack>
  )
}

interface SampleProps {
  readonly icon: IconName
  readonly title: string
  readonly body: string
  readonly file: string
}

function Sample({ icon, title, body, file }: SampleProps) {
  return (
    <UnstyledButton className={styles.sample} onClick={() => void openSample(file)}>
      <span style={{ color: 'var(--studio-accent)', display: 'inline-flex' }}>
        <Icon name={icon} size={26} />
      </span>
      <span>
        <Text component="span" display="block" fw={550} size="sm">
          {title}
        </Text>
        <Text component="span" display="block" className={styles.hint} size="sm">
          {body}
        </Text>
      </span>
    </UnstyledButton>
  )
}

function ReadingProgress({ reading }: { readonly reading: Reading }) {
  const { t } = useTranslation()
  const { name, kind, bytes, of, rows, secondsLeft } = reading
  const title = t(kind === 'model' ? 'data.openingModel' : 'data.reading', { name })
  const share = of > 0 ? Math.min(100, (100 * bytes) / of) : 0
  return (
    <Stack gap={10} className={styles.panel}>
      <Group justify="space-between" gap={12} wrap="nowrap">
        <Text fw={550} role="status" style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Text>
        {kind === 'table' && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<Icon name="stop" size={13} />}
            onClick={() => void stopReading()}
          >
            {t('data.stop')}
          </Button>
        )}
      </Group>
      <Progress
        value={of > 0 ? share : 100}
        animated={of === 0}
        aria-label={title}
        size="md"
        transitionDuration={150}
      />
      {of > 0 && (
        <Text className={styles.hint} size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {t('data.readingProgress', { done: formatBytes(bytes), of: formatBytes(of), rows })}
          {secondsLeft !== null && ` · ${t('result.left', { time: formatDuration(secondsLeft) })}`}
        </Text>
      )}
    </Stack>
  )
}

function OpenTable() {
  const { t } = useTranslation()
  const inspection = useData((data) => data.inspection)
  const busy = useRun(isBusy)
  if (!inspection) return null
  const { name, rows, bytes, schema, warnings } = inspection
  return (
    <Stack gap={18}>
      <Text fw={600} size="lg" style={{ overflowWrap: 'anywhere' }}>
        {name}
      </Text>
      <Facts
        facts={[
          { label: t('data.rows'), value: formatCount(rows) },
          { label: t('data.columns'), value: formatCount(schema.fields.length) },
          { label: t('data.size'), value: formatBytes(bytes) },
        ]}
      />
      {warnings.length > 0 && (
        <Notice tone="caution" title={t('data.warnings')}>
          <ul style={{ margin: 0, paddingInlineStart: 18 }}>
            {warnings.map((warning) => (
              <li key={JSON.stringify(warning)}>{sayReason(warning)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <DialectControls disabled={busy} />
      <Group justify="flex-end">
        <Button onClick={() => go('fields')}>{t('sections.continue')}</Button>
      </Group>
    </Stack>
  )
}
