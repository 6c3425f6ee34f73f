// Remedy: what a run changes of its own recipe when the generator makes too few kinds of rows, and when it does.
import { isJudged } from '../models/check.ts'
import type { Recipe } from '../models/recipe.ts'
import type { Health } from './health.ts'

/** Changes of a run's recipe, at most. */
export const mostRemedies = 2

/** What a remedy may change: nothing that shapes the networks, so that a saved state fits. */
export type Remediable = Pick<Recipe, 'pairWeight' | 'generatorRate'>

export interface Remedy {
  /** The step at which it was found necessary, and the one that the run went back to. */
  readonly step: number
  readonly backTo: number
  readonly why: Health
  readonly changes: readonly Change[]
}

/** One setting of the recipe, before and after. */
export interface Change {
  readonly name: keyof Remediable
  readonly before: number
  readonly after: number
}

/** Looks in a row that must agree before a finding counts. */
const agreeing = 2

/** Judgements at the beginning that say nothing: a generator makes few kinds of rows before it has learnt more of them. */
const warmUpLooks = 3

/** A part of the common values, of which more must be missing for a change of the recipe: fewer come back when the shares are matched. */
const mostMissing = 0.05

/** Steps before health is told, where it is judged every so many. */
export function warmUp(every: number): number {
  return warmUpLooks * every
}

export function needsRemedy({ key, values }: Health): boolean {
  return key === 'health.collapsed' || values.missing > mostMissing * values.options
}

/** What the looks at a run find, as soon as two in a row agree on whether the rows are well. */
export class Watch {
  #well: boolean | null = null
  #times = 0
  #finding: Health | null = null

  /** The finding that counts; `null` before there is one. */
  get finding(): Health | null {
    return this.#finding
  }

  note(health: Health): void {
    const well = health.key === 'health.good'
    this.#times = this.#well === well ? this.#times + 1 : 1
    this.#well = well
    if (this.#times >= agreeing) this.#finding = health
  }
}

/** A weight of the tables of pairs that holds every choice and every pair to its shares, whatever the discriminator says. */
const pairWeight = 3

/** What a generator's rate is divided by that is too high even so. */
const slower = 4

/**
 * What to change next, after `done` remedies; null where nothing is left. First the tables of pairs, unless they hold the generator
 * already; then its rate. Under privacy nothing: exact tables are not paid for, going back would cost the updates again, and a lower
 * rate alone brought none of the runs back that were made to collapse (decision 20).
 */
export function remedyOf(recipe: Recipe, done: number): Partial<Remediable> | null {
  if (!recipe.remedy || recipe.privacy !== null || !isJudged(recipe) || done >= mostRemedies) return null
  return recipe.pairWeight < pairWeight ? { pairWeight } : { generatorRate: recipe.generatorRate / slower }
}

export function changesOf(recipe: Recipe, remedy: Partial<Remediable>): Change[] {
  return (Object.keys(remedy) as (keyof Remediable)[]).map((name) => ({
    name,
    before: recipe[name],
    after: remedy[name] ?? recipe[name],
  }))
}
