// Shared: an evaluation as it may leave the device: without what tells values of the real rows, unless that is wished.
import type { Evaluation } from '../evaluate/evaluation.ts'
import type { Rarity } from '../evaluate/rarity.ts'
import type { Unmeasured } from '../evaluate/unmeasured.ts'
import type { Verdict } from '../evaluate/verdict.ts'

/**
 * Scores and distances alone. Gone are the real marginals and associations (and what gives them away together with the synthetic
 * rows: the differences), quantiles, names of classes and groups, and how often they are. What is gone is an empty list or null.
 * No look that this takes is paid for by privacy all the same.
 */
export function sharedEvaluation(evaluation: Evaluation): Evaluation {
  const { holdout, marginals, correlations, fairness, usefulness, verdict } = evaluation
  return {
    ...evaluation,
    holdout: holdout && { ...holdout, rarity: withoutValues(holdout.rarity) },
    rarity: withoutValues(evaluation.rarity),
    marginals: { ...marginals, fields: [] },
    correlations: { ...correlations, real: [], synthetic: [], difference: [] },
    fairness: fairness && { ...fairness, outcome: null, groups: [] },
    usefulness: 'unmeasured' in usefulness ? withoutClass(usefulness) : { ...usefulness, classes: [], lacking: [] },
    verdict: {
      ...verdict,
      usefulness: { ...verdict.usefulness, reasons: verdict.usefulness.reasons.map(withoutName) },
    },
  }
}

function withoutValues({ rareBelow, categories, tails }: Rarity): Rarity {
  return { rareBelow, categories: { ...categories, columns: [] }, tails: { ...tails, columns: [] } }
}

function withoutClass({ unmeasured: { key, values } }: Unmeasured): Unmeasured {
  const { class: _, ...others } = values ?? {}
  return { unmeasured: { key, values: others } }
}

function withoutName(reason: Verdict['usefulness']['reasons'][number]) {
  const { first: _, class: __, ...others } = reason.values ?? {}
  return { ...reason, values: others }
}
