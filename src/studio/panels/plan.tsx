// The plan: what ε will be spent on, how much noise that takes, and whether anything is left to learn.
import { Anchor, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { PrivacyPlan } from '../../worker/protocol.ts'
import { Facts } from '../components/facts.tsx'
import { Nearest } from '../components/nearest.tsx'
import { Notice } from '../components/notice.tsx'
import { PartsBar } from '../components/parts-bar.tsx'
import { go } from '../store/journey.ts'
import { recipeOf, useRecipe } from '../store/recipe.ts'
import styles from '../studio.module.css'
import { formatCount, formatFigure, formatNames, formatPercent } from '../texts/format.ts'
import { sayReason } from '../texts/say.ts'

export function PlanView() {
  const { t } = useTranslation()
  const plan = useRecipe((state) => state.plan)
  const planning = useRecipe((state) => state.planning)
  if (!plan) return planning ? <Text className={styles.hint}>{t('privacy.planning')}</Text> : null
  return (
    <Stack gap={14} style={{ opacity: planning ? 0.55 : 1 }} aria-busy={planning}>
      <Spending plan={plan} />
      <Facts
        small
        facts={[
          { label: t('privacy.noise'), value: formatFigure(plan.noiseMultiplier), hint: t('privacy.noiseHint') },
          // Tables of pairs are released once, over all rows.
          ...(plan.sampleRate < 1
            ? [
                { label: t('privacy.sampleRate'), value: formatPercent(plan.sampleRate, 2) },
                { label: t('privacy.privateSteps'), value: formatCount(plan.steps) },
              ]
            : []),
        ]}
      />
      <AdviceNotice plan={plan} />
    </Stack>
  )
}

function Spending({ plan }: { readonly plan: PrivacyPlan }) {
  const { t } = useTranslation()
  const unpaid = useRecipe((state) => {
    const privacy = recipeOf(state)?.privacy
    return privacy != null && (privacy.split.domains === 0 || privacy.split.shares === 0 || !privacy.publicForm)
  })
  const { parts, paidFields } = plan
  const said = (epsilon: number) => `ε ${formatFigure(epsilon)}`
  return (
    <div>
      <Text size="sm" fw={550} mb={8}>
        {t('privacy.spentOn')}
      </Text>
      <PartsBar
        parts={(['domains', 'shares', 'training'] as const).map((name) => ({
          name: t(`privacy.parts.${name}`),
          value: parts[name],
          said: said(parts[name]),
          tone: name,
        }))}
      />
      <Text size="sm" className={styles.hint} mt={8}>
        {paidFields.length === 0
          ? t('privacy.paidNone')
          : t('privacy.paid', { count: paidFields.length, fields: formatNames(paidFields) })}{' '}
        {paidFields.length > 0 && (
          <Anchor component="button" type="button" inherit onClick={() => go('fields')}>
            {t('privacy.toFields')}
          </Anchor>
        )}
      </Text>
      {unpaid && (
        <Text size="sm" mt={8}>
          {t('privacy.trainingOnly')}
        </Text>
      )}
    </div>
  )
}

function AdviceNotice({ plan }: { readonly plan: PrivacyPlan }) {
  const { t } = useTranslation()
  const { advice } = plan
  const { refused, nearest } = advice
  return (
    <Notice tone={refused ? 'caution' : 'info'} {...(refused ? { title: t('privacy.refusedTitle') } : {})}>
      <div>{sayReason(advice)}</div>
      {refused && nearest && <Nearest epsilon={nearest.epsilon} delta={nearest.delta} />}
    </Notice>
  )
}
