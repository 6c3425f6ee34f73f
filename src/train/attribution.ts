// Attribution of fields: which columns of the table a model still finds hardest to get right, as shares of the whole.
import type { Encoder } from '../encode/encoder.ts'
import type { Attribution, AttributionKind } from '../models/attribution.ts'

export interface FieldAttribution {
  /** What the shares are shares of, which differs from model to model. */
  readonly kind: AttributionKind
  readonly step: number
  /** One a field of the schema, together 1; `null`: nothing of the field is learnt. */
  readonly shares: readonly (number | null)[]
}

/**
 * `null` where there is nothing to share: no field is learnt, or none gives anything away. Shares are rounded to a hundredth of a
 * percent, which is finer than the sample that they rest on.
 */
export function attributionOfFields(
  { kind, segments }: Attribution,
  encoder: Encoder,
  step: number,
): FieldAttribution | null {
  // Of tables, what is below 0 is no distance but chance; a difference counts whichever way the discriminator takes it.
  const sizes = encoder.byField(segments).map((sum) => sum && (kind === 'tables' ? Math.max(0, sum) : Math.abs(sum)))
  const total = sizes.reduce((sum: number, size) => sum + (size ?? 0), 0)
  if (!(total > 0) || !Number.isFinite(total)) return null
  return { kind, step, shares: sizes.map((size) => (size === null ? null : Math.round((1e4 * size) / total) / 1e4)) }
}

/** Indices of the fields with the largest shares, the largest first. */
export function hardestFields({ shares }: FieldAttribution, most: number): number[] {
  return shares
    .flatMap((share, index) => (share ? [{ share, index }] : []))
    .sort((a, b) => b.share - a.share)
    .slice(0, most)
    .map(({ index }) => index)
}
