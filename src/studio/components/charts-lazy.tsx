// Loads the charts' chunk when the browser is idle after the first paint, so that no request is left for later.
import { lazy } from 'react'

const load = () => import('./charts.tsx')

export const CurveChart = lazy(load)

export function prefetchCharts(): void {
  const idle = globalThis.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 200))
  // A failed prefetch is tried again, and told, where the chart is drawn.
  idle(() => void load().catch(() => undefined))
}
