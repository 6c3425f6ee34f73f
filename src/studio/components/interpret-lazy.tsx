// Loads what makes a model readable when the browser is idle after the first paint, so that no request is left for later.
import { lazy } from 'react'

const loadAttribution = () => import('../panels/attribution.tsx')
const loadWalk = () => import('../panels/walk.tsx')

export const AttributionPanel = lazy(() => loadAttribution().then((part) => ({ default: part.AttributionPanel })))
export const WalkPanel = lazy(() => loadWalk().then((part) => ({ default: part.WalkPanel })))

export function prefetchInterpretation(): void {
  const idle = globalThis.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 200))
  // A failed prefetch is tried again, and told, where the panel is shown.
  idle(() => void Promise.all([loadAttribution(), loadWalk()]).catch(() => undefined))
}
