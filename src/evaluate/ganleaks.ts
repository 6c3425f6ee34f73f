// GAN-Leaks: who was learnt has a synthetic row closer by than chance would have it.
import type { Work } from '../work/work.ts'
import { nearest, type Points } from './space.ts'

/**
 * The calibrated attack's score a row (Chen et al. 2020, section 5, in the form of van Breugel et al. 2023, where reference
 * rows stand for a model that was trained without the row): sigmoid(−(d(x, G) − d(x, reference))), d the distance to the
 * nearest. The sigmoid is left out: it changes no order, and rounds large scores to one.
 */
export function* ganLeaks(
  points: Points,
  synthetic: Points,
  reference: Points,
  onRow?: () => void,
): Work<Float64Array> {
  const near = yield* nearest(points, synthetic, onRow)
  const usual = yield* nearest(points, reference, onRow)
  return near.map((distance, r) => usual[r] - distance)
}
