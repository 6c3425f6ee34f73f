// Search for the edge of what a budget affords, with as few evaluations of the cost as possible.

/** A value and its cost. */
export interface Trial {
  readonly at: number
  readonly cost: number
}

export interface Edge {
  readonly cost: (at: number) => number
  readonly target: number
  /** Costs at most the target. */
  readonly safe: Trial
  /** Costs more than the target; on either side of `safe`. */
  readonly unsafe: Trial
  /** `whole`: only whole numbers are tried, down to neighbours. Otherwise the relative distance that is close enough. */
  readonly tolerance: number | 'whole'
}

/**
 * Narrows the bracket and returns its safe end: a value whose cost was found to be at most the target. Interpolates log
 * cost over log value, where privacy costs are nearly straight; tries a little beyond the guess, on the side that is farther
 * from being settled, so that both ends close in; every third try halves the bracket, so that nothing can stall it.
 */
export function safeEdge({ cost, target, safe, unsafe, tolerance }: Edge): number {
  let inside = safe
  let outside = unsafe
  for (let round = 1; ; round++) {
    const low = Math.min(inside.at, outside.at)
    const high = Math.max(inside.at, outside.at)
    const margin = tolerance === 'whole' ? 1 : (low * tolerance) / 2
    if (high - low <= (tolerance === 'whole' ? 1 : 2 * margin)) return inside.at
    const share = Math.log(target / inside.cost) / Math.log(outside.cost / inside.cost)
    const straight = round % 3 !== 0 && share >= 0 && share <= 1
    const guess = inside.at * (outside.at / inside.at) ** (straight ? share : 0.5)
    const beyond = guess - inside.at > 0 === share < 0.5 ? margin : -margin
    const tried = Math.min(high - margin, Math.max(low + margin, straight ? guess + beyond : guess))
    const at = tolerance === 'whole' ? Math.round(tried) : tried
    const trial = { at, cost: cost(at) }
    if (trial.cost <= target) inside = trial
    else outside = trial
  }
}
