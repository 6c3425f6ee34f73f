// Advised: the refusal of a plan that could teach nothing or promise nothing.
import { type Advice, advise } from '../privacy/advice.ts'
import type { PrivatePlan } from './plan.ts'

/** A private training that is refused before it looks at the data. */
export class ImpossiblePrivacyError extends Error {
  override readonly name = 'ImpossiblePrivacyError'
  readonly values: Readonly<Record<string, string | number>>

  constructor({ epsilon, delta, training: { rows } }: PrivatePlan, { nearest }: Advice) {
    const settings = Object.entries(nearest ?? {}).map(([name, value]) => `${name} ${value}`)
    super(
      `A training on ${rows} rows at epsilon ${epsilon} and delta ${delta.toPrecision(3)} would learn nothing or promise ` +
        `nothing. The nearest settings that would work: ${settings.join(', or ')}.`,
    )
    this.values = { rows, epsilon, delta }
  }
}

/** Throws ImpossiblePrivacyError. */
export function refuseImpossible(plan: PrivatePlan): void {
  const advice = advise(plan)
  if (advice.refused) throw new ImpossiblePrivacyError(plan, advice)
}
