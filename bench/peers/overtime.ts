// Over time: how soon a quality is reached, by one way of training and by another.

/** How good a synthetic table was that long after training began. */
export interface Moment {
  readonly seconds: number
  /** 0 to 1. */
  readonly quality: number
}

export interface Race {
  /** Theirs at the end. */
  readonly quality: number
  /** Until each first had it, by the moments that were judged; ours is `null` where it never did. */
  readonly theirs: number
  readonly ours: number | null
  /** Ours over theirs: below 1, ours was sooner. */
  readonly ratio: number | null
  /** Theirs over their whole training, which nobody knows beforehand how much of could be spared. */
  readonly whole: number
  readonly ratioToWhole: number | null
}

/** The first moment that has at least this quality; nothing is guessed between moments. */
export function secondsTo(moments: readonly Moment[], quality: number): number | null {
  const inOrder = [...moments].sort((a, b) => a.seconds - b.seconds)
  return inOrder.find((moment) => moment.quality >= quality)?.seconds ?? null
}

/** `null` without moments on both sides. */
export function race(ours: readonly Moment[], theirs: readonly Moment[]): Race | null {
  const last = theirs.reduce<Moment | null>((a, b) => (a === null || b.seconds > a.seconds ? b : a), null)
  if (last === null || ours.length === 0) return null
  const { quality, seconds: whole } = last
  const theirSeconds = secondsTo(theirs, quality) ?? whole
  const ourSeconds = secondsTo(ours, quality)
  const over = (seconds: number) => (ourSeconds === null ? null : ourSeconds / seconds)
  return {
    quality,
    theirs: theirSeconds,
    ours: ourSeconds,
    ratio: over(theirSeconds),
    whole,
    ratioToWhole: over(whole),
  }
}
