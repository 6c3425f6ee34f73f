// Real against synthetic, field by field.
import { Button, Group, Stack, Text } from '@mantine/core'
import { memo, useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Comparison } from '../../worker/protocol.ts'
import { HistogramPair } from '../components/histogram.tsx'
import { NotCovered } from '../components/not-covered.tsx'
import figureStyles from '../figures.module.css'
import { useData } from '../store/data.ts'
import { useResult } from '../store/result.ts'
import { useRun } from '../store/run.ts'
import styles from '../studio.module.css'

const firstFields = 12
const moreFields = 24

export function ComparisonPanel() {
  const { t } = useTranslation()
  // Deferred, so that a grid of many fields is drawn in slices and never holds up a click.
  const live = useDeferredValue(useRun((run) => run.comparison))
  const guarded = useRun((run) => run.recipe?.privacy != null)
  const final = useResult(({ synthesis }) => (synthesis?.judgeable ? synthesis.comparison : null))
  return (
    <ComparisonGrid
      comparison={final ?? live}
      hint={t(final ? 'run.comparisonFinal' : live ? 'run.comparisonHint' : 'run.comparisonWaiting')}
      guarded={guarded}
    />
  )
}

interface ComparisonGridProps {
  readonly comparison: Comparison | null
  readonly hint: string
  readonly guarded: boolean
}

export function ComparisonGrid({ comparison, hint, guarded }: ComparisonGridProps) {
  const { t } = useTranslation()
  const [most, setMost] = useState(firstFields)
  const fields = useData((data) => data.inspection?.schema.fields ?? data.model?.schema.fields)
  if (!fields) return null
  const shown = comparison?.fields.slice(0, most) ?? []
  return (
    <Stack component="section" aria-label={t('run.comparison')} className={styles.panel} gap={14}>
      <Group justify="space-between" gap={10}>
        <div>
          <Text fw={600} component="h3">
            {t('run.comparison')}
          </Text>
          <Text className={styles.hint} size="sm">
            {hint}
          </Text>
        </div>
        <Group gap={16}>
          {guarded && <NotCovered />}
          <span className={figureStyles.legend}>
            <span className={figureStyles.swatch} style={{ background: 'var(--studio-real)' }} />
            {t('run.real')}
          </span>
          <span className={figureStyles.legend}>
            <span className={figureStyles.swatch} style={{ border: '2px solid var(--studio-synthetic)' }} />
            {t('run.synthetic')}
          </span>
        </Group>
      </Group>
      {shown.length > 0 && (
        <div className={figureStyles.grid}>
          {shown.map(({ index, real, synthetic }) => (
            <Tile key={index} name={fields[index].name} type={fields[index].type} real={real} synthetic={synthetic} />
          ))}
        </div>
      )}
      {comparison && comparison.fields.length > most && (
        <Group>
          <Button variant="subtle" size="compact-sm" onClick={() => setMost(most + moreFields)}>
            {t('run.more')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}

/** Told anew a few times a second: a field whose bins stand still is not drawn again. */
const Tile = memo(function Tile(props: Parameters<typeof HistogramPair>[0]) {
  return (
    <div className={figureStyles.tile}>
      <HistogramPair {...props} />
    </div>
  )
})
