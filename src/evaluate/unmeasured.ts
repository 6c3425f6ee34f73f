// Unmeasured: why a figure of a report could not be had.
import type { Reason } from '../table/schema.ts'

/** Stands where a part of a report would: why it is not there, as a key and its figures. */
export interface Unmeasured {
  readonly unmeasured: Reason
}

export const unmeasured = (key: string, values: NonNullable<Reason['values']> = {}): Unmeasured => ({
  unmeasured: { key, values },
})
