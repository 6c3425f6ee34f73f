// What the run shows of itself: curves of both losses, the budget, and how close the synthetic columns come.
import { Progress, Stack, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../components/chart-frame.tsx'
import { useCurve } from '../components/use-curve.ts'
import { losses, spending, useRun } from '../store/run.ts'
import styles from '../studio.module.css'
import { formatFigure } from '../texts/format.ts'
import { ComparisonPanel } from './comparison.tsx'

export function LivePanel() {
  const guarded = useRun((run) => run.recipe?.privacy != null)
  return (
    <Stack gap={16}>
      <div className={guarded ? styles.halves : undefined}>
        <LossChart />
        {guarded && <BudgetChart />}
      </div>
      <ComparisonPanel />
    </Stack>
  )
}

const lossWait = 400
const budgetWait = 700

function LossChart() {
  const { t } = useTranslation()
  const points = useCurve(losses, lossWait)
  const curves = useMemo(
    () => [
      { name: 'discriminator', label: t('run.discriminator'), colour: 'var(--studio-accent)' },
      { name: 'generator', label: t('run.generator'), colour: 'var(--studio-generator)', dash: '6 3' },
    ],
    [t],
  )
  return <ChartFrame title={t('run.losses')} hint={t('run.lossesHint')} points={points} curves={curves} />
}

function BudgetChart() {
  const { t } = useTranslation()
  const points = useCurve(spending, budgetWait)
  const target = useRun((run) => run.budget?.target)
  const curves = useMemo(() => [{ name: 'epsilon', label: t('run.spent'), colour: 'var(--studio-accent)' }], [t])
  return (
    <ChartFrame
      title={t('run.budget')}
      hint={t('run.budgetHint')}
      points={points}
      curves={curves}
      {...(target === undefined ? {} : { ceiling: target })}
      aside={<BudgetGauge />}
    />
  )
}

function BudgetGauge() {
  const { t } = useTranslation()
  const budget = useRun((run) => run.budget)
  const figures = { spent: formatFigure(budget?.epsilon ?? 0), target: formatFigure(budget?.target ?? 0) }
  return (
    <div style={{ visibility: budget ? 'visible' : 'hidden' }}>
      <Text fw={600} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {t('run.budgetOf', figures)}
      </Text>
      <Progress
        value={budget ? Math.min(100, (100 * budget.epsilon) / budget.target) : 0}
        aria-label={t('run.budget')}
        transitionDuration={150}
        mt={4}
      />
    </div>
  )
}
