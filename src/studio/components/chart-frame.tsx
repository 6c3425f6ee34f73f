// A chart with its title, its legend, and the same figures as a table for those who prefer or need one.
import { Button, Group, Stack, Text } from '@mantine/core'
import { type ReactNode, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import figureStyles from '../figures.module.css'
import styles from '../studio.module.css'
import { formatCount, formatFigure } from '../texts/format.ts'
import type { Curve } from './charts.tsx'
import { CurveChart } from './charts-lazy.tsx'
import { ScrollRegion } from './scroll-region.tsx'

interface ChartFrameProps {
  readonly title: string
  readonly hint: string
  readonly points: readonly Record<string, number>[]
  readonly curves: readonly (Curve & { readonly label: string })[]
  readonly ceiling?: number
  /** More than a title above the chart, which is lower by as much, so that charts side by side end alike. */
  readonly aside?: { readonly height: number; readonly content: ReactNode }
}

const fullHeight = 220
const tableRows = 50

export function ChartFrame({ title, hint, points, curves, ceiling, aside }: ChartFrameProps) {
  const { t } = useTranslation()
  const [asTable, setAsTable] = useState(false)
  const height = fullHeight - (aside?.height ?? 0)
  return (
    <Stack component="section" aria-label={title} className={styles.panel} gap={10}>
      <Group justify="space-between" gap={8} wrap="nowrap" align="flex-start">
        <div>
          <Text fw={600} component="h3">
            {title}
          </Text>
          <Text className={styles.hint} size="sm">
            {hint}
          </Text>
        </div>
        <Button variant="subtle" size="compact-sm" style={{ flex: 'none' }} onClick={() => setAsTable(!asTable)}>
          {t(asTable ? 'run.asChart' : 'run.asTable')}
        </Button>
      </Group>
      {aside?.content}
      {points.length === 0 ? (
        <div style={{ height, display: 'grid', placeItems: 'center' }}>
          <Text className={styles.hint}>{t('run.chartWaiting')}</Text>
        </div>
      ) : asTable ? (
        <CurveTable title={title} points={points} curves={curves} height={height} />
      ) : (
        <Suspense fallback={<div style={{ height }} />}>
          <CurveChart points={points} curves={curves} height={height} {...(ceiling === undefined ? {} : { ceiling })} />
        </Suspense>
      )}
      <Group gap={16}>
        {curves.map(({ name, label, colour, dash }) => (
          <span key={name} className={figureStyles.legend}>
            <svg width="22" height="8" aria-hidden="true">
              <line x1="0" x2="22" y1="4" y2="4" stroke={colour} strokeWidth="2" strokeDasharray={dash} />
            </svg>
            {label}
          </span>
        ))}
      </Group>
    </Stack>
  )
}

interface CurveTableProps extends Pick<ChartFrameProps, 'title' | 'points' | 'curves'> {
  readonly height: number
}

function CurveTable({ title, points, curves, height }: CurveTableProps) {
  const { t } = useTranslation()
  const latest = points.slice(-tableRows).reverse()
  return (
    <ScrollRegion className={figureStyles.scroll} style={{ height }} label={t('run.tableOf', { title })}>
      <table className={figureStyles.table}>
        <thead>
          <tr>
            <th scope="col" data-number>
              {t('run.stepAxis')}
            </th>
            {curves.map(({ name, label }) => (
              <th key={name} scope="col" data-number>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {latest.map((point) => (
            <tr key={point.x}>
              <td data-number>{formatCount(point.x)}</td>
              {curves.map(({ name }) => (
                <td key={name} data-number>
                  {formatFigure(point[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
