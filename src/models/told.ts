// Told: what a conditional generator is told of, where part of each row is given.
import type { Segment } from '../engine/kernels.ts'
import { Conditions } from './conditions.ts'
import type { Given } from './given.ts'

/** Of the conditions that latent rows are told, how many are of what is given. */
const toldShare = 0.25

/**
 * Conditions by their frequencies, but for a part that tell of what is given of some row: each of its choices as likely as the others,
 * options of a set by their frequencies. So latent rows that make what is given are there even if the generator hardly ever makes it
 * without being told. Whoever draws from here weighs each latent row by what its condition's frequency is over its chance here.
 */
export function toldConditions(
  segments: readonly Segment[],
  { chances: natural }: Conditions,
  { options, allowed }: Given,
): Conditions {
  const choices = segments.filter(({ kind }) => kind === 'choice')
  const rows = options[0]?.length ?? 0
  const sets = choices.map(({ offset, width }, choice) => {
    const shares = natural
      .slice(offset, offset + width)
      .map((share, option) => share * (allowed?.[choice]?.[option] ?? 0))
    const total = shares.reduce((sum, share) => sum + share, 0)
    return total > 0 ? shares.map((share) => share / total) : null
  })
  const given = new Float64Array(natural.length)
  let told = 0
  for (let row = 0; row < rows; row++) {
    const known = choices.flatMap((_, choice) => (options[choice][row] >= 0 || sets[choice] ? [choice] : []))
    if (known.length > 0) told++
    for (const choice of known) {
      const { offset } = choices[choice]
      const fixed = options[choice][row]
      if (fixed >= 0) given[offset + fixed] += 1 / known.length
      else for (const [option, share] of sets[choice]?.entries() ?? []) given[offset + option] += share / known.length
    }
  }
  if (told === 0) return new Conditions(natural)
  return new Conditions(natural.map((share, column) => (1 - toldShare) * share + (toldShare * given[column]) / told))
}
