// Effort: how long to train, and on what.
import { Checkbox, NativeSelect, SegmentedControl, Stack, Text } from '@mantine/core'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackendName, Quality } from '../../worker/protocol.ts'
import { LimitedField } from '../components/limited-field.tsx'
import { useConnection } from '../store/connection.ts'
import { askForEstimate, choose, type Effort, questionOf, recipeOf, useRecipe } from '../store/recipe.ts'
import styles from '../studio.module.css'
import { choiceLabel } from '../texts/devices.ts'
import { formatDuration } from '../texts/format.ts'
import { sayPhrase } from '../texts/say.ts'

const qualities: readonly Quality[] = ['quick', 'balanced', 'best']

export function EffortControls() {
  const { t } = useTranslation()
  const effort = useRecipe((state) => state.effort)
  const quality = useRecipe((state) => state.quality)
  const keepAside = useRecipe((state) => state.keepAside)
  const backend = useRecipe((state) => state.backend)
  const capabilities = useConnection((state) => state.capabilities)
  const backends = capabilities?.backends ?? []
  const refused = backends.filter((one) => !one.available && one.refused)
  return (
    <Stack className={styles.panel} gap={16}>
      <Text fw={600} component="h3">
        {t('effort.title')}
      </Text>
      <div>
        <Text size="sm" fw={500} mb={4} id="effort-quality">
          {t('effort.quality')}
        </Text>
        <SegmentedControl
          fullWidth
          aria-labelledby="effort-quality"
          value={quality}
          onChange={(value) => choose({ quality: value as Quality })}
          data={qualities.map((value) => ({ value, label: t(`effort.qualities.${value}`) }))}
        />
        <Text className={styles.hint} size="sm" mt={6}>
          {t(`effort.qualityHints.${quality}`)}
        </Text>
      </div>
      <div>
        <Text size="sm" fw={500} mb={4} id="effort-by">
          {t('effort.by')}
        </Text>
        <div style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) auto', gap: 10, alignItems: 'start' }}>
          <LimitedField key={effort} name={effort} hiddenLabel={t(`effort.${effort}`)} />
          <SegmentedControl
            aria-labelledby="effort-by"
            value={effort}
            onChange={(value) => choose({ effort: value as Effort })}
            data={[
              { value: 'steps', label: t('effort.bySteps') },
              { value: 'minutes', label: t('effort.byMinutes') },
            ]}
          />
        </div>
        <Text className={styles.hint} size="sm" mt={6}>
          {t('effort.hint')}
        </Text>
        <Estimate />
      </div>
      <Checkbox
        label={t('effort.keepAside')}
        description={t('effort.keepAsideHint')}
        checked={keepAside}
        onChange={(event) => choose({ keepAside: event.currentTarget.checked })}
      />
      <div>
        <NativeSelect
          label={t('effort.backend')}
          value={backend}
          onChange={(event) => choose({ backend: event.currentTarget.value as BackendName | 'auto' })}
          data={[
            { value: 'auto', label: t('effort.auto') },
            ...backends.map(({ name, available, threads }) => ({
              value: name,
              label: choiceLabel(name, threads) + (available ? '' : ` (${t('effort.unavailable')})`),
              disabled: !available,
            })),
          ]}
        />
        {refused.map(({ name, refused: why }) => (
          <Text key={name} className={styles.hint} size="sm" mt={6}>
            {t('effort.refused', { backend: t(`effort.backends.${name}`), why: sayPhrase(why ?? '') })}
          </Text>
        ))}
      </div>
    </Stack>
  )
}

/** Milliseconds that choices must rest before their time is asked for, which keeps the device busy for a second or two. */
const estimateWait = 800

function Estimate() {
  const { t } = useTranslation()
  const question = useRecipe(questionOf)
  // An estimate of other choices says nothing of these.
  const asked = useRecipe(({ estimate }) => estimate?.question === question)
  const seconds = useRecipe(({ estimate }) => (asked ? estimate?.seconds : undefined))
  const steps = useRecipe((state) => state.effort === 'steps')
  const early = useRecipe((state) => recipeOf(state)?.patience != null)
  useEffect(() => {
    if (asked) return
    const timer = setTimeout(() => void askForEstimate(question), estimateWait)
    return () => clearTimeout(timer)
  }, [asked, question])
  if (!steps || seconds === null) return null
  return (
    <Text size="sm" mt={6} role="status">
      {seconds === undefined
        ? t('effort.estimating')
        : t(early ? 'effort.estimateAtMost' : 'effort.estimate', { time: formatDuration(seconds) })}
    </Text>
  )
}
