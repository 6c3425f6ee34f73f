// What the run shows of itself: curves of both losses, the budget, and how close the synthetic columns come.
import { Progress, Stack, Text } from '@mantine/core'
import { Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../components/chart-frame.tsx'
import { AttributionPanel } from '../components/interpret-lazy.tsx'
import { NotCovered } from '../components/not-covered.tsx'
import { useCurve } from '../components/use-curve.ts'
import { likeness, losses, spending, useRun } from '../store/run.ts'
import styles from '../studio.module.css'
import { formatFigure } from '../texts/format.ts'
import { ComparisonPanel } from './comparison.tsx'

export function LivePanel() {
  const guarded = useRun((run) => run.recipe?.privacy != null)
  return (
    <Stack gap={16}>
      <div className={styles.halves}>
        <LossChart />
        {guarded ? <BudgetChart /> : <LikenessChart />}
      </div>
      {guarded && <LikenessChart />}
      <ComparisonPanel />
      <Suspense fallback={null}>
        <AttributionPanel />
      </Suspense>
    </Stack>
  )
}

const lossWait = 400
const budgetWait = 700
const likenessWait = 900
/** Pixels that stand above a chart, with their gap. */
const gaugeHeight = 96
const markHeight = 32

function LossChart() {
  const { t } = useTranslation()
  const points = useCurve(losses, lossWait)
  const judged = useRun((run) => run.recipe?.model === 'gan' || run.recipe?.model === 'conditional')
  const curves = useMemo(() => {
    const generator = { name: 'generator', label: t('run.generator'), colour: 'var(--studio-generator)', dash: '6 3' }
    const discriminator = { name: 'discriminator', label: t('run.discriminator'), colour: 'var(--studio-accent)' }
    return judged ? [discriminator, generator] : [generator]
  }, [t, judged])
  const guarded = useRun((run) => run.recipe?.privacy != null)
  return (
    <ChartFrame
      title={t('run.losses')}
      hint={t(judged ? 'run.lossesHint' : 'run.lossHint')}
      points={points}
      curves={curves}
      {...(guarded ? { aside: { height: markHeight, content: <NotCovered /> } } : {})}
    />
  )
}

/** Under privacy it compares with what was paid for, and with nothing where nothing was. */
function LikenessChart() {
  const { t } = useTranslation()
  const points = useCurve(likeness, likenessWait)
  const known = useRun((run) => run.score !== null)
  const basis = useRun((run) =>
    run.recipe?.privacy == null ? 'rows' : run.recipe.model === 'marginals' ? 'tables' : 'shares',
  )
  const ends = useRun((run) => run.recipe?.patience != null)
  const curves = useMemo(() => [{ name: 'likeness', label: t('run.likeness'), colour: 'var(--studio-accent)' }], [t])
  if (!known) {
    return (
      <Text className={styles.hint} size="sm">
        {t('run.likenessUnknown')}
      </Text>
    )
  }
  const plain = t(`run.likenessHints.${basis}`)
  const hint = ends ? t('run.likenessEnds', { hint: plain }) : plain
  return <ChartFrame title={t('run.likeness')} hint={hint} points={points} curves={curves} />
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
      aside={{ height: gaugeHeight, content: <BudgetGauge /> }}
    />
  )
}

function BudgetGauge() {
  const { t } = useTranslation()
  const budget = useRun((run) => run.budget)
  const paidOnce = useRun((run) => run.recipe?.model === 'marginals')
  const { epsilon, target, stepsLeft, accountant } = budget ?? {
    epsilon: 0,
    target: 0,
    stepsLeft: 0,
    accountant: 'rdp',
  }
  const figures = { spent: formatFigure(epsilon), target: formatFigure(target) }
  return (
    <div style={{ visibility: budget ? 'visible' : 'hidden', fontVariantNumeric: 'tabular-nums' }}>
      <Text fw={600}>{t('run.budgetOf', figures)}</Text>
      <Progress
        value={target > 0 ? Math.min(100, (100 * epsilon) / target) : 0}
        aria-label={t('run.budget')}
        transitionDuration={150}
        my={4}
      />
      <Text size="sm">
        {t('run.budgetLeft', { left: formatFigure(Math.max(0, target - epsilon)) })} ·{' '}
        {paidOnce ? t('run.paidOnce') : t('run.stepsLeft', { count: stepsLeft })}
      </Text>
      <Text size="sm" className={styles.hint}>
        {t(`run.accountants.${accountant}`)}
      </Text>
    </div>
  )
}
