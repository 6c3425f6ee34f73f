// Variants: the mechanism as it is, and mechanisms that differ from it by one mistake each.
import type { Matrix } from '../encode/matrix.ts'
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import { gaussianMechanism, type MechanismOptions, type Noise } from '../models/mechanism.ts'
import type { Mechanism } from '../models/model.ts'
import type { SubsampledGaussian } from '../privacy/events.ts'
import type { SecureRandom } from '../privacy/secure.ts'
import { ShuffledBatches } from '../train/batches.ts'
import { privateSource, type Source } from '../train/source.ts'
import type { Attack } from './attacks.ts'
import { likelihood, presence, spread } from './attacks.ts'

/** All that a training of canaries is made of. */
export interface Setting {
  readonly training: SubsampledGaussian
  readonly options: Omit<MechanismOptions, 'noise'>
  readonly noise: Noise
  /** Where draws of rows come from. */
  readonly random: SecureRandom
  /** Which canaries are in the training. */
  readonly isMember: readonly boolean[]
  /** The rows of these canaries. */
  readonly plant: (canaries: readonly number[]) => Matrix
  /** The recipe's: public. */
  readonly seed: number
}

export interface Variant {
  readonly name: string
  /** What lies on the device. */
  rows(canaries: Pick<Setting, 'isMember' | 'plant'>): Matrix
  mechanism(setting: Setting): Mechanism
  /** Draws from `rows`. */
  source(setting: Setting): Source
  /** The best that an attacker can do who knows the mechanism, mistake included. */
  attack(setting: Setting): Attack
}

export const realVariant: Variant = {
  name: 'real',
  rows: ({ isMember, plant }) => plant(isMember.flatMap((member, canary) => (member ? [canary] : []))),
  mechanism: ({ options, noise }) => gaussianMechanism({ ...options, noise }),
  source: ({ isMember, training, random, options }) =>
    privateSource({ rows: isMember.filter(Boolean).length }, training, random, options.microbatches),
  attack: ({ training }) => likelihood(training.sampleRate, training.noiseMultiplier),
}

const withNoise = (change: (noise: Noise) => Noise): Pick<Variant, 'mechanism'> => ({
  mechanism: (setting) => realVariant.mechanism({ ...setting, noise: change(setting.noise) }),
})

const scaled =
  (factor: number) =>
  (noise: Noise): Noise => ({
    take: () => noise.take().map((array) => Float64Array.from(array, (value) => factor * value)),
  })

/** The first noise, again and again. */
function repeated(noise: Noise): Noise {
  let first: Float64Array[] | null = null
  return {
    take() {
      first ??= noise.take().map((array) => Float64Array.from(array))
      return first
    },
  }
}

const unclipped: Mechanism['clippedSum'] = (network, parts, mask) => network.gradients(parts, mask)

/** The sum scaled down to a norm of at most `bound`: what clips a mean of gradients instead of each of them. */
function clipWhole(kernels: Kernels, sum: readonly Tensor[], bound: number): Tensor[] {
  const squares = sum.map((tensor) => kernels.sumColumns(kernels.sumRows(kernels.unary('square', tensor))))
  const norm = kernels.unary(
    'sqrt',
    squares.reduce((a, b) => kernels.add(a, b)),
  )
  const factor = kernels.minimum(kernels.affine(kernels.unary('reciprocal', norm), bound, 0), kernels.fill(1, 1, 1))
  return sum.map((tensor) => kernels.multiply(tensor, factor))
}

/** Every row once an epoch, in an order that the recipe's seed gives; absent rows keep their places, as n is public. */
function shuffled({ isMember, training, seed }: Setting): Source {
  const draw = batchesOf(isMember.length, training.batch, seed)
  return () => ({ chunks: [{ indices: draw().map((row) => (isMember[row] ? row : -1)) }] })
}

function batchesOf(rows: number, batch: number, seed: number): () => Int32Array {
  const batches = new ShuffledBatches(rows, batch, createRandom(seed, 'batches'))
  return () => batches.draw()
}

export const brokenVariants: readonly Variant[] = [
  { ...realVariant, name: 'no noise', ...withNoise(scaled(0)), attack: () => spread },
  {
    ...realVariant,
    name: 'half noise',
    ...withNoise(scaled(1 / 2)),
    attack: ({ training }) => likelihood(training.sampleRate, training.noiseMultiplier / 2),
  },
  {
    ...realVariant,
    name: 'no clipping',
    mechanism: (setting) => ({ ...realVariant.mechanism(setting), clippedSum: unclipped }),
  },
  {
    ...realVariant,
    name: 'clip after sum',
    mechanism(setting) {
      const real = realVariant.mechanism(setting)
      const bound = setting.options.clipNorm * setting.options.expectedRows
      return {
        ...real,
        clippedSum: unclipped,
        release: (kernels, sum) => real.release(kernels, clipWhole(kernels, sum, bound)),
      }
    },
  },
  {
    ...realVariant,
    name: 'shuffled batches',
    rows: ({ isMember, plant }) => plant(Array.from(isMember.keys())),
    source: shuffled,
    attack({ isMember, training, seed }) {
      const draw = batchesOf(isMember.length, training.batch, seed)
      return presence(Array.from({ length: training.steps }, () => new Set(draw())))
    },
  },
  { ...realVariant, name: 'seed reused', ...withNoise(repeated), attack: () => spread },
]
