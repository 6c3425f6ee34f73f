// Which fields a model still finds hardest to get right, over the steps of its training: one small curve a field.
import { Button, Stack, Text } from '@mantine/core'
import { memo, useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import interpretStyles from '../interpret.module.css'
import { useAttributions } from '../store/attribution.ts'
import { useData } from '../store/data.ts'
import { useRun } from '../store/run.ts'
import styles from '../studio.module.css'
import { formatShare } from '../texts/format.ts'

const firstFields = 10

/** The curve's own units; it is stretched to its place. */
const width = 100
const height = 20

export function AttributionPanel() {
  const { t } = useTranslation()
  const opened = useData((data) => data.model !== null)
  const last = useRun((run) => run.summary?.attribution ?? null)
  const seen = useAttributions((state) => state.looks)
  // Deferred, so that many small curves never hold up a click. Of a model that was opened there is but the last look.
  const looks = useDeferredValue(useMemo(() => (opened ? (last ? [last] : []) : seen), [opened, last, seen]))
  const fields = useData((data) => data.inspection?.schema.fields ?? data.model?.schema.fields)
  const [all, setAll] = useState(false)
  const latest = looks.at(-1)
  if (!latest || !fields) return null
  const ranked = latest.shares
    .flatMap((share, index) => (share === null || !fields[index] ? [] : [{ share, index, name: fields[index].name }]))
    .sort((a, b) => b.share - a.share)
  const shown = all ? ranked : ranked.slice(0, firstFields)
  const top = Math.max(...looks.flatMap(({ shares }) => shares.map((share) => share ?? 0)))
  const steps = looks.map(({ step }) => step)
  return (
    <Stack component="section" aria-label={t('attribution.title')} className={styles.panel} gap={14}>
      <div>
        <Text fw={600} component="h3">
          {t('attribution.title')}
        </Text>
        <Text className={styles.hint} size="sm">
          {t('attribution.reading', { what: t(`attribution.kinds.${latest.kind}`) })}
        </Text>
      </div>
      <div>
        <ul className={interpretStyles.strips}>
          {shown.map(({ index, name, share }) => (
            <Strip
              key={index}
              name={name}
              share={share}
              path={area(
                steps,
                looks.map(({ shares }) => (shares[index] ?? 0) / top),
              )}
              said={
                looks.length < 2
                  ? t('attribution.once', { step: latest.step })
                  : t('attribution.course', {
                      from: formatShare(looks[0].shares[index] ?? 0),
                      to: formatShare(share),
                      first: looks[0].step,
                      last: latest.step,
                    })
              }
            />
          ))}
        </ul>
        <div className={interpretStyles.axis} aria-hidden="true">
          <span>{t('attribution.step', { step: steps[0] })}</span>
          {steps.length > 1 && <span>{t('attribution.step', { step: latest.step })}</span>}
        </div>
      </div>
      {ranked.length > firstFields && (
        <Button variant="subtle" size="compact-sm" style={{ alignSelf: 'flex-start' }} onClick={() => setAll(!all)}>
          {all ? t('attribution.fewer') : t('attribution.all', { fields: ranked.length })}
        </Button>
      )}
    </Stack>
  )
}

interface StripProps {
  readonly name: string
  readonly share: number
  readonly path: string
  /** The curve in words. */
  readonly said: string
}

const Strip = memo(function Strip({ name, share, path, said }: StripProps) {
  return (
    <li>
      <span className={interpretStyles.name} title={name}>
        {name}
      </span>
      <svg
        className={interpretStyles.strip}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={said}
      >
        <path d={path} fill="var(--studio-accent)" />
      </svg>
      <span className={interpretStyles.figure}>{formatShare(share)}</span>
    </li>
  )
})

/** The surface under a curve through `sizes`, 0 to 1, at `steps`; a single one fills the width. */
function area(steps: readonly number[], sizes: readonly number[]): string {
  const first = steps[0]
  const span = (steps.at(-1) ?? first) - first
  const y = (size: number) => (height * (1 - size)).toFixed(2)
  if (span === 0) return `M0 ${height}V${y(sizes[sizes.length - 1])}H${width}V${height}Z`
  const points = sizes.map((size, i) => `L${((width * (steps[i] - first)) / span).toFixed(2)} ${y(size)}`)
  return `M0 ${height}${points.join('')}V${height}Z`
}
