// Attribution: which fields are hardest to get right, look by look, as the page keeps it while a run goes and after its end.
import { create } from 'zustand'
import type { FieldAttribution } from '../../worker/protocol.ts'
import { listen } from './connection.ts'

/** Looks that are kept: as many as a small chart can show. */
export const mostLooks = 80

/** In the order of their steps. */
export const useAttributions = create<{ readonly looks: readonly FieldAttribution[] }>(() => ({ looks: [] }))

/**
 * With one look more. A run that was set back gives up the looks from there on; of too many, every second goes, but never the
 * first or the last.
 */
export function withLook(looks: readonly FieldAttribution[], look: FieldAttribution): FieldAttribution[] {
  const all = [...looks.filter(({ step, kind }) => step < look.step && kind === look.kind), look]
  return all.length > mostLooks ? all.filter((_, i) => i % 2 === 0 || i === all.length - 1) : all
}

listen((event) => {
  if (event.kind === 'attribution') {
    useAttributions.setState(({ looks }) => ({ looks: withLook(looks, event.attribution) }))
  }
  // What every run begins with.
  if (event.kind === 'train' && event.event.kind === 'phase' && event.event.phase === 'encoding') {
    useAttributions.setState({ looks: [] })
  }
})
