// Plan: a program as an executor takes it: launches, with every slot in its place.
import type { Feed } from './feed.ts'
import type { Launch } from './launch.ts'

export interface PlacedFeed {
  readonly feed: Feed
  /** In words from the start of the feeds. */
  readonly offset: number
}

export interface Plan {
  readonly name: string
  readonly launches: readonly Launch[]
  /** In the order in which a run fills them. */
  readonly feeds: readonly PlacedFeed[]
  /** 32-bit words that the feeds take. */
  readonly feedWords: number
  /** Floats of working memory. */
  readonly workFloats: number
}
