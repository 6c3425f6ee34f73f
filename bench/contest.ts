// Contest: contenders that take turns, so that a busy machine slows all of them alike.

export interface Contender {
  /** Takes one turn and says what it measured: a time a step, a rate. */
  turn(): Promise<number>
}

/** What each measured, turn by turn. */
export type Scores<Name extends string> = Readonly<Record<Name, readonly number[]>>

/** Turns before the first that counts: what is compiled late is compiled then. */
const warmUp = 2

/** Each round begins with another contender, so that none is always the one that finds the machine at its coolest. */
export async function contest<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  rounds: number,
): Promise<Scores<Name>> {
  const names = Object.keys(contenders) as Name[]
  const scores = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = -warmUp; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(round + warmUp + i) % names.length]
      const score = await contenders[name].turn()
      if (round >= 0) scores[name].push(score)
    }
  }
  return scores
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

/** The median over the rounds of one contender's score divided by the other's in the same round. */
export function ratio(over: readonly number[], under: readonly number[]): number {
  return median(over.map((score, round) => score / under[round]))
}

/** The same of the best score of each, where less is better: what a busy machine hardly touches. */
export function bestRatio(over: readonly number[], under: readonly number[]): number {
  return Math.min(...over) / Math.min(...under)
}

/** A contender of steps: milliseconds a step, each turn so many. `finish` waits until the device has done them all. */
export function stepping(
  steps: number,
  parts: {
    readonly step: () => void | Promise<void>
    readonly finish: () => Promise<unknown>
    /** What has to be there before the clock runs. */
    readonly ready?: () => Promise<void>
  },
): Contender {
  const { step, finish, ready } = parts
  return {
    async turn() {
      await ready?.()
      const start = performance.now()
      for (let i = 0; i < steps; i++) await step()
      await finish()
      return (performance.now() - start) / steps
    },
  }
}
