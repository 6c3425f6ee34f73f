// What the run shows of itself: curves of both losses, the budget, and how close the synthetic columns come.
import { Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../components/chart-frame.tsx'
import { losses, spending, useRun } from '../store/run.ts'
import styles from '../studio.module.css'
import { formatFigure } from '../texts/format.ts'
import { ComparisonPanel } from './comparison.tsx'

const mostPoints = 500

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

function LossChart() {
  const { t } = useTranslation()
  useRun((run) => run.points)
  return (
    <ChartFrame
      title={t('run.losses')}
      hint={t('run.lossesHint')}
      points={losses.points(mostPoints)}
      curves={[
        { name: 'discriminator', label: t('run.discriminator'), colour: 'var(--studio-accent)' },
        { name: 'generator', label: t('run.generator'), colour: 'var(--studio-generator)', dash: '6 3' },
      ]}
    />
  )
}

function BudgetChart() {
  const { t } = useTranslation()
  const budget = useRun((run) => run.budget)
  const share = budget ? Math.min(1, budget.epsilon / budget.target) : 0
  const label = budget
    ? t('run.budgetOf', { spent: formatFigure(budget.epsilon), target: formatFigure(budget.target) })
    : ''
  return (
    <ChartFrame
      title={t('run.budget')}
      hint={t('run.budgetHint')}
      points={spending.points(mostPoints)}
      curves={[{ name: 'epsilon', label: t('run.spent'), colour: 'var(--studio-accent)' }]}
      {...(budget ? { ceiling: budget.target } : {})}
      aside={
        budget && (
          <div>
            <Text fw={600} style={{ fontVariantNumeric: 'tabular-nums' }}>
              {label}
            </Text>
            <Progress value={share * 100} aria-label={t('run.budget')} transitionDuration={150} mt={4} />
          </div>
        )
      }
    />
  )
}
