// The recipe's numbers for those who want them.
import { Button, Checkbox, NativeSelect, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Recipe } from '../../worker/protocol.ts'
import { LimitedField } from '../components/limited-field.tsx'
import { choose, plainModels, recipeOf, takeSuggestion, useRecipe } from '../store/recipe.ts'
import styles from '../studio.module.css'

const lossNames: readonly Recipe['loss'][] = ['wgan-gp', 'wgan-clip', 'bce', 'least-squares']

const modelNames: readonly Recipe['model'][] = ['gan', 'conditional', 'vae', 'autoencoder', 'marginals']

export function AdvancedControls() {
  const { t } = useTranslation()
  const guarded = useRecipe((state) => state.guarded)
  const loss = useRecipe((state) => recipeOf(state)?.loss)
  const model = useRecipe((state) => recipeOf(state)?.model ?? '')
  const packing = useRecipe((state) => recipeOf(state)?.packing ?? 1)
  const judged = model === 'gan' || model === 'conditional'
  const remedy = useRecipe((state) => recipeOf(state)?.remedy ?? false)
  const changed = useRecipe(
    ({ set, refused, loss: own, model: ownModel, hardened, adaptiveSteps, remedy: ownRemedy }) =>
      Object.keys({ ...set, ...refused }).length > 0 ||
      [own, ownModel, ownRemedy].some((choice) => choice !== null) ||
      hardened ||
      adaptiveSteps,
  )
  return (
    <details className={styles.details}>
      <summary>{t('advanced.title')}</summary>
      <Stack gap={16} mt={10}>
        <Text className={styles.hint}>{t('advanced.hint')}</Text>
        <div className={styles.columns}>
          <NativeSelect
            label={t('advanced.model')}
            description={model && t(`advanced.modelHints.${model}`)}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={model}
            onChange={(event) => choose({ model: event.currentTarget.value as Recipe['model'] })}
            data={modelNames
              .filter((value) => !(guarded && plainModels.includes(value)))
              .map((value) => ({ value, label: t(`advanced.models.${value}`) }))}
          />
          {!guarded && loss && judged && (
            <NativeSelect
              label={t('advanced.loss')}
              value={loss}
              onChange={(event) => choose({ loss: event.currentTarget.value as Recipe['loss'] })}
              data={lossNames.map((value) => ({ value, label: t(`advanced.losses.${value}`) }))}
            />
          )}
        </div>
        <div className={styles.inputs}>
          <LimitedField
            name="generatorWidths"
            label={t('advanced.generatorWidths')}
            description={t('advanced.widthsHint')}
          />
          {model !== 'marginals' && (
            <LimitedField
              name="discriminatorWidths"
              label={t(judged ? 'advanced.discriminatorWidths' : 'advanced.encoderWidths')}
              description={t('advanced.widthsHint')}
            />
          )}
          <LimitedField name="latent" label={t('advanced.latent')} />
          <LimitedField
            name="batch"
            label={t('advanced.batch')}
            {...(packing > 1 ? { description: t('advanced.batchPacks', { packing }) } : {})}
          />
          <LimitedField name="generatorRate" label={t('advanced.generatorRate')} />
          {model !== 'marginals' && (
            <LimitedField
              name="discriminatorRate"
              label={t(judged ? 'advanced.discriminatorRate' : 'advanced.encoderRate')}
              {...(guarded ? { description: t('advanced.learningRateHint') } : {})}
            />
          )}
          {judged && <LimitedField name="discriminatorSteps" label={t('advanced.discriminatorSteps')} />}
          <LimitedField name="averaging" label={t('advanced.averaging')} description={t('advanced.averagingHint')} />
          <LimitedField name="patience" label={t('advanced.patience')} description={t('advanced.patienceHint')} />
          <LimitedField name="seed" label={t('advanced.seed')} description={t('advanced.seedHint')} />
        </div>
        {judged && !guarded && (
          <Checkbox
            label={t('advanced.remedy')}
            description={t('advanced.remedyHint')}
            checked={remedy}
            onChange={(event) => choose({ remedy: event.currentTarget.checked })}
          />
        )}
        {guarded && model !== '' && <MechanismControls model={model} />}
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
function MechanismControls({ model }: { readonly model: Recipe['model'] }) {
  const { t } = useTranslation()
  const hardened = useRecipe((state) => state.hardened)
  const adaptiveSteps = useRecipe((state) => state.adaptiveSteps)
  // Tables of pairs are released once; no step looks at a row.
  const stepwise = model !== 'marginals'
  return (
    <Stack gap={16}>
      <Text fw={600} component="h3">
        {t('advanced.mechanism')}
      </Text>
      <div className={styles.inputs}>
        {stepwise && (
          <LimitedField name="clipNorm" label={t('advanced.clipNorm')} description={t('advanced.clipNormHint')} />
        )}
        <LimitedField
          name="noiseMultiplier"
          label={t('advanced.noiseMultiplier')}
          description={t('advanced.noiseMultiplierHint')}
        />
        {stepwise && (
          <LimitedField
            name="microbatches"
            label={t('advanced.microbatches')}
            description={t('advanced.microbatchesHint')}
          />
        )}
        <LimitedField name="domains" label={t('advanced.domains')} description={t('advanced.domainsHint')} />
        <LimitedField name="shares" label={t('advanced.shares')} description={t('advanced.sharesHint')} />
      </div>
      {stepwise && (
        <Checkbox
          label={t('advanced.hardened')}
          description={t('advanced.hardenedHint')}
          checked={hardened}
          onChange={(event) => choose({ hardened: event.currentTarget.checked })}
        />
      )}
      {model === 'gan' && (
        <Checkbox
          label={t('advanced.adaptiveSteps')}
          description={t('advanced.adaptiveStepsHint')}
          checked={adaptiveSteps}
          onChange={(event) => choose({ adaptiveSteps: event.currentTarget.checked })}
        />
      )}
    </Stack>
  )
}
