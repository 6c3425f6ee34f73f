// The recipe's numbers for those who want them.
import { Button, NativeSelect, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Recipe } from '../../worker/protocol.ts'
import { LimitedField } from '../components/limited-field.tsx'
import { choose, recipeOf, takeSuggestion, useRecipe } from '../store/recipe.ts'
import styles from '../studio.module.css'

const lossNames: readonly Recipe['loss'][] = ['wgan-gp', 'bce']

export function AdvancedControls() {
  const { t } = useTranslation()
  const guarded = useRecipe((state) => state.guarded)
  const loss = useRecipe((state) => recipeOf(state)?.loss)
  const changed = useRecipe(
    (state) => Object.keys(state.set).length > 0 || Object.keys(state.refused).length > 0 || state.loss !== null,
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
          <LimitedField name="discriminatorRate" label={t('advanced.discriminatorRate')} />
          <LimitedField name="discriminatorSteps" label={t('advanced.discriminatorSteps')} />
          <LimitedField name="averaging" label={t('advanced.averaging')} description={t('advanced.averagingHint')} />
          <LimitedField name="seed" label={t('advanced.seed')} description={t('advanced.seedHint')} />
          {guarded ? (
            <>
              <LimitedField name="clipNorm" label={t('advanced.clipNorm')} description={t('advanced.clipNormHint')} />
              <LimitedField name="delta" label={t('advanced.delta')} description={t('advanced.deltaHint')} />
            </>
          ) : (
            loss && (
              <NativeSelect
                label={t('advanced.loss')}
                value={loss}
                onChange={(event) => choose({ loss: event.currentTarget.value as Recipe['loss'] })}
                data={lossNames.map((value) => ({ value, label: t(`advanced.losses.${value}`) }))}
              />
            )
          )}
        </div>
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
