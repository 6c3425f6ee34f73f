// Schedule: puts parts in an order, and those side by side that can go in one launch.

/** Kinds of which several parts may go in one launch. */
const social = new Set(['map', 'sum'])

/**
 * The launches, as lists of part numbers. `needs`: for each part the parts that come before it; those have lower numbers.
 * Sums wait for each other, and maps wait for everything else, so that as many as possible go together.
 */
export function schedule(kinds: readonly string[], needs: readonly ReadonlySet<number>[]): number[][] {
  const waiting = new Set(kinds.keys())
  const launches: number[][] = []
  const isReady = (part: number) => [...needs[part]].every((need) => !waiting.has(need))
  while (waiting.size > 0) {
    const ready = [...waiting].filter(isReady)
    const alone = ready.find((part) => !social.has(kinds[part]))
    const kind = ready.some((part) => kinds[part] === 'sum') ? 'sum' : 'map'
    const launch = alone !== undefined ? [alone] : ready.filter((part) => kinds[part] === kind)
    for (const part of launch) waiting.delete(part)
    launches.push(launch)
  }
  return launches
}
