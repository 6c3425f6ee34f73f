// Section: one part of the report.
import type { Element } from './element.ts'

export interface Section {
  /** Stable, in any language. */
  readonly id: string
  readonly title: string
  readonly hint: string
  readonly body: readonly Element[]
}
