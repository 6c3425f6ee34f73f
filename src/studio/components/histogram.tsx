// Small histograms as one or two SVG paths each, so that hundreds of them cost a page little.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldType, Histogram } from '../../worker/protocol.ts'
import figureStyles from '../figures.module.css'
import { formatFigure, formatPercent, formatWallClock } from '../texts/format.ts'
import { overlap, sharesOf } from './shares.ts'

const width = 160

/** Share of a bar's place that stays empty: numbers touch each other, categories stand apart. */
const gapOf = (histogram: Histogram) => (histogram.kind === 'numeric' ? 0.06 : 0.28)

interface Scale {
  readonly height: number
  readonly top: number
  readonly gap: number
}

/** A bin that holds anything is at least a pixel high. */
function bars(shares: readonly number[], { height, top, gap }: Scale): string {
  const step = width / shares.length
  const bar = step * (1 - gap)
  return shares
    .map((share, i) => {
      if (share === 0) return ''
      const tall = Math.max((share / top) * (height - 1), 1)
      const left = i * step + (step - bar) / 2
      return `M${left.toFixed(2)} ${height}v${(-tall).toFixed(2)}h${bar.toFixed(2)}V${height}Z`
    })
    .join('')
}

/** The line over the bins, from edge to edge. */
function outline(shares: readonly number[], { height, top }: Scale): string {
  const step = width / shares.length
  return shares
    .map((share, i) => {
      const y = (height - (share / top) * (height - 1)).toFixed(2)
      return `${i === 0 ? 'M' : 'L'}${(i * step).toFixed(2)} ${y}H${((i + 1) * step).toFixed(2)}`
    })
    .join('')
}

interface BinsProps {
  readonly height: number
  readonly label: string
  readonly children: ReactNode
}

function Bins({ height, label, children }: BinsProps) {
  return (
    <svg
      className={figureStyles.bins}
      viewBox={`0 0 ${width} ${height}`}
      height={height}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {children}
    </svg>
  )
}

export function HistogramBars({ histogram, label }: { readonly histogram: Histogram; readonly label: string }) {
  const height = 32
  const shares = sharesOf(histogram)
  if (shares.length < 2) return null
  const scale = { height, top: Math.max(...shares, 1e-9), gap: gapOf(histogram) }
  return (
    <Bins height={height} label={label}>
      <path d={bars(shares, scale)} fill="var(--studio-real)" />
    </Bins>
  )
}

interface HistogramPairProps {
  readonly name: string
  readonly type: FieldType
  readonly real: Histogram
  readonly synthetic: Histogram
}

/** Real as filled bars, synthetic as a line over the same bins: told apart without colour too. */
export function HistogramPair({ name, type, real, synthetic }: HistogramPairProps) {
  const { t } = useTranslation()
  const height = 64
  const realShares = sharesOf(real)
  const syntheticShares = sharesOf(synthetic)
  const scale = { height, top: Math.max(...realShares, ...syntheticShares, 1e-9), gap: gapOf(real) }
  const agreement = t('run.overlap', { percent: formatPercent(overlap(realShares, syntheticShares)) })
  return (
    <>
      <div className={figureStyles.tileHead}>
        <span className={figureStyles.tileName} title={name}>
          {name}
        </span>
        <span className={figureStyles.tileFigure}>{agreement}</span>
      </div>
      <Bins height={height} label={`${t('run.comparisonOf', { name })}: ${agreement}`}>
        <path d={bars(realShares, scale)} fill="var(--studio-real)" opacity="0.75" />
        <path
          d={real.kind === 'numeric' ? outline(syntheticShares, scale) : bars(syntheticShares, { ...scale, gap: 0.06 })}
          fill="none"
          stroke="var(--studio-synthetic)"
          strokeWidth="1.75"
          vectorEffect="non-scaling-stroke"
        />
      </Bins>
      <div className={figureStyles.binEnds}>{ends(real, type)}</div>
    </>
  )
}

/** What the outermost bins stand for; of categories the commonest names. */
function ends(histogram: Histogram, type: FieldType) {
  if (histogram.kind === 'categories')
    return <span title={histogram.labels.join(', ')}>{histogram.labels.join(', ')}</span>
  const { edges } = histogram
  const say = type === 'datetime' ? formatWallClock : formatFigure
  // One bin for each whole number reaches half a unit to both sides of it.
  const half = type === 'integer' && !Number.isInteger(edges[0]) ? 0.5 : 0
  return (
    <>
      <span>{say(edges[0] + half)}</span>
      <span>{say(edges[edges.length - 1] - half)}</span>
    </>
  )
}
