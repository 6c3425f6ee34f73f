// Verdicts, and what deserves a look first.
import { expect, it } from 'vitest'
import type { Report } from '../../worker/protocol.ts'
import { verdictOf, weakest, weakestFirst } from './scores.ts'

const report = (overall: number | null): Report => ({
  columnShapes: { score: overall, columns: [] },
  columnPairTrends: { score: overall, edges: 'own', pairs: [] },
  columnPairTrendsRealEdges: { score: overall },
  columnPairTrendsThresholded: { score: overall, correlation: 0.5, association: 0.3, pairs: 0, of: 0, overall },
  overall,
  rows: { real: 10, synthetic: 10 },
})

it('grows milder as the score falls', () => {
  expect([0.95, 0.88, 0.75, 0.3].map((score) => verdictOf(report(score)))).toEqual([
    'excellent',
    'good',
    'fair',
    'weak',
  ])
})

it('gives no verdict without a report or a score', () => {
  expect(verdictOf(null)).toBe('none')
  expect(verdictOf(report(null))).toBe('none')
})

const scores = [{ score: 0.9 }, { score: null }, { score: 0.2 }, { score: 0.5 }]

it('puts the weakest first and the unscored last', () => {
  expect(weakestFirst(scores).map(({ score }) => score)).toEqual([0.2, 0.5, 0.9, null])
})

it('finds the weakest few of many as sorting would', () => {
  const many = Array.from({ length: 500 }, (_, i) => ({ score: ((i * 7919) % 500) / 500 }))
  expect(weakest(many, 5)).toEqual(weakestFirst(many).slice(0, 5))
  expect(weakest(scores, 10).map(({ score }) => score)).toEqual([0.2, 0.5, 0.9])
})
