// Charts: heat maps, bars, curves and histograms as elements, each readable without its colours.
import type { Histogram } from '../table/profile.ts'
import { type Cell, type Element, h, tableOf } from './element.ts'

/** Fields of a heat map at most: those with the largest cells. */
const mostFields = 40
/** Tints of a heat map. */
const tints = 5

export interface HeatMap {
  readonly label: string
  readonly names: readonly string[]
  /** [names × names]; `null`: no figure. */
  readonly cells: readonly (readonly (number | null)[])[]
  /** The size that gets the darkest tint. */
  readonly most: number
  readonly say: (value: number) => string
}

/** A table with its cells tinted by size, those below 0 apart from those above. Columns are named by the number of their row. */
export function heatMap({ label, names, cells, most, say }: HeatMap): Element {
  const sizes = cells.map((row) => row.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0))
  const shown = names
    .map((_, i) => i)
    .sort((a, b) => sizes[b] - sizes[a])
    .slice(0, mostFields)
    .sort((a, b) => a - b)
  const cell = (value: number | null): Cell => {
    if (value === null) return { text: '', attributes: { class: 'heat' } }
    const tint = Math.min(tints, Math.round((Math.abs(value) / most) * tints))
    return { text: say(value), attributes: { class: `heat heat-${value < 0 ? 'less' : 'more'}-${tint}` } }
  }
  return tableOf(
    label,
    [
      '',
      ...shown.map((i, place): Cell => ({ text: String(place + 1), attributes: { title: names[i], class: 'heat' } })),
    ],
    shown.map((i, place) => [`${place + 1} ${names[i]}`, ...shown.map((j) => cell(cells[i][j]))]),
  )
}

const percentOf = (share: number) => Number((100 * Math.min(1, Math.max(0, share))).toFixed(2))

/** A bar for the synthetic rows on a wider one for the real rows, which it can be expected to reach. Shares of the width. */
export function barPair(label: string, real: number | null, synthetic: number | null): Element {
  return h(
    'svg',
    { class: 'bar', viewBox: '0 0 100 12', preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    h('rect', { class: 'fill-line', x: 0, y: 0, width: 100, height: 12 }),
    real === null ? null : h('rect', { class: 'fill-real', x: 0, y: 0, width: percentOf(real), height: 12 }),
    synthetic === null
      ? null
      : h('rect', { class: 'fill-synthetic', x: 0, y: 3, width: percentOf(synthetic), height: 6 }),
  )
}

/** A figure between the bounds of what it may be, all from 0 to 1. */
export function interval(label: string, low: number, value: number, high: number): Element {
  return h(
    'svg',
    { class: 'bar', viewBox: '0 0 100 12', preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    h('rect', { class: 'fill-line', x: 0, y: 5, width: 100, height: 2 }),
    h('rect', { class: 'fill-real', x: percentOf(low), y: 3, width: Math.max(0.5, percentOf(high - low)), height: 6 }),
    h('rect', { class: 'fill-synthetic', x: Math.min(99, percentOf(value)), y: 0, width: 1, height: 12 }),
  )
}

export interface Curve {
  readonly label: string
  readonly kind: 'synthetic' | 'real' | 'other'
  /** Percentiles 0 … 100. */
  readonly percentiles: readonly number[]
}

/** Distributions of distances: from left to right the distance, upwards the share of rows that are as near. */
export function cumulative(label: string, curves: readonly Curve[], say: (value: number) => string): Element {
  const most = Math.max(1e-9, ...curves.map(({ percentiles }) => percentiles[Math.min(99, percentiles.length - 1)]))
  const path = ({ percentiles }: Curve) =>
    percentiles.map((distance, p) => `${p === 0 ? 'M' : 'L'}${percentOf(distance / most)} ${100 - p}`).join('')
  return h(
    'figure',
    { class: 'curve' },
    h(
      'svg',
      { viewBox: '0 0 100 100', preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
      [25, 50, 75].map((y) => h('path', { class: 'grid', d: `M0 ${y}H100` })),
      curves.map((curve) => h('path', { class: `line line-${curve.kind}`, d: path(curve) })),
    ),
    h('div', { class: 'ends' }, h('span', {}, say(0)), h('span', {}, say(most))),
    legend(curves.map(({ label: name, kind }) => ({ name, kind, shape: 'line' }))),
  )
}

interface LegendEntry {
  readonly name: string
  readonly kind: Curve['kind']
  readonly shape: 'line' | 'bar'
}

export function legend(entries: readonly LegendEntry[]): Element {
  return h(
    'div',
    { class: 'legend' },
    entries.map(({ name, kind, shape }) =>
      h(
        'span',
        {},
        h(
          'svg',
          { viewBox: '0 0 22 8', width: 22, height: 8, 'aria-hidden': 'true' },
          shape === 'line'
            ? h('path', { class: `line line-${kind}`, d: 'M0 4H22' })
            : h('rect', { class: `fill-${kind}`, x: 0, y: 0, width: 22, height: 8, rx: 2 }),
        ),
        name,
      ),
    ),
  )
}

/** Shares of bins or categories: real rows as bars, synthetic ones as a line over them. */
export function histograms(
  name: string,
  label: string,
  real: Histogram,
  synthetic: Histogram,
  ends: readonly string[],
) {
  const [first, second] = [sharesOf(real), sharesOf(synthetic)]
  const top = Math.max(1e-9, ...first, ...second)
  const step = 100 / Math.max(1, first.length)
  const y = (share: number) => (60 - (share / top) * 58).toFixed(2)
  const at = (i: number) => (i * step).toFixed(2)
  return h(
    'figure',
    { class: 'tile' },
    h('figcaption', {}, name),
    h(
      'svg',
      { viewBox: '0 0 100 60', preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
      first.map((share, i) =>
        h('path', {
          class: 'fill-real',
          d: `M${(i * step + step * 0.08).toFixed(2)} 60V${y(share)}h${(step * 0.84).toFixed(2)}V60Z`,
        }),
      ),
      h('path', {
        class: 'line line-synthetic',
        d: second.map((share, i) => `${i === 0 ? 'M' : 'L'}${at(i)} ${y(share)}H${at(i + 1)}`).join(''),
      }),
    ),
    h(
      'div',
      { class: 'ends' },
      ends.map((end) => h('span', {}, end)),
    ),
  )
}

function sharesOf(histogram: Histogram): number[] {
  const counts = histogram.kind === 'categories' ? [...histogram.counts, histogram.other] : histogram.counts
  const total = counts.reduce((sum, count) => sum + count, 0)
  const shares = counts.map((count) => (total === 0 ? 0 : count / total))
  return histogram.kind === 'categories' && histogram.other === 0 ? shares.slice(0, -1) : shares
}
