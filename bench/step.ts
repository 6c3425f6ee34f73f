// Bench "step": a training step by explicit forward and backward against tfjs's tape, and private against plain.
import { parseArgs } from 'node:util'
import { closeBackend, openBackend } from '../src/engine/backend.ts'
import type { BackendName, Kernels, Segment } from '../src/engine/kernels.ts'
import { createRandom } from '../src/math/random.ts'
import { gaussianMechanism, noiseRequest } from '../src/models/mechanism.ts'
import { plainRecipe, type Recipe } from '../src/models/recipe.ts'
import { TabularGan } from '../src/models/tabulargan.ts'
import { createSecureRandom } from '../src/privacy/secure.ts'
import { localThread } from '../src/privacy/thread.ts'
import { plainSource, privateSource } from '../src/train/source.ts'
import { tapeStep } from './tapestep.ts'

/** The reference size: batch 500, G 128-256-256-150, D 150-256-256-1, binary cross-entropy. */
const reference: Recipe = {
  ...plainRecipe,
  loss: 'bce',
  packing: 1,
  dropout: 0,
  averaging: 0,
  generatorNorm: 'none',
  weightDecay: 0,
}
const rows = 24_000

/** 150 columns: 10 numbers of 1 + 8, 6 categories of 10. */
function referenceSegments(): Segment[] {
  const widths = [...Array.from({ length: 10 }, () => [1, 8]).flat(), ...Array.from({ length: 6 }, () => 10)]
  let offset = 0
  return widths.map((width) => {
    const segment: Segment = { kind: width === 1 ? 'scalar' : 'choice', offset, width }
    offset += width
    return segment
  })
}

/** Backends that Node has, with the share of the steps that their speed allows. */
const shares: Partial<Record<BackendName, number>> = { wasm: 1, cpu: 0.2 }

interface Figures {
  readonly backend: BackendName
  readonly tapeMilliseconds: number
  readonly explicitMilliseconds: number
  readonly privateMilliseconds: number
  readonly explicitOverTape: number
  readonly privateOverPlain: number
}

export async function step(input: string[]): Promise<void> {
  const { values } = parseArgs({
    args: input,
    options: {
      backend: { type: 'string', multiple: true, default: Object.keys(shares) },
      steps: { type: 'string', default: '30' },
      json: { type: 'boolean', default: false },
    },
  })
  const results: Figures[] = []
  for (const name of values.backend as BackendName[]) {
    const steps = Math.max(3, Math.round(Number(values.steps) * (shares[name] ?? 1)))
    const figures = await measure(await openBackend(name), steps)
    results.push(figures)
    if (!values.json) console.log(text(figures, steps))
    closeBackend(name)
  }
  if (values.json) console.log(JSON.stringify(results))
}

async function measure(kernels: Kernels, steps: number): Promise<Figures> {
  const segments = referenceSegments()
  const width = segments.reduce((sum, segment) => sum + segment.width, 0)
  const { batch, latent, generatorWidths: widths, temperature, leakySlope } = reference
  const times = await interleaved(
    kernels,
    {
      tape: tapeStep({ batch, latent, widths, segments, width, temperature, leakySlope }),
      explicit: explicitStep(kernels, segments, width, false),
      private: explicitStep(kernels, segments, width, true),
    },
    steps,
  )
  return {
    backend: kernels.backend,
    tapeMilliseconds: times.tape,
    explicitMilliseconds: times.explicit,
    privateMilliseconds: times.private,
    explicitOverTape: times.tape / times.explicit,
    privateOverPlain: times.private / times.explicit,
  }
}

function text(figures: Figures, steps: number): string {
  const row = (name: string, time: number, ratio: string) =>
    `  ${name.padEnd(14)}${time.toFixed(1).padStart(8)} ms  ${ratio}`
  return [
    `${figures.backend}, batch 500, G 128-256-256-150, D 150-256-256-1, medians of ${steps} steps`,
    row('tape', figures.tapeMilliseconds, ''),
    row('explicit', figures.explicitMilliseconds, `${figures.explicitOverTape.toFixed(2)} times as fast as the tape`),
    row('with privacy', figures.privateMilliseconds, `${figures.privateOverPlain.toFixed(2)} times the plain step`),
  ].join('\n')
}

/** A private step makes its noise itself: a run that has a thread for that is faster. */
function explicitStep(
  kernels: Kernels,
  segments: readonly Segment[],
  width: number,
  isPrivate: boolean,
): () => Promise<void> {
  const random = createRandom(1, 'rows')
  const matrix = {
    rows,
    width,
    segments,
    columns: segments.map(({ kind, width: choices }) =>
      kind === 'scalar'
        ? Float32Array.from({ length: rows }, () => 2 * random.uniform() - 1)
        : Uint16Array.from({ length: rows }, () => random.integer(choices)),
    ),
  }
  const stream = (name: string) => createRandom(1, name)
  const streams = { initial: stream('initial'), latent: stream('latent'), noise: stream('noise') }
  const gan = new TabularGan(kernels, reference, matrix, streams)
  if (!isPrivate) {
    const source = plainSource(matrix, reference.batch, stream('batches'))
    return () => gan.step(source, null)
  }
  const noiseSettings = { clipNorm: 1, noiseMultiplier: 1, hardened: false }
  const noise = localThread().noise(noiseRequest(noiseSettings, gan.releaseLengths))
  const mechanism = gaussianMechanism({ ...noiseSettings, expectedRows: reference.batch, microbatches: null, noise })
  const source = privateSource(matrix, { sampleRate: reference.batch / rows, cap: null }, createSecureRandom())
  return () => gan.step(source, mechanism)
}

/** Median milliseconds a step; the contenders take turns, so that a busy machine slows all of them alike. */
async function interleaved<Name extends string>(
  kernels: Kernels,
  contenders: Record<Name, () => void | Promise<void>>,
  count: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(contenders) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  const flush = () => kernels.scope(() => kernels.fill(1, 1, 0))
  for (let i = -2; i < count; i++) {
    for (const name of names) {
      const start = performance.now()
      await contenders[name]()
      // A read waits for the device, where work is queued.
      const mark = flush()
      await kernels.read([mark])
      kernels.dispose([mark])
      if (i >= 0) times[name].push(performance.now() - start)
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<Name, number>
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
