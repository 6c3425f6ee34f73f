// Print: the comparison as tables to read.
import { duration, table } from '../../src/cli/output.ts'
import type { Judgement } from './judge.ts'
import type { Outcome } from './outcome.ts'
import type { Moment, Race } from './overtime.ts'

/** One table that was judged: a model's, or one that needed no training. */
export interface Row {
  readonly name: string
  readonly judgement: Judgement
  /** `null`: nothing was trained. */
  readonly outcome: Outcome | null
  readonly cached: boolean
}

const bytesPerMebibyte = 2 ** 20
const error = (value: number | null) => (value === null ? '–' : `${(100 * value).toFixed(2)}%`)
const area = (value: number | null) => (value === null ? '–' : value.toFixed(3))
const seconds = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(1))

const columns: readonly [name: string, write: (row: Row) => string][] = [
  ['', ({ name, cached }) => name + (cached ? ' *' : '')],
  ['shape', ({ judgement }) => error(judgement.shapeError)],
  ['trend', ({ judgement }) => error(judgement.trendError)],
  ['real bins', ({ judgement }) => error(judgement.trendErrorRealBins)],
  ['accuracy', ({ judgement }) => error(judgement.accuracy)],
  ['linear', ({ judgement }) => area(judgement.linear)],
  ['boosting', ({ judgement }) => area(judgement.boosting)],
  ['detected', ({ judgement }) => area(judgement.detection)],
  ['closer', ({ judgement }) => area(judgement.closer)],
  ['identical', ({ judgement }) => error(judgement.identical)],
  ['member', ({ judgement }) => area(judgement.membership)],
  ['train s', ({ outcome }) => seconds(outcome?.trainSeconds)],
  ['sample s', ({ outcome }) => seconds(outcome?.sampleSeconds)],
  ['MiB', ({ outcome }) => (outcome?.peakBytes == null ? '–' : (outcome.peakBytes / bytesPerMebibyte).toFixed(0))],
]

export function comparison(rows: readonly Row[]): string {
  return table([columns.map(([name]) => name), ...rows.map((row) => columns.map(([, write]) => write(row)))])
}

/** When, where and with what each was trained; which were not trained now. */
export function provenance(rows: readonly Row[]): string {
  return rows
    .flatMap(({ name, outcome, cached }) => {
      if (outcome === null) return []
      const { measuredAt, processor, threads, load, versions } = outcome
      const packages = Object.entries(versions).map((entry) => entry.join(' '))
      const at = `${cached ? 'kept from' : 'measured'} ${measuredAt.slice(0, 16).replace('T', ' ')} UTC`
      const on = `${threads} ${threads === 1 ? 'thread' : 'threads'} of ${processor}, load ${load.toFixed(1)} before`
      return [`${cached ? '*' : ' '} ${name}: ${at}, ${on}; ${packages.join(', ')}`]
    })
    .join('\n')
}

/** A moment with what to call it: an epoch, or nothing. */
export type NamedMoment = Moment & { readonly epoch?: number }

export function overTime(ours: readonly NamedMoment[], theirs: readonly NamedMoment[], found: Race | null): string {
  const lines = (name: string, moments: readonly NamedMoment[]) =>
    moments.map(({ seconds, quality, epoch }) => [
      name,
      epoch === undefined ? '' : String(epoch),
      seconds.toFixed(1),
      `${(100 * quality).toFixed(2)}%`,
    ])
  const all = table([['', 'epoch', 'seconds', 'quality'], ...lines('ctgan', theirs), ...lines('ours', ours)])
  return found === null ? all : `${all}\n${raceText(found)}`
}

function raceText({ quality, theirs, whole, ours, ratio, ratioToWhole }: Race): string {
  const share = `${(100 * quality).toFixed(2)}%`
  const peer = `CTGAN's quality at the end is ${share}; it first had as much after ${duration(theirs)} of ${duration(whole)}.`
  if (ours === null || ratio === null || ratioToWhole === null) return `${peer} Ours did not reach it.`
  return `${peer} Ours after ${ours.toFixed(1)} s: ours/CTGAN ${ratio.toFixed(4)}, and ${ratioToWhole.toFixed(4)} of its whole training.`
}
