// Categories: which words a column holds and how often, from one noisy histogram.
import { toShares } from './partition.ts'
import type { Question } from './releases.ts'

/** Standard deviations of noise that missing cells, and words that are not told, must stand out by to be counted. */
const deviations = 3

/** What words that are not told are replaced by. */
const otherWord = 'other'

export interface WordsQuestion {
  /** How many rows hold each word. */
  readonly counts: ReadonlyMap<string, number>
  readonly rows: number
  /** The public list; words that it lacks count as missing. `null`: which words there are is what is asked. */
  readonly list: readonly string[] | null
  /** Noisy counts up to this are not told; `null`: the words need no hiding. */
  readonly threshold: number | null
  readonly question: Question
}

export interface FoundWords {
  /** Of all cells; in the order of the public list, else of the code units of the words, which says nothing of the rows. */
  readonly shares: ReadonlyMap<string, number>
  /** Share of missing cells; 0 where the noise cannot tell it from none. */
  readonly missing: number
  /** The word, one of `shares`, that stands for all that are not told; `null`: they are too few to matter. */
  readonly other: string | null
}

export function askWords({ counts, rows, list, threshold, question }: WordsQuestion): FoundWords {
  const words = list ?? [...counts.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const known = words.map((word) => counts.get(word) ?? 0)
  const present = sum([...counts.values()])
  // With a public list all other words are missing; without one there are no other words.
  const missing = list === null ? rows - present : rows - sum(known)
  const noisy = question.ask(Float64Array.from([...known, missing]))
  const told = words.flatMap((word, i) => {
    return list !== null || threshold === null || noisy[i] > threshold ? [{ word, count: noisy[i] }] : []
  })
  const noisyMissing = noisy[words.length]
  const hasMissing = noisyMissing > deviations * question.deviation
  const rest = rows - sum(told.map(({ count }) => count)) - (hasMissing ? noisyMissing : 0)
  const hidden = list === null && threshold !== null
  const hasOther = hidden && rest > deviations * question.deviation * Math.sqrt(told.length + 1)
  const toldCounts = told.map(({ count }) => count)
  const likely = hidden ? toldCounts : withRare(toldCounts, rows - (hasMissing ? noisyMissing : 0), question.deviation)
  const cells = [...likely, ...(hasMissing ? [noisyMissing] : []), ...(hasOther ? [rest] : [])]
  const shares = toShares(Float64Array.from(cells), rows)
  const found = new Map(told.map(({ word }, i) => [word, shares[i]]))
  if (hasOther) found.set(otherWord, (found.get(otherWord) ?? 0) + shares[cells.length - 1])
  return { shares: found, missing: hasMissing ? shares[told.length] : 0, other: hasOther ? otherWord : null }
}

/** Of how much a rare word is held to occur at least, of what rare words occur on average. */
const leastOfMean = 0.1

/**
 * Noisy counts of all words, of which those that do not stand out share what the others leave of `present` rows: each its own
 * count, drawn towards their mean the more, the more noise there is beside it. Without that, noise would have rare words never
 * occur, and each of some of them too often.
 */
function withRare(counts: readonly number[], present: number, deviation: number): number[] {
  const stands = (count: number) => count > deviations * deviation
  const common = counts.filter(stands)
  const rare = counts.filter((count) => !stands(count))
  // Known twice, from their own counts and from what the common ones leave: as noisy as there are words of either kind.
  const rest = ((present - sum(common)) * rare.length + sum(rare) * common.length) / counts.length
  if (rare.length === 0 || rest <= 0) return counts.map((count) => (stands(count) ? count : 0))
  const mean = rest / rare.length
  const trust = mean ** 2 / (mean ** 2 + deviation ** 2)
  const drawn = (count: number) => Math.max(leastOfMean * mean, mean + trust * (count - mean))
  const factor = rest / sum(rare.map(drawn))
  return counts.map((count) => (stands(count) ? count : factor * drawn(count)))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
