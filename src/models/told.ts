// Told: what a conditional generator is told of, so that rows with a given part come of it soon, and what that does to their weights.
import type { Segment } from '../engine/kernels.ts'
import { Conditions } from './conditions.ts'
import type { Given } from './given.ts'

/** How much of each row's prior are conditions that are given of it. */
const toldShare = 0.5

/**
 * A generator that was told of an option makes rows as they are beside that option. So a row of which some options are given may
 * be one that was told of any of them, as well as one that was told of anything at all: both ask the model for the same rows, and the
 * first gets them where they are rare, or where what is given rarely comes together. Every row's prior over conditions is
 * half of each: something of what is given of it, each choice as likely as the others and the options of a set by their shares, and
 * anything by its share. Conditions are drawn from the mean of the rows' priors, and count for a row by its own prior over that mean.
 */
export class Told {
  readonly proposal: Conditions
  readonly #natural: Float64Array
  readonly #options: Given['options']
  /** [width]: the share of an option in the set of its choice; 0 where there is no set. */
  readonly #inSet: Float64Array
  /** [width]: the choice that a column belongs to, and which of its options it is; −1 for scalars. */
  readonly #choices: Int32Array
  readonly #option: Int32Array
  /** [rows]: choices of which something is given. */
  readonly #counts: Uint32Array

  constructor(segments: readonly Segment[], { chances: natural }: Conditions, { options, allowed }: Given) {
    const choices = segments.filter(({ kind }) => kind === 'choice')
    const rows = options[0]?.length ?? 0
    const columns = natural.length
    this.#natural = natural
    this.#options = options
    this.#inSet = new Float64Array(columns)
    this.#choices = new Int32Array(columns).fill(-1)
    this.#option = new Int32Array(columns).fill(-1)
    this.#counts = new Uint32Array(rows)
    const given = new Float64Array(columns)
    for (const [choice, { offset, width }] of choices.entries()) {
      const set = allowed?.[choice]
      const shares = natural.slice(offset, offset + width).map((share, option) => (set?.[option] ? share : 0))
      const total = shares.reduce((sum, share) => sum + share, 0)
      for (let option = 0; option < width; option++) {
        this.#choices[offset + option] = choice
        this.#option[offset + option] = option
        if (total > 0) this.#inSet[offset + option] = shares[option] / total
      }
      for (let row = 0; row < rows; row++) if (options[choice][row] >= 0 || total > 0) this.#counts[row]++
    }
    for (const [choice, { offset, width }] of choices.entries()) {
      let sets = 0
      for (let row = 0; row < rows; row++) {
        const option = options[choice][row]
        if (option >= 0) given[offset + option] += 1 / this.#counts[row]
        else if (this.#counts[row] > 0) sets += 1 / this.#counts[row]
      }
      for (let column = offset; column < offset + width; column++) given[column] += sets * this.#inSet[column]
    }
    const free = this.#counts.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0)
    const usual = rows === 0 ? 1 : 1 - toldShare * (1 - free / rows)
    this.proposal = new Conditions(
      natural.map((share, column) => usual * share + (toldShare * given[column]) / Math.max(1, rows)),
    )
  }

  /** The logarithm of the prior of a row at a condition, over the chance with which the condition was drawn. */
  logWeight(row: number, column: number): number {
    const count = this.#counts[row]
    const natural = this.#natural[column]
    if (count === 0) return Math.log(natural / this.proposal.chances[column])
    const fixed = this.#options[this.#choices[column]][row]
    const told = fixed >= 0 ? Number(fixed === this.#option[column]) : this.#inSet[column]
    return Math.log(((1 - toldShare) * natural + (toldShare * told) / count) / this.proposal.chances[column])
  }
}
