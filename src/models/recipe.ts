// Recipe: every choice that shapes a run. Serialisable; checked wherever it comes from outside.
import * as v from 'valibot'

const count = (minimum: number, maximum: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(minimum), v.maxValue(maximum))
const real = (minimum: number, maximum: number) => v.pipe(v.number(), v.minValue(minimum), v.maxValue(maximum))

export const recipeSchema = v.object({
  version: v.literal(1),
  /**
   * `gan`: a generator against a discriminator. `conditional`: one that is told an option of a choice, drawn so that rare ones are
   * learnt too (CTGAN, Xu et al. 2019); never under privacy. `vae`: a variational autoencoder. `autoencoder`: a plain one, whose latent rows
   * are measured. `marginals`: a generator fitted to the tables of all pairs of columns.
   */
  model: v.picklist(['gan', 'conditional', 'vae', 'autoencoder', 'marginals']),
  /** `bins`: numbers are learnt as one of many ranges, and their place in it is drawn. `scalars`: the place is learnt too. */
  numbers: v.optional(v.picklist(['bins', 'scalars']), 'scalars'),
  /** Ranges of a number that is continuous throughout, where numbers are bins. */
  bins: v.optional(count(2, 256), 32),
  /** What the divergence of latent rows counts beside the likelihood, in a variational autoencoder. */
  klWeight: v.optional(real(0, 100), 1),
  /** What the tables of all pairs of columns count beside the discriminator; 0: nothing. */
  pairWeight: v.optional(real(0, 1000), 0),
  /** Seeds initialisation, batches, latent noise and sampling; never anything that privacy rests on. */
  seed: count(0, 2 ** 32 - 1),
  /** Columns of the latent noise. */
  latent: count(1, 4096),
  generatorWidths: v.pipe(v.array(count(1, 4096)), v.minLength(1), v.maxLength(8)),
  /** `residual`: each layer of the generator hands on its input beside its output (CTGAN, Xu et al. 2019). */
  generatorBody: v.optional(v.picklist(['plain', 'residual']), 'plain'),
  /** Of the network that sees real rows: the discriminator, or an autoencoder's encoder. */
  discriminatorWidths: v.pipe(v.array(count(1, 4096)), v.minLength(1), v.maxLength(8)),
  /**
   * `bce`: non-saturating minimax (Goodfellow et al. 2014). `least-squares`: Mao et al. 2017. `wgan-gp`: Wasserstein with
   * gradient penalty (Gulrajani et al. 2017). `wgan-clip`: Wasserstein with bounded weights (Arjovsky et al. 2017).
   */
  loss: v.picklist(['bce', 'least-squares', 'wgan-gp', 'wgan-clip']),
  /** Bound of the discriminator's weights with `wgan-clip`. */
  weightBound: v.optional(real(1e-4, 10), 0.05),
  gradientPenalty: real(0, 1000),
  /** Rows a step; under privacy the expected number of rows a step. */
  batch: count(1, 65536),
  /** Rows that the discriminator judges together (PacGAN, Lin et al. 2018); 1 under privacy. */
  packing: count(1, 64),
  discriminatorSteps: count(1, 500),
  /** More updates of the discriminator a step when it falls behind the generator (Bie et al. 2023); under privacy only. */
  adaptiveSteps: v.optional(v.boolean(), false),
  generatorRate: real(0, 1),
  discriminatorRate: real(0, 1),
  beta1: real(0, 0.9999),
  beta2: real(0, 0.99999),
  weightDecay: real(0, 1),
  /** Share of units dropped in the discriminator while it trains. */
  dropout: real(0, 0.95),
  discriminatorNorm: v.picklist(['none', 'layer']),
  generatorNorm: v.picklist(['none', 'batch', 'layer']),
  leakySlope: real(0, 1),
  /** Temperature of the Gumbel-softmax heads (Jang et al. 2017). */
  temperature: real(0.01, 10),
  /** Decay a step of the moving average of the generator's weights; 0: none. */
  averaging: real(0, 0.99999),
  /** The run ends after whichever comes first. */
  steps: count(1, 100_000_000),
  minutes: v.nullable(real(0.01, 100_000)),
  /** Judged looks without a better score after which a run ends before that; `null`: never. */
  patience: v.optional(v.nullable(count(1, 100_000)), null),
  /** A run whose generator collapses goes back to where it was well, and on with other settings. GANs without privacy only. */
  remedy: v.optional(v.boolean(), false),
  /** Share of the rows that are kept aside, never learnt, to attack and judge the result with. */
  holdout: v.optional(real(0, 0.5), 0),
  privacy: v.nullable(
    v.object({
      epsilon: real(0.01, 1000),
      /** `null`: chosen from the number of rows. */
      delta: v.nullable(real(1e-15, 0.1)),
      /** C: largest norm of one example's gradient. TensorFlow Privacy calls it l2_norm_clip. */
      clipNorm: real(1e-6, 1e6),
      /** σ in units of C (TensorFlow Privacy's noise_multiplier); `null`: calibrated so that all steps cost ε. */
      noiseMultiplier: v.optional(v.nullable(real(0.01, 1e6)), null),
      /** Groups of rows whose mean gradient is clipped (num_microbatches); `null`: every row by itself. */
      microbatches: v.optional(v.nullable(count(1, 65536)), null),
      /**
       * Shares of ε that pay for looks at the data before training: `domains` for bounds and category lists, `shares` for
       * how often which value occurs. The rest pays for training. With 0 those looks are taken without paying.
       */
      split: v.optional(v.object({ domains: real(0, 0.5), shares: real(0, 0.5) }), { domains: 0, shares: 0 }),
      /** Rows that one person has at most: the unit of protection. */
      rowsPerPerson: v.optional(count(1, 1000), 1),
      /** Sums on a grid with discrete Gaussian noise, added on the host: safe against floating-point attacks. */
      hardened: v.optional(v.boolean(), false),
      /** Names, types and formats of the columns and the number of rows are public knowledge. */
      publicForm: v.optional(v.boolean(), true),
    }),
  ),
})

export type Recipe = v.InferOutput<typeof recipeSchema>

/**
 * A good start without privacy: the tables of pairs, which bring any two columns together quickly, and a discriminator beside
 * them, which sees what three and more have to do with each other. No packing and no dropout, and rates five times CTGAN's.
 */
export const plainRecipe: Recipe = {
  version: 1,
  model: 'gan',
  numbers: 'bins',
  bins: 32,
  pairWeight: 3,
  klWeight: 1,
  seed: 1,
  latent: 128,
  generatorWidths: [256, 256],
  generatorBody: 'plain',
  discriminatorWidths: [256, 256],
  loss: 'wgan-gp',
  weightBound: 0.05,
  gradientPenalty: 10,
  batch: 500,
  packing: 1,
  discriminatorSteps: 1,
  adaptiveSteps: false,
  generatorRate: 1e-3,
  discriminatorRate: 1e-3,
  beta1: 0.5,
  beta2: 0.9,
  weightDecay: 1e-6,
  dropout: 0,
  discriminatorNorm: 'none',
  generatorNorm: 'batch',
  leakySlope: 0.2,
  temperature: 0.2,
  averaging: 0.998,
  steps: 3000,
  minutes: null,
  patience: null,
  remedy: false,
  holdout: 0,
  privacy: null,
}

/** A good start for a conditional GAN: CTGAN's generator and packs, beside the tables of pairs. */
export const conditionalRecipe: Recipe = {
  ...plainRecipe,
  model: 'conditional',
  generatorBody: 'residual',
  packing: 10,
}

/** A good start for a generator that is fitted to the tables of all pairs of columns, with privacy or without. */
export const marginalsRecipe: Recipe = {
  ...plainRecipe,
  model: 'marginals',
  pairWeight: 0,
  batch: 512,
  beta1: 0.9,
  beta2: 0.99,
  weightDecay: 0,
  averaging: 0.99,
}

/** A good start for a variational autoencoder; each update looks at real rows, so that a step is one update. */
export const vaeRecipe: Recipe = {
  ...plainRecipe,
  model: 'vae',
  klWeight: 0.5,
  pairWeight: 0,
  latent: 32,
  generatorNorm: 'none',
  beta1: 0.9,
  beta2: 0.999,
  weightDecay: 0,
  averaging: 0.99,
}

/** A good start for a plain autoencoder. */
export const autoencoderRecipe: Recipe = { ...vaeRecipe, model: 'autoencoder', latent: 16, averaging: 0 }

/**
 * A good start under privacy: no packing, no dropout, no penalty, several private updates a generator step (Bie et al. 2023).
 * Small networks gather less noise, and few updates must go far: on Adult at ε = 3, 400 steps of these networks and rates
 * bring the relations between columns 2.4 points above independent columns, where rates of 2e-4 bring them nothing.
 */
export const privateRecipe: Recipe = {
  ...plainRecipe,
  pairWeight: 0,
  numbers: 'scalars',
  generatorWidths: [128, 128],
  discriminatorWidths: [128, 128],
  generatorRate: 1e-3,
  discriminatorRate: 1e-3,
  loss: 'bce',
  packing: 1,
  dropout: 0,
  discriminatorSteps: 5,
  beta2: 0.999,
  weightDecay: 0,
  averaging: 0.999,
  privacy: {
    epsilon: 3,
    delta: null,
    clipNorm: 1,
    noiseMultiplier: null,
    microbatches: null,
    split: { domains: 0.2, shares: 0.1 },
    rowsPerPerson: 1,
    hardened: false,
    publicForm: true,
  },
}
