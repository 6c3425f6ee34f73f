// Audit: tries to break the private mechanism, and says how much of the claimed ε it could see.
import type { Kernels } from '../engine/kernels.ts'
import { noiseRequest } from '../models/mechanism.ts'
import { privateRecipe, type Recipe } from '../models/recipe.ts'
import { createStreams } from '../models/streams.ts'
import { TabularGan } from '../models/tabulargan.ts'
import { defaultDelta } from '../privacy/budget.ts'
import { calibrateNoise } from '../privacy/calibrate.ts'
import { type NoiseRequest, type NoiseSource, NoiseStock } from '../privacy/noise.ts'
import { createSecureRandom, type SecureRandom } from '../privacy/secure.ts'
import { type PrivatePlan, planPrivacy } from '../train/plan.ts'
import { canaryRecipe, canaryValue, chosenStart, readCanaries } from './canaries.ts'
import { oneRunBoundOfScores } from './onerun.ts'
import { type Guessed, Refutation } from './refutation.ts'
import { brokenVariants, realVariant, type Setting, type Variant } from './variants.ts'

/** One attacked mechanism. */
export interface AuditedMechanism {
  readonly name: string
  /** ε that the accountant claims for what this mechanism pretends to be. */
  readonly epsilon: number
  /** Largest ε that the attack refutes at 95 % confidence: with a sound mechanism below the claim. */
  readonly lowerBound: number
  /** The same by a weaker test that assumes nothing of how canaries influence each other (Steinke et al. 2023). */
  readonly oneRunBound: number
  /** Share of the canaries that the attack guessed rightly; chance is 0.5. */
  readonly accuracy: number
}

export interface AuditReport {
  readonly real: AuditedMechanism
  /** Mechanisms broken on purpose: `caught` where the attack refutes the claim. */
  readonly broken: readonly (AuditedMechanism & { readonly caught: boolean })[]
  /** δ of all ε. */
  readonly delta: number
  readonly canaries: number
  /** Updates that each mechanism was watched for. */
  readonly steps: number
  readonly noiseMultiplier: number
}

export interface AuditOptions {
  readonly kernels: Kernels
  /** Its clip norm, noise multiplier, microbatches and hardened mode are audited; default: the private recipe's. */
  readonly recipe?: Recipe
  /** Target ε of the audited training, where the recipe names no noise multiplier; default 4. The broken ones are never set below. */
  readonly epsilon?: number
  /** Rounded up to a multiple of 8; default 1000. */
  readonly canaries?: number
  /** Updates; default 32. */
  readonly steps?: number
  /** `false`: the real mechanism alone, without those that are broken on purpose. */
  readonly broken?: boolean
  readonly onProgress?: (done: number, of: number) => void
  /** Where randomness comes from; default: the system's generator, as in a real training. */
  readonly randomness?: Randomness
}

type Privacy = NonNullable<Recipe['privacy']>

export interface Randomness {
  readonly random: SecureRandom
  noise(request: NoiseRequest): NoiseSource
}

/** Chance at most that a sound mechanism is accused, and a broken one with it. */
const significance = 0.05

/** Where nothing else is wanted; much below it, canaries by the thousand show no more than chance does, mistake or not. */
const usualEpsilon = 4

/** The noise being given, no number of updates is too dear to watch. */
const mostEpsilon = 1e9

/** Part of the rows that an update takes: low enough that a mistake in sampling shows, high enough that canaries do. */
const sampleRate = 1 / 8

/**
 * Trains on canaries only, each in the training by the toss of a coin, and guesses from the released sums which were. 5 to
 * 30 s. Takes no row of anybody's. The broken mechanisms are the plain one, without microbatches and hardened mode and at
 * an ε at which canaries tell something, with one mistake each. Throws the plan's errors for settings that cannot be.
 */
export async function audit(options: AuditOptions): Promise<AuditReport> {
  const { onProgress } = options
  const { privacy, batch } = options.recipe ?? privateRecipe
  if (privacy === null) throw new TypeError('the recipe has no privacy')
  const rows = Math.max(8, 8 * Math.ceil((options.canaries ?? 1000) / 8))
  // As many rows a microbatch as in the recipe.
  const groups = privacy.microbatches && Math.max(1, Math.round((privacy.microbatches * rows * sampleRate) / batch))
  const whole = new Trial(options, rows, { ...privacy, microbatches: groups })
  const epsilon = options.epsilon ?? usualEpsilon
  const plainly = { ...privacy, microbatches: null, hardened: false, noiseMultiplier: null }
  const isPlain = groups === null && !privacy.hardened && privacy.noiseMultiplier === null && epsilon >= usualEpsilon
  const plain = isPlain ? whole : new Trial({ ...options, epsilon: Math.max(epsilon, usualEpsilon) }, rows, plainly)
  const variants = [realVariant, ...(options.broken === false ? [] : brokenVariants)]
  const audited: AuditedMechanism[] = []
  for (const [i, variant] of variants.entries()) {
    const trial = variant === realVariant ? whole : plain
    audited.push(await trial.attack(variant, (done) => onProgress?.(i + done, variants.length)))
  }
  const [real, ...broken] = audited
  const { delta, training } = whole.plan
  return {
    real,
    broken: broken.map((mechanism) => ({ ...mechanism, caught: mechanism.lowerBound >= mechanism.epsilon })),
    delta,
    canaries: rows,
    steps: training.steps,
    noiseMultiplier: training.noiseMultiplier,
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
class Trial {
  readonly plan: PrivatePlan
  readonly #kernels: Kernels
  readonly #recipe: Recipe
  readonly #privacy: Privacy
  readonly #refutation: Refutation
  readonly #randomness: Randomness

  constructor(
    { kernels, randomness, steps = 32, epsilon = usualEpsilon }: AuditOptions,
    rows: number,
    privacy: Privacy,
  ) {
    this.#privacy = {
      ...privacy,
      epsilon: mostEpsilon,
      delta: null,
      noiseMultiplier: privacy.noiseMultiplier ?? noiseFor(epsilon, steps, rows, privacy),
      rowsPerPerson: 1,
    }
    this.#recipe = canaryRecipe({ canaries: rows, sampleRate, steps, privacy: this.#privacy })
    const plan = planPrivacy(this.#recipe, rows)
    if (plan === null) throw new TypeError('the recipe has no privacy')
    this.plan = plan
    this.#kernels = kernels
    this.#refutation = new Refutation(plan.training, plan.delta)
    this.#randomness = randomness ?? { random: createSecureRandom(), noise: (request) => new NoiseStock(request) }
  }

  /** `onProgress` hears the share that is done. */
  async attack(variant: Variant, onProgress: (done: number) => void): Promise<AuditedMechanism> {
    const { training, delta } = this.plan
    const { random } = this.#randomness
    const isMember = Array.from({ length: training.rows }, () => random.uniform() <= 0.5)
    const value = canaryValue(training.clipNorm)
    const { seed } = this.#recipe
    const rows = variant.rows({ isMember, value })
    const model = new TabularGan(this.#kernels, this.#recipe, rows, createStreams(seed))
    const noise = this.#noise(model)
    const setting: Setting = {
      training,
      options: {
        clipNorm: training.clipNorm,
        expectedRows: training.batch,
        microbatches: training.sensitivity === 1 ? null : this.#privacy.microbatches,
        hardened: this.#privacy.hardened,
      },
      noise,
      random,
      isMember,
      value,
      seed,
    }
    try {
      const seen = await this.#watch(variant, setting, model, onProgress)
      const scores = variant.attack(setting)(seen)
      const guessed = count(scores, isMember)
      return {
        name: variant.name,
        epsilon: this.#refutation.epsilon,
        lowerBound: this.#refutation.bound(guessed, significance),
        oneRunBound: oneRunBoundOfScores(scores, isMember, delta, significance),
        accuracy: 1 - (guessed.missed + guessed.falseAlarms) / isMember.length,
      }
    } finally {
      noise.close()
      model.dispose()
    }
  }

  /** What each update showed of each canary. */
  async #watch(variant: Variant, setting: Setting, model: TabularGan, onProgress: (done: number) => void) {
    const { training } = setting
    model.restore(chosenStart(await model.state()))
    const mechanism = variant.mechanism(setting)
    const source = variant.source(setting)
    const seen = setting.isMember.map(() => new Float64Array(training.steps))
    for (let step = 0; step < training.steps; step++) {
      await model.step(source, mechanism)
      const shown = readCanaries(await model.state(), mechanism.divisor, training.clipNorm)
      for (const [canary, series] of seen.entries()) series[step] = shown[canary]
      onProgress((step + 1) / training.steps)
    }
    return seen
  }

  #noise(model: TabularGan): NoiseSource {
    const { clipNorm, noiseMultiplier } = this.plan.training
    const { hardened } = this.#privacy
    return this.#randomness.noise(noiseRequest({ clipNorm, noiseMultiplier, hardened }, model.releaseLengths))
  }
}

function count(scores: Float64Array, isMember: readonly boolean[]): Guessed {
  const members = isMember.filter(Boolean).length
  return {
    members,
    missed: isMember.filter((member, canary) => member && !(scores[canary] > 0)).length,
    others: isMember.length - members,
    falseAlarms: isMember.filter((member, canary) => !member && scores[canary] > 0).length,
  }
}
