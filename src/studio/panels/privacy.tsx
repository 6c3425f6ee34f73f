// Privacy: with a guarantee or without, how strict, for whom, and what that means in words and figures.
import { Checkbox, Group, SegmentedControl, Slider, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LimitedField } from '../components/limited-field.tsx'
import { useData } from '../store/data.ts'
import { choose, useRecipe } from '../store/recipe.ts'
import styles from '../studio.module.css'
import { bandOf, certainty } from '../texts/epsilon.ts'
import { formatFigure, formatPercent } from '../texts/format.ts'
import { PlanView } from './plan.tsx'

const smallest = 0.1
const largest = 20

export function PrivacyControls() {
  const { t } = useTranslation()
  const guarded = useRecipe((state) => state.guarded)
  return (
    <Stack className={styles.panel} gap={16}>
      <Group justify="space-between" gap={10}>
        <Text fw={600} component="h3">
          {t('privacy.title')}
        </Text>
        <SegmentedControl
          className={styles.choice}
          aria-label={t('privacy.title')}
          value={guarded ? 'on' : 'off'}
          onChange={(value) => choose({ guarded: value === 'on' })}
          data={[
            { value: 'off', label: t('privacy.off') },
            { value: 'on', label: t('privacy.on') },
          ]}
        />
      </Group>
      <Text className={styles.hint}>{t(guarded ? 'privacy.onBody' : 'privacy.offBody')}</Text>
      {guarded && (
        <>
          <EpsilonChoice />
          <PlanView />
          <PromiseTerms />
        </>
      )}
    </Stack>
  )
}

function EpsilonChoice() {
  const { t } = useTranslation()
  const epsilon = useRecipe((state) => state.epsilon)
  const sure = certainty(epsilon)
  const position = Math.log10(Math.min(largest, Math.max(smallest, epsilon)))
  return (
    <Stack gap={12}>
      <Text size="sm" fw={550}>
        {t('privacy.epsilon')}{' '}
        <Text component="span" inherit fw={400} c="dimmed">
          {t('privacy.epsilonHint')}
        </Text>
      </Text>
      <Group align="flex-start" gap={20} wrap="nowrap">
        <div style={{ flex: 1, paddingTop: 14, paddingBottom: 24 }}>
          <Slider
            thumbLabel={t('privacy.epsilonSlider')}
            thumbValueText={`ε ${formatFigure(epsilon)}`}
            min={Math.log10(smallest)}
            max={Math.log10(largest)}
            step={0.01}
            value={position}
            onChange={(value) => choose({ epsilon: Number((10 ** value).toPrecision(2)) })}
            label={null}
            marks={[0.1, 1, 3, 10, 20].map((value) => ({ value: Math.log10(value), label: formatFigure(value) }))}
          />
        </div>
        <div style={{ width: 84 }}>
          <LimitedField name="epsilon" hiddenLabel={t('privacy.epsilon')} />
        </div>
      </Group>
      <div>
        <Text fw={550} size="sm">
          ε = {formatFigure(epsilon)}
        </Text>
        <Text size="sm">{t(`privacy.band.${bandOf(epsilon)}`)}</Text>
        <Text size="sm" className={styles.hint} mt={4}>
          {sure < 0.999 ? t('privacy.bet', { percent: formatPercent(sure) }) : t('privacy.betSure')}
        </Text>
      </div>
    </Stack>
  )
}

/** What the promise says beside ε: whom it protects, how surely, and what it takes for known already. */
function PromiseTerms() {
  const { t } = useTranslation()
  const rows = useData((data) => data.inspection?.rows ?? 1)
  const planned = useRecipe((state) => state.plan?.delta)
  const own = useRecipe((state) => state.delta !== null)
  const publicForm = useRecipe((state) => state.publicForm)
  const reason = t('privacy.deltaReason', { rows })
  const chosen = planned === undefined ? '' : t('privacy.deltaChosen', { delta: formatFigure(planned) })
  return (
    <Stack gap={16}>
      <div className={styles.inputs}>
        <LimitedField
          name="delta"
          label={t('privacy.delta')}
          {...(planned === undefined ? {} : { placeholder: formatFigure(planned) })}
          description={own ? reason : `${chosen} ${reason}`}
        />
        <LimitedField
          name="rowsPerPerson"
          label={t('privacy.rowsPerPerson')}
          description={t('privacy.rowsPerPersonHint')}
        />
      </div>
      <Checkbox
        label={t('privacy.publicForm')}
        description={t('privacy.publicFormHint')}
        checked={publicForm}
        onChange={(event) => choose({ publicForm: event.currentTarget.checked })}
      />
    </Stack>
  )
}
