// Scores: a verdict in words first, then the figures behind it, column by column.
import { Button, Group, RingProgress, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Report } from '../../worker/protocol.ts'
import { NotCovered } from '../components/not-covered.tsx'
import figureStyles from '../figures.module.css'
import { verdictOf, weakest, weakestFirst } from '../store/scores.ts'
import styles from '../studio.module.css'
import { formatPercent } from '../texts/format.ts'

const firstColumns = 8
const mostPairs = 6

interface VerdictPanelProps {
  readonly report: Report | null
  /** Rows under conditions, or so many of each word. */
  readonly asked: boolean
  readonly guarded: boolean
}

export function VerdictPanel({ report, asked, guarded }: VerdictPanelProps) {
  const { t } = useTranslation()
  const found = verdictOf(report)
  const overall = report?.overall ?? null
  return (
    <Group gap={24} align="center" wrap="nowrap" className={figureStyles.verdict}>
      {overall !== null && (
        <RingProgress
          size={124}
          thickness={9}
          roundCaps
          sections={[{ value: overall * 100, color: 'var(--studio-accent)' }]}
          label={
            <div style={{ textAlign: 'center' }}>
              <div className={figureStyles.score}>{formatPercent(overall)}</div>
              <div className={figureStyles.scoreName}>{t('result.overall')}</div>
            </div>
          }
        />
      )}
      <div>
        <Text fw={600} size="lg" style={{ textWrap: 'pretty' }} data-verdict={found}>
          {t(asked && found === 'none' ? 'result.verdict.asked' : `result.verdict.${found}`)}
        </Text>
        {report && (
          <div style={{ marginTop: 6 }}>
            {guarded ? (
              <NotCovered />
            ) : (
              <Text className={styles.hint} size="sm">
                {t('result.notCoveredPlain')}
              </Text>
            )}
          </div>
        )}
      </div>
    </Group>
  )
}

interface ScoresPanelProps {
  readonly report: Report
  readonly guarded: boolean
}

export function ScoresPanel({ report, guarded }: ScoresPanelProps) {
  const { t } = useTranslation()
  const { columnShapes, columnPairTrends } = report
  return (
    <div className={styles.halves}>
      <ScoreList
        title={t('result.shapes')}
        hint={t('result.shapesHint')}
        guarded={guarded}
        score={columnShapes.score}
        items={weakestFirst(columnShapes.columns)}
        nameOf={(column) => column.name}
      />
      <ScoreList
        title={t('result.pairs')}
        hint={t('result.pairsHint')}
        guarded={guarded}
        score={columnPairTrends.score}
        items={weakest(columnPairTrends.pairs, mostPairs)}
        heading={t('result.weakest')}
        nameOf={({ first, second }) => t('result.pair', { first, second })}
      />
    </div>
  )
}

interface ScoreListProps<T> {
  readonly title: string
  readonly hint: string
  readonly heading?: string
  readonly guarded: boolean
  readonly score: number | null
  readonly items: readonly T[]
  readonly nameOf: (item: T) => string
}

function ScoreList<T extends { readonly score: number | null }>(props: ScoreListProps<T>) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const { title, hint, heading, guarded, score, items, nameOf } = props
  const shown = all ? items : items.slice(0, firstColumns)
  return (
    <Stack component="section" aria-label={title} className={styles.panel} gap={12}>
      <div>
        <Group justify="space-between" gap={8}>
          <Text fw={600} component="h3">
            {title}
          </Text>
          <Text fw={600} style={{ fontVariantNumeric: 'tabular-nums' }}>
            {score === null ? t('result.noScore') : formatPercent(score, 1)}
          </Text>
        </Group>
        <Text className={styles.hint} size="sm">
          {hint}
        </Text>
      </div>
      {guarded && <NotCovered />}
      {heading && items.length > 0 && (
        <Text size="sm" fw={550}>
          {heading}
        </Text>
      )}
      <ul className={figureStyles.bars}>
        {shown.map((item) => (
          <li key={nameOf(item)}>
            <span className={figureStyles.barName} title={nameOf(item)}>
              {nameOf(item)}
            </span>
            <span className={figureStyles.barTrack}>
              <span className={figureStyles.barFill} style={{ width: `${(item.score ?? 0) * 100}%` }} />
            </span>
            <span className={figureStyles.barValue}>{item.score === null ? '–' : formatPercent(item.score)}</span>
          </li>
        ))}
      </ul>
      {items.length > firstColumns && (
        <Button variant="subtle" size="compact-sm" style={{ alignSelf: 'flex-start' }} onClick={() => setAll(!all)}>
          {t(all ? 'result.fewerColumns' : 'result.allColumns')}
        </Button>
      )}
    </Stack>
  )
}
