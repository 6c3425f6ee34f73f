// What a report amounts to: a verdict, and which columns and pairs deserve a look first.
import type { Report } from '../../worker/protocol.ts'

export type Verdict = 'excellent' | 'good' | 'fair' | 'weak' | 'none'

const verdicts = [
  { from: 0.92, verdict: 'excellent' },
  { from: 0.84, verdict: 'good' },
  { from: 0.72, verdict: 'fair' },
  { from: 0, verdict: 'weak' },
] as const

export function verdictOf(report: Report | null): Verdict {
  const overall = report?.overall ?? null
  if (overall === null) return 'none'
  return verdicts.find(({ from }) => overall >= from)?.verdict ?? 'weak'
}

/** Weakest first; what could not be scored comes last. */
export function weakestFirst<T extends { readonly score: number | null }>(scores: readonly T[]): T[] {
  return [...scores].sort((a, b) => (a.score ?? 2) - (b.score ?? 2))
}

/** The weakest `most` of what may be millions of pairs, in one pass. */
export function weakest<T extends { readonly score: number | null }>(scores: readonly T[], most: number): T[] {
  const found: T[] = []
  for (const item of scores) {
    if (item.score === null) continue
    if (found.length === most && item.score >= (found[most - 1].score ?? 0)) continue
    found.push(item)
    found.sort((a, b) => (a.score ?? 0) - (b.score ?? 0))
    if (found.length > most) found.pop()
  }
  return found
}
