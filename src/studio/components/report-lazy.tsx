// Loads how a report reads when the browser is idle after the first paint, so that no request is left for later.
import { lazy } from 'react'

const load = () => import('./report-parts.tsx')

export const ReportVerdict = lazy(() => load().then(({ ReportVerdict: part }) => ({ default: part })))
export const ReportSections = lazy(() => load().then(({ ReportSections: part }) => ({ default: part })))

export function prefetchReport(): void {
  const idle = globalThis.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 200))
  // A failed prefetch is tried again, and told, where the report is shown.
  idle(() => void load().catch(() => undefined))
}
