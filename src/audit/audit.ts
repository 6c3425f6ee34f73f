// Audit: tries to break everything private that a run does with real rows, and says how much of the claimed ε it could see.
import type { Kernels } from '../engine/kernels.ts'
import { privateRecipe, type Recipe } from '../models/recipe.ts'
import type { Look } from '../privacy/ledger.ts'
import { NoiseStock } from '../privacy/noise.ts'
import { createSecureRandom } from '../privacy/secure.ts'
import { Words } from '../privacy/words.ts'
import { Breather } from '../work/breather.ts'
import type { Control } from '../work/control.ts'
import { looksSubject } from './looks.ts'
import { oneRunBoundOfScores } from './onerun.ts'
import { type Guessed, Refutation } from './refutation.ts'
import { tablesSubject } from './tables.ts'
import { type Claim, type Randomness, type Subject, type SubjectName, type Trial, tellingEpsilon } from './trial.ts'
import { updatesSubject } from './updates.ts'

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

/** What was found out about one thing that a run does with real rows. */
export interface AuditedSubject {
  readonly subject: SubjectName
  readonly real: AuditedMechanism
  /** Mechanisms broken on purpose: `caught` where the attack refutes the claim. */
  readonly broken: readonly (AuditedMechanism & { readonly caught: boolean })[]
  /** δ of all ε. */
  readonly delta: number
  readonly canaries: number
  /** How often each mechanism released something: updates, tables, histograms. */
  readonly releases: number
  /** Of a release; of all together where they are histograms. */
  readonly noiseMultiplier: number
}

export interface AuditReport {
  readonly model: Recipe['model']
  /** In the order of a run. */
  readonly subjects: readonly AuditedSubject[]
}

export interface AuditOptions {
  readonly kernels: Kernels
  /** Its model, split of ε, clip norm, noise multiplier, microbatches and hardened mode are audited; default: the private GAN's. */
  readonly recipe?: Recipe
  /**
   * Of a run of the recipe: the tables are audited with the noise that they had, and looks where they were paid for. Absent:
   * everything is audited at `epsilon`.
   */
  readonly run?: { readonly looks: readonly Look[]; readonly delta: number | null }
  /** Target ε of what is audited, where no noise is given; default 4. The broken ones are never set below. */
  readonly epsilon?: number
  /** Rounded up: to a multiple of 8 for updates, to the square of a prime for tables, four times as many for looks; default 1000. */
  readonly canaries?: number
  /** Updates; default 32. */
  readonly steps?: number
  /** `false`: the real mechanisms alone, without those that are broken on purpose. */
  readonly broken?: boolean
  /** Stops it, with a StoppedError. */
  readonly control?: Control
  readonly onProgress?: (done: number, of: number) => void
  /** Where randomness comes from; default: the system's generator, as in a real training. */
  readonly randomness?: Randomness
}

/** Chance at most that a sound mechanism is accused, and a broken one with it. */
const significance = 0.05

/**
 * What of canaries, each a member by the toss of a coin, can be told from all that a private run lets out of its rows: the
 * looks before training, and what its model learns from. Tables and looks take seconds, updates 5 to 30 s. Takes no row of
 * anybody's. Throws the plan's errors for settings that cannot be, and StoppedError.
 */
export async function audit(options: AuditOptions): Promise<AuditReport> {
  const { recipe = privateRecipe, onProgress } = options
  const { randomness = system() } = options
  const subjects = subjectsOf({ ...options, randomness }, recipe)
  const trials = ({ real, broken }: Subject) => (options.broken === false ? [real] : [real, ...broken])
  const of = subjects.reduce((sum, subject) => sum + trials(subject).length * subject.releases, 0)
  const breather = new Breather(options.control)
  const audited: AuditedSubject[] = []
  let before = 0
  for (const subject of subjects) {
    const found: AuditedMechanism[] = []
    for (const trial of trials(subject)) {
      const isMember = tossed(subject.canaries, randomness)
      const scores = await trial.attack(isMember, async (done) => {
        onProgress?.(before + done, of)
        await breather.breathe()
      })
      before += subject.releases
      found.push(judged(trial, scores, isMember))
    }
    const [real, ...broken] = found
    const { training, delta } = subject.real.claim
    audited.push({
      subject: subject.name,
      real,
      broken: broken.map((mechanism) => ({ ...mechanism, caught: mechanism.lowerBound >= mechanism.epsilon })),
      delta,
      canaries: subject.canaries,
      releases: subject.releases,
      noiseMultiplier: training.noiseMultiplier,
    })
  }
  return { model: recipe.model, subjects: audited }
}

function system(): Randomness {
  return { random: createSecureRandom(), noise: (request) => new NoiseStock(request), words: () => new Words() }
}

function subjectsOf(options: AuditOptions & { readonly randomness: Randomness }, recipe: Recipe): Subject[] {
  const { kernels, run, epsilon = tellingEpsilon, canaries = 1000, steps = 32, randomness } = options
  const { privacy } = recipe
  if (privacy === null) throw new TypeError('the recipe has no privacy')
  const conditions = { kernels, recipe, privacy, epsilon, canaries, steps, randomness }
  const share = privacy.split.domains + privacy.split.shares
  const delta = run?.delta ?? privacy.delta
  const paid = run?.looks.filter(({ mechanism }) => mechanism !== null)
  const looked = share > 0 && (paid?.some(({ kind }) => kind !== 'training') ?? true)
  const looks = looked
    ? [
        looksSubject({
          ...conditions,
          privacy: { ...privacy, delta },
          epsilon: run ? share * privacy.epsilon : epsilon,
        }),
      ]
    : []
  if (recipe.model !== 'marginals') return [...looks, updatesSubject(conditions)]
  const training = paid?.find(({ kind }) => kind === 'training')?.mechanism
  const noiseMultiplier = training?.kind === 'subsampled-gaussian' ? training.noiseMultiplier : privacy.noiseMultiplier
  return [...looks, tablesSubject({ ...conditions, privacy: { ...privacy, delta, noiseMultiplier } })]
}

const tossed = (canaries: number, { random }: Randomness): boolean[] =>
  Array.from({ length: canaries }, () => random.uniform() <= 0.5)

const refutations = new WeakMap<Claim, Refutation>()

/** What was worked out for a claim serves all trials of it. */
function refutationOf(claim: Claim): Refutation {
  const known = refutations.get(claim) ?? new Refutation(claim.training, claim.delta)
  refutations.set(claim, known)
  return known
}

function judged({ name, claim }: Trial, scores: Float64Array, isMember: readonly boolean[]): AuditedMechanism {
  const refutation = refutationOf(claim)
  const guessed = count(scores, isMember)
  return {
    name,
    epsilon: refutation.epsilon,
    lowerBound: refutation.bound(guessed, significance),
    oneRunBound: oneRunBoundOfScores(scores, isMember, claim.delta, significance),
    accuracy: 1 - (guessed.missed + guessed.falseAlarms) / isMember.length,
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
