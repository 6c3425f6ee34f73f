// Draws that both bundled samples use: choices by weight, heavy tails, counts, dates.
import type { Random } from '../../src/math/random.ts'

export const day = 86_400_000

/** One key, with a chance in proportion to its weight. */
export function choose<K extends string>(random: Random, weights: Readonly<Record<K, number>>): K {
  const entries = Object.entries<number>(weights)
  let left = random.uniform() * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [key, weight] of entries) {
    left -= weight
    if (left < 0) return key as K
  }
  return entries[entries.length - 1][0] as K
}

export const chance = (random: Random, probability: number): boolean => random.uniform() < probability

/** 1 / (1 + e^−x): a score on the log-odds scale as a probability. */
export const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/** e^N(mean, deviation²). */
export const logNormal = (random: Random, mean: number, deviation: number): number =>
  Math.exp(mean + deviation * random.normal())

/** A normal draw, drawn again until it falls into the range. */
export function normalWithin(
  random: Random,
  mean: number,
  deviation: number,
  minimum: number,
  maximum: number,
): number {
  for (;;) {
    const value = mean + deviation * random.normal()
    if (value >= minimum && value <= maximum) return value
  }
}

/** A Poisson count (Knuth 1969), for small rates. */
export function poisson(random: Random, rate: number): number {
  const limit = Math.exp(-rate)
  let product = random.uniform()
  let count = 0
  while (product > limit) {
    product *= random.uniform()
    count++
  }
  return count
}

/** yyyy-MM-dd */
export const dateText = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10)

/** yyyy-MM-dd HH:mm:ss */
export const timeText = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')

/** Rows as CSV; no cell of the samples needs quotes. `null` is an empty cell. */
export function csv(rows: readonly Readonly<Record<string, string | number | boolean | null>>[]): string {
  const lines = [Object.keys(rows[0]), ...rows.map((row) => Object.values(row).map((cell) => cell ?? ''))]
  return `${lines.map((cells) => cells.join(',')).join('\n')}\n`
}
