// Streams: what a model draws its own randomness from while it trains; nothing that privacy rests on.
import { createCounterStream, createRandom, type Random } from '../math/random.ts'
import type { CounterStream } from '../math/threefry.ts'

export interface Streams {
  /** Initial weights. */
  readonly initial: Random
  /** Latent rows. */
  readonly latent: CounterStream
  /** Gumbel noise and dropout. */
  readonly noise: CounterStream
}

/** Those of a seed; `purpose` tells streams of one seed apart. */
export function createStreams(seed: number, purpose = ''): Streams {
  return {
    initial: createRandom(seed, `${purpose}initial`),
    latent: createCounterStream(seed, `${purpose}latent`),
    noise: createCounterStream(seed, `${purpose}noise`),
  }
}
