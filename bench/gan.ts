// Gan: training steps of the project's own model as a contender.
import type { Matrix } from '../src/encode/matrix.ts'
import type { Kernels } from '../src/engine/kernels.ts'
import { createRandom } from '../src/math/random.ts'
import { gaussianMechanism, noiseRequest } from '../src/models/mechanism.ts'
import type { Recipe } from '../src/models/recipe.ts'
import { createStreams } from '../src/models/streams.ts'
import { TabularGan } from '../src/models/tabulargan.ts'
import { createSecureRandom } from '../src/privacy/secure.ts'
import { localThread } from '../src/privacy/thread.ts'
import { plainSource, privateSource } from '../src/train/source.ts'
import { type Contender, stepping } from './contest.ts'

/** Of the differentially private update: none; made before the clock runs, as a second thread does; made by the step itself. */
export type NoiseMode = 'none' | 'ahead' | 'on the spot'

export interface GanContender extends Contender {
  step(): Promise<void>
  /** Makes noise for a turn, where the steps do not make it themselves. */
  ready(): Promise<void>
  dispose(): void
}

/** Steps of a new model on a table, `steps` a turn. */
export function ganContender(
  kernels: Kernels,
  recipe: Recipe,
  matrix: Matrix,
  noise: NoiseMode,
  steps: number,
): GanContender {
  const gan = new TabularGan(kernels, recipe, matrix, createStreams(1))
  const { step, ready } = noise === 'none' ? plainSteps() : privateSteps()
  const finish = () => gan.losses()
  const contender = stepping(steps, { step, finish, ...(noise === 'ahead' && { ready }) })
  return { turn: contender.turn, step, ready, dispose: () => gan.dispose() }

  function plainSteps() {
    const source = plainSource(matrix, recipe.batch, createRandom(1, 'batches'))
    return { step: () => gan.step(source, null), ready: async () => {} }
  }

  function privateSteps() {
    const settings = { clipNorm: 1, noiseMultiplier: 1, hardened: false }
    const stock = localThread().noise(noiseRequest(settings, gan.releaseLengths))
    const mechanism = gaussianMechanism({ ...settings, expectedRows: recipe.batch, microbatches: null, noise: stock })
    const sampleRate = recipe.batch / matrix.rows
    const source = privateSource(matrix, { sampleRate, cap: null }, createSecureRandom())
    return { step: () => gan.step(source, mechanism), ready: () => stock.ready(steps) }
  }
}
