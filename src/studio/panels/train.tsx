// Train: choose what it may cost and how long it may take, then watch it learn.
import { Button, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icons.tsx'
import { FailureNotice } from '../components/notice.tsx'
import { Setbacks } from '../components/setbacks.tsx'
import { useObstacle } from '../components/use-obstacle.ts'
import { useConnection } from '../store/connection.ts'
import { startTraining } from '../store/journey.ts'
import { isPlanned, useRecipe } from '../store/recipe.ts'
import { isBusy, useRun } from '../store/run.ts'
import styles from '../studio.module.css'
import { AdvancedControls } from './advanced.tsx'
import { DatasetControls, LimitObstacle } from './dataset.tsx'
import { EffortControls } from './effort.tsx'
import { LivePanel } from './live.tsx'
import { PrivacyControls } from './privacy.tsx'
import { ProgressPanel } from './progress.tsx'

export function TrainPanel() {
  const busy = useRun(isBusy)
  const status = useRun((run) => run.status)
  return (
    <Stack gap={20}>
      {busy ? <ProgressPanel /> : <Choices />}
      {status !== 'idle' && <LivePanel />}
    </Stack>
  )
}

function Choices() {
  const { t } = useTranslation()
  const status = useRun((run) => run.status)
  const runFailure = useRun((run) => run.failure)
  const failure = useRecipe((state) => state.failure)
  const guarded = useRecipe((state) => state.guarded)
  const planned = useRecipe(isPlanned)
  const refused = useRecipe((state) => Object.keys(state.refused).length > 0)
  const obstacle = useObstacle()
  const anyBackend = useConnection(
    (state) => state.capabilities?.backends.some((backend) => backend.available) ?? false,
  )
  return (
    <Stack gap={16}>
      {runFailure && <FailureNotice failure={runFailure} title={t('run.failed')} after={t('run.failedKept')} />}
      <Setbacks />
      <div className={styles.columns}>
        <PrivacyControls />
        <Stack gap={16}>
          <EffortControls />
          <DatasetControls />
        </Stack>
      </div>
      <LimitObstacle />
      {failure && <FailureNotice failure={failure} title={t('privacy.planFailed')} />}
      <AdvancedControls />
      <div className={styles.footer}>
        <Button
          size="md"
          leftSection={<Icon name="play" size={16} />}
          disabled={!planned || obstacle !== null || !anyBackend}
          onClick={() => void startTraining()}
        >
          {t(status === 'finished' ? 'run.trainAgain' : 'run.train')}
        </Button>
        {obstacle ? (
          <Text size="sm" fw={550} style={{ flex: '1 1 320px' }} data-obstacle={obstacle}>
            {t(`privacy.obstacle.${obstacle}`)}
          </Text>
        ) : refused ? (
          <Text size="sm" fw={550} style={{ flex: '1 1 320px' }}>
            {t('run.refused')}
          </Text>
        ) : (
          guarded && (
            <Text className={styles.hint} size="sm" style={{ flex: '1 1 320px' }}>
              {t('privacy.notEverything')}
            </Text>
          )
        )}
      </div>
    </Stack>
  )
}
