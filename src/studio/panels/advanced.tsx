// The recipe's numbers for those who want them.
import { Button, Checkbox, NativeSelect, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Recipe } from '../../worker/protocol.ts'
import { LimitedField } from '../components/limited-field.tsx'
import { choose, recipeOf, takeSuggestion, useRecipe } from '../store/recipe.ts'
import styles from '../studio.module.css'

const lossNames: readonly Recipe['loss'][] = ['wgan-gp', 'wgan-clip', 'bce', 'least-squares']

export function AdvancedControls() {
  const { t } = useTranslation()
  const guarded = useRecipe((state) => state.guarded)
  const loss = useRecipe((state) => recipeOf(state)?.loss)
  const changed = useRecipe(
    ({ set, refused, loss: own, hardened, adaptiveSteps }) =>
      Object.keys({ ...set, ...refused }).length > 0 || own !== null || hardened || adaptiveSteps,
  )
  return (
    <details className={styles.details}>
      <summary>{t('advanced.title')}</summary>
      <Stack gap={16} mt={10}>
        <Text className={styles.hint}>{t('advanced.hint')}</Text>
        <div className={styles.inputs}>
          <LimitedField
            name="generatorWidths"
            label={t('advanced.generatorWidths')}
            description={t('advanced.widthsHint')}
          />
          <LimitedField
            name="discriminatorWidths"
            label={t('advanced.discriminatorWidths')}
            description={t('advanced.widthsHint')}
          />
          <LimitedField name="latent" label={t('advanced.latent')} />
          <LimitedField name="batch" label={t('advanced.batch')} />
          <LimitedField name="generatorRate" label={t('advanced.generatorRate')} />
          <LimitedField
            name="discriminatorRate"
            label={t('advanced.discriminatorRate')}
            {...(guarded ? { description: t('advanced.learningRateHint') } : {})}
          />
          <LimitedField name="discriminatorSteps" label={t('advanced.discriminatorSteps')} />
          <LimitedField name="averaging" label={t('advanced.averaging')} description={t('advanced.averagingHint')} />
          <LimitedField name="seed" label={t('advanced.seed')} description={t('advanced.seedHint')} />
          {!guarded && loss && (
            <NativeSelect
              label={t('advanced.loss')}
              value={loss}
              onChange={(event) => choose({ loss: event.currentTarget.value as Recipe['loss'] })}
              data={lossNames.map((value) => ({ value, label: t(`advanced.losses.${value}`) }))}
            />
          )}
        </div>
        {guarded && <MechanismControls />}
        {changed && (
          <div>
            <Button variant="default" size="xs" onClick={takeSuggestion}>
              {t('advanced.reset')}
            </Button>
          </div>
        )}
      </Stack>
    </details>
  )
}

/** The private mechanism, in the words of TensorFlow Privacy where it has one. */
function MechanismControls() {
  const { t } = useTranslation()
  const hardened = useRecipe((state) => state.hardened)
  const adaptiveSteps = useRecipe((state) => state.adaptiveSteps)
  return (
    <Stack gap={16}>
      <Text fw={600} component="h3">
        {t('advanced.mechanism')}
      </Text>
      <div className={styles.inputs}>
        <LimitedField name="clipNorm" label={t('advanced.clipNorm')} description={t('advanced.clipNormHint')} />
        <LimitedField
          name="noiseMultiplier"
          label={t('advanced.noiseMultiplier')}
          description={t('advanced.noiseMultiplierHint')}
        />
        <LimitedField
          name="microbatches"
          label={t('advanced.microbatches')}
          description={t('advanced.microbatchesHint')}
        />
        <LimitedField name="domains" label={t('advanced.domains')} description={t('advanced.domainsHint')} />
        <LimitedField name="shares" label={t('advanced.shares')} description={t('advanced.sharesHint')} />
      </div>
      <Checkbox
        label={t('advanced.hardened')}
        description={t('advanced.hardenedHint')}
        checked={hardened}
        onChange={(event) => choose({ hardened: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('advanced.adaptiveSteps')}
        description={t('advanced.adaptiveStepsHint')}
        checked={adaptiveSteps}
        onChange={(event) => choose({ adaptiveSteps: event.currentTarget.checked })}
      />
    </Stack>
  )
}
