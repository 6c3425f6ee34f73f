// Progress: where the run is, how fast it goes, and the handles that steer it.
import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icons.tsx'
import { Notice } from '../components/notice.tsx'
import { Remedies } from '../components/remedies.tsx'
import { Setbacks } from '../components/setbacks.tsx'
import { pause, resume, shareDone, stepOnce, stop, useRun } from '../store/run.ts'
import styles from '../studio.module.css'
import { formatDuration, formatFigure, formatPercent } from '../texts/format.ts'
import { sayReason } from '../texts/say.ts'
import { stepSummary } from '../texts/summaries.ts'
import { EngineLine } from './engine.tsx'

export function ProgressPanel() {
  const { t } = useTranslation()
  const run = useRun()
  const { status, phase, compiled, step, seconds, stepsPerSecond, secondsLeft, recipe, remedies, health } = run
  const share = shareDone(run)
  const trained = step > 0
  const phaseName =
    status === 'paused'
      ? t('run.paused')
      : status === 'stopping'
        ? t('run.stopping')
        : phase
          ? t(`run.phases.${phase}`)
          : t('run.starting')
  const figures = trained
    ? [
        stepSummary(run),
        stepsPerSecond > 0 ? t('run.perSecond', { rate: formatFigure(stepsPerSecond) }) : null,
        secondsLeft === null
          ? t('run.elapsed', { time: formatDuration(seconds) })
          : t(recipe?.patience == null ? 'run.left' : 'run.leftAtMost', { time: formatDuration(secondsLeft) }),
      ].filter((part) => part !== null)
    : compiled
      ? [t('run.compiled', compiled)]
      : []
  return (
    <Stack className={styles.panel} gap={14}>
      <Group justify="space-between" gap={12}>
        <div>
          <Text fw={600} size="lg" component="h3" data-phase={phase ?? 'starting'} data-status={status}>
            {phaseName}
            {trained && (
              <Text component="span" inherit c="dimmed" fw={500} style={{ fontVariantNumeric: 'tabular-nums' }}>
                {' '}
                {formatPercent(Math.floor(share * 100) / 100)}
              </Text>
            )}
          </Text>
          <Text className={styles.hint} style={{ fontVariantNumeric: 'tabular-nums', minHeight: 21 }}>
            {figures.join(' · ')}
          </Text>
        </div>
        <Controls />
      </Group>
      <Progress
        value={trained ? share * 100 : compiled ? (compiled.done / compiled.of) * 100 : 100}
        animated={!trained}
        striped={!trained}
        size="lg"
        transitionDuration={180}
        aria-label={phaseName}
      />
      <Setbacks />
      <Remedies remedies={remedies} />
      {health && health.key !== 'health.good' && <Notice tone="caution">{sayReason(health)}</Notice>}
      <EngineLine />
    </Stack>
  )
}

function Controls() {
  const { t } = useTranslation()
  const status = useRun((run) => run.status)
  const paused = status === 'paused'
  const stopping = status === 'stopping'
  return (
    <Group gap={8}>
      {paused ? (
        <>
          <Button leftSection={<Icon name="play" size={15} />} onClick={() => void resume()}>
            {t('run.resume')}
          </Button>
          <Button variant="default" leftSection={<Icon name="step" size={15} />} onClick={() => void stepOnce()}>
            {t('run.step')}
          </Button>
        </>
      ) : (
        <Button
          variant="default"
          leftSection={<Icon name="pause" size={15} />}
          disabled={stopping}
          onClick={() => void pause()}
        >
          {t('run.pause')}
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<Icon name="stop" size={15} />}
        disabled={stopping}
        onClick={() => void stop()}
      >
        {t('run.stop')}
      </Button>
    </Group>
  )
}
