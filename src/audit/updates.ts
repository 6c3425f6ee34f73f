// Updates: the audit of a model that is trained by noisy sums of clipped gradients (Abadi et al. 2016): GAN and autoencoder.
import type { Kernels } from '../engine/kernels.ts'
import { noiseRequest } from '../models/mechanism.ts'
import type { Model } from '../models/model.ts'
import { createModel } from '../models/models.ts'
import type { Recipe } from '../models/recipe.ts'
import { createStreams } from '../models/streams.ts'
import { defaultDelta } from '../privacy/budget.ts'
import { calibrateNoise } from '../privacy/calibrate.ts'
import type { NoiseSource } from '../privacy/noise.ts'
import { planPrivacy } from '../train/plan.ts'
import { type Canaries, ganCanaries, vaeCanaries } from './canaries.ts'
import {
  type Claim,
  type Conditions,
  mostEpsilon,
  type Randomness,
  type Subject,
  type Trial,
  tellingEpsilon,
} from './trial.ts'
import { brokenVariants, realVariant, type Setting, type Variant } from './variants.ts'

type Privacy = NonNullable<Recipe['privacy']>

/** Part of the rows that an update takes: low enough that a mistake in sampling shows, high enough that canaries do. */
const sampleRate = 1 / 8

/**
 * Trains on canaries only and guesses from the released sums which were there. The broken mechanisms are the plain one, without
 * microbatches and hardened mode, with one mistake each.
 */
export function updatesSubject(conditions: Conditions): Subject {
  const { recipe, privacy, epsilon } = conditions
  const rows = Math.max(8, 8 * Math.ceil(conditions.canaries / 8))
  // As many rows a microbatch as in the recipe.
  const groups =
    privacy.microbatches && Math.max(1, Math.round((privacy.microbatches * rows * sampleRate) / recipe.batch))
  const whole = new Stage({ ...conditions, privacy: { ...privacy, microbatches: groups } }, rows)
  const plainly = { ...privacy, microbatches: null, hardened: false, noiseMultiplier: null }
  const isPlain = groups === null && !privacy.hardened && privacy.noiseMultiplier === null && epsilon >= tellingEpsilon
  const telling = { ...conditions, epsilon: Math.max(epsilon, tellingEpsilon), privacy: plainly }
  const plain = isPlain ? whole : new Stage(telling, rows)
  return {
    name: 'updates',
    canaries: rows,
    releases: whole.claim.training.steps,
    real: whole.trial(realVariant),
    broken: brokenVariants.map((variant) => plain.trial(variant)),
  }
}

/** Noise by the fast accountant, which asks for a little too much; what it really costs is worked out from it. */
function noiseFor(epsilon: number, steps: number, rows: number, { clipNorm, microbatches }: Privacy): number {
  const batch = rows * sampleRate
  const sensitivity = microbatches === null ? 1 : 2
  const update = { sampleRate, steps, clipNorm, batch, rows, cap: null, sensitivity }
  const training = { kind: 'subsampled-gaussian' as const, ...update }
  return calibrateNoise({ training, delta: defaultDelta(rows), epsilon }, 'rdp')
}

/** One setting of the mechanism, and attacks on its variants. */
class Stage {
  readonly claim: Claim
  readonly #kernels: Kernels
  readonly #canaries: Canaries
  readonly #recipe: Recipe
  readonly #privacy: Privacy
  readonly #randomness: Randomness

  constructor({ kernels, recipe, privacy, randomness, steps, epsilon }: Conditions, rows: number) {
    this.#privacy = {
      ...privacy,
      epsilon: mostEpsilon,
      delta: null,
      noiseMultiplier: privacy.noiseMultiplier ?? noiseFor(epsilon, steps, rows, privacy),
      rowsPerPerson: 1,
    }
    this.#canaries = recipe.model === 'vae' ? vaeCanaries : ganCanaries
    this.#recipe = this.#canaries.recipe({ canaries: rows, sampleRate, steps, privacy: this.#privacy })
    const plan = planPrivacy(this.#recipe, rows)
    if (plan === null) throw new TypeError('the recipe has no privacy')
    this.claim = plan
    this.#kernels = kernels
    this.#randomness = randomness
  }

  trial(variant: Variant): Trial {
    return {
      name: variant.name,
      claim: this.claim,
      attack: (isMember, tell) => this.#attack(variant, isMember, tell),
    }
  }

  async #attack(
    variant: Variant,
    isMember: readonly boolean[],
    tell: (done: number) => Promise<void>,
  ): Promise<Float64Array> {
    const { training } = this.claim
    const { clipNorm } = training
    const { seed } = this.#recipe
    const plant = (canaries: readonly number[]) => this.#canaries.matrix(canaries, isMember.length, clipNorm)
    const codes = variant.rows({ isMember, plant })
    const model = createModel(this.#kernels, this.#recipe, { codes, streams: createStreams(seed) })
    const noise = this.#noise(model)
    const setting: Setting = {
      training,
      options: {
        clipNorm,
        expectedRows: training.batch,
        microbatches: training.sensitivity === 1 ? null : this.#privacy.microbatches,
        hardened: this.#privacy.hardened,
      },
      noise,
      random: this.#randomness.random,
      isMember,
      plant,
      seed,
    }
    try {
      return variant.attack(setting)(await this.#watch(variant, setting, model, tell))
    } finally {
      noise.close()
      model.dispose()
    }
  }

  /** What each update showed of each canary. */
  async #watch(variant: Variant, setting: Setting, model: Model, tell: (done: number) => Promise<void>) {
    const { clipNorm, steps } = setting.training
    model.restore(this.#canaries.start(await model.state(), clipNorm))
    const mechanism = variant.mechanism(setting)
    const source = variant.source(setting)
    const seen = setting.isMember.map(() => new Float64Array(steps))
    for (let step = 0; step < steps; step++) {
      await model.step(source, mechanism)
      const shown = this.#canaries.read(await model.state(), mechanism.divisor, clipNorm)
      for (const [canary, series] of seen.entries()) series[step] = shown[canary]
      await tell(step + 1)
    }
    return seen
  }

  #noise(model: Model): NoiseSource {
    const { clipNorm, noiseMultiplier } = this.claim.training
    const { hardened } = this.#privacy
    return this.#randomness.noise(noiseRequest({ clipNorm, noiseMultiplier, hardened }, model.releaseLengths))
  }
}
