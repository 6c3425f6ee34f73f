// DOMIAS: who was learnt lies where synthetic rows are denser than rows of that kind are.
import type { Work } from '../work/work.ts'
import type { Components } from './components.ts'
import { gaussianDensity } from './kde.ts'
import type { Points } from './space.ts'

/** The guard of the authors' own programme against a division by zero. */
const guard = 1e-10

/** Score a row (van Breugel et al. 2023, equation 2): p_G(x) / (p_reference(x) + 1e−10), both by kernel density estimates. */
export function domias(synthetic: Points, reference: Points, components: Components) {
  const { count } = components
  const generated = gaussianDensity(components.project(synthetic), count)
  const usual = gaussianDensity(components.project(reference), count)
  return function* (points: Points, onRow?: () => void): Work<Float64Array> {
    const at = components.project(points)
    const expected = yield* usual(at, onRow)
    const found = yield* generated(at, onRow)
    return found.map((density, r) => density / (expected[r] + guard))
  }
}
