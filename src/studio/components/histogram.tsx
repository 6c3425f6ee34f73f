// Small histograms as one SVG path each, so that hundreds of them cost a page little.
import type { Histogram } from '../../worker/protocol.ts'
import styles from '../studio.module.css'

const width = 160
const gap = 1

function sharesOf({ counts }: Histogram): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => (total > 0 ? count / total : 0))
}

/** Bars of `shares` under a common `top`; a bin that holds anything is at least a pixel high. */
function bars(shares: readonly number[], top: number, height: number): string {
  const step = width / shares.length
  const bar = Math.max(step - (step > 4 ? gap : 0), 0.5)
  return shares
    .map((share, i) => {
      if (share === 0) return ''
      const tall = Math.max((share / top) * height, 1)
      return `M${(i * step).toFixed(2)} ${(height - tall).toFixed(2)}h${bar.toFixed(2)}V${height}h${(-bar).toFixed(2)}Z`
    })
    .join('')
}

/** The outline over the bins, from edge to edge. */
function outline(shares: readonly number[], top: number, height: number): string {
  const step = width / shares.length
  return shares
    .map((share, i) => {
      const y = (height - (share / top) * (height - 1)).toFixed(2)
      return `${i === 0 ? 'M' : 'L'}${(i * step).toFixed(2)} ${y}H${((i + 1) * step).toFixed(2)}`
    })
    .join('')
}

export function HistogramBars({ histogram, label }: { readonly histogram: Histogram; readonly label: string }) {
  const height = 32
  const shares = sharesOf(histogram)
  const top = Math.max(...shares, 1e-9)
  return (
    <svg
      className={styles.bins}
      viewBox={`0 0 ${width} ${height}`}
      height={height}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={bars(shares, top, height)} fill="var(--studio-real)" />
    </svg>
  )
}

interface HistogramPairProps {
  readonly real: Histogram
  readonly synthetic: Histogram
  readonly label: string
}

/** Real as filled bars, synthetic as an outline over the same bins: told apart without colour too. */
export function HistogramPair({ real, synthetic, label }: HistogramPairProps) {
  const height = 64
  const realShares = sharesOf(real)
  const syntheticShares = sharesOf(synthetic)
  const top = Math.max(...realShares, ...syntheticShares, 1e-9)
  return (
    <svg
      className={styles.bins}
      viewBox={`0 0 ${width} ${height}`}
      height={height}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={bars(realShares, top, height)} fill="var(--studio-real)" opacity="0.75" />
      <path
        d={outline(syntheticShares, top, height)}
        fill="none"
        stroke="var(--studio-synthetic)"
        strokeWidth="1.75"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}
