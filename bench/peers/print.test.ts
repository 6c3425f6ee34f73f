// What the comparison says.
import { expect, it } from 'vitest'
import type { Judgement } from './judge.ts'
import { race } from './overtime.ts'
import { comparison, overTime, provenance, type Row } from './print.ts'

const judgement: Judgement = {
  shapeError: 0.0123,
  trendError: 0.0456,
  trendErrorRealBins: 0.04,
  accuracy: 0.95,
  linear: 0.98,
  boosting: null,
  linearOnReal: 0.9,
  boostingOnReal: 0.92,
  detection: 0.75,
  closer: 0.5,
  identical: 0,
  membership: null,
}

const outcome = {
  measuredAt: '2026-01-02T03:04:05.678Z',
  processor: 'Some CPU',
  threads: 1,
  load: 0.25,
  trainSeconds: 61.04,
  sampleSeconds: 0.5,
  peakBytes: 3 * 2 ** 20,
  versions: { ctgan: '0.12.1' },
  looks: [],
}

const rows: Row[] = [
  { name: 'holdout', judgement, outcome: null, cached: false },
  { name: 'ctgan', judgement, outcome, cached: true },
]

it('writes a row a table, dashes for what is not known, and marks what was kept', () => {
  const [header, holdout, ctgan] = comparison(rows).split('\n')
  expect(header.split(/ {2,}/).filter(Boolean)).toHaveLength(13)
  expect(holdout.split(/\s+/)).toEqual('holdout 1.23% 4.56% 4.00% 95.00% 0.980 – 0.750 0.500 0.00% – – – –'.split(' '))
  expect(ctgan).toMatch(/^ctgan \* .* 61\.0 +0\.5 +3$/)
})

it('says when, with how many threads and with which packages something was trained', () => {
  expect(provenance(rows)).toBe(
    '* ctgan: kept from 2026-01-02 03:04 UTC, 1 thread of Some CPU, load 0.3 before; ctgan 0.12.1',
  )
})

it('tells how soon each had the quality that CTGAN ends with', () => {
  const theirs = [
    { epoch: 1, seconds: 4, quality: 0.5 },
    { epoch: 300, seconds: 400, quality: 0.8 },
  ]
  const ours = [{ seconds: 8, quality: 0.85 }]
  const text = overTime(ours, theirs, race(ours, theirs))
  expect(text).toContain('Ours after 8.0 s: ours/CTGAN 0.0200')
  expect(text).toMatch(/ctgan +300 +400\.0 +80\.00%/)
  const slow = [{ seconds: 8, quality: 0.7 }]
  expect(overTime(slow, theirs, race(slow, theirs))).toContain('Ours did not reach it.')
})
