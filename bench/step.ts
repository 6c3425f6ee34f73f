// Bench "step": a training step by explicit forward and backward against tfjs's tape, and private against plain.
import { parseArgs } from 'node:util'
import type { Matrix } from '../src/encode/matrix.ts'
import { closeBackend, openBackend } from '../src/engine/backend.ts'
import type { BackendName, Kernels } from '../src/engine/kernels.ts'
import { createRandom } from '../src/math/random.ts'
import { gaussianMechanism, noiseRequest } from '../src/models/mechanism.ts'
import { createStreams } from '../src/models/streams.ts'
import { TabularGan } from '../src/models/tabulargan.ts'
import { createSecureRandom } from '../src/privacy/secure.ts'
import { localThread } from '../src/privacy/thread.ts'
import { plainSource, privateSource } from '../src/train/source.ts'
import { reference, referenceMatrix } from './reference.ts'
import { tapeStep } from './tapestep.ts'

/** Backends that Node has, with the share of the steps that their speed allows. */
const shares: Partial<Record<BackendName, number>> = { wasm: 1, cpu: 0.2 }

interface Figures {
  readonly backend: BackendName
  readonly tapeMilliseconds: number
  readonly explicitMilliseconds: number
  /** With noise that lay ready, as a second thread makes it. */
  readonly privateMilliseconds: number
  /** With noise that the step makes itself. */
  readonly aloneMilliseconds: number
  readonly explicitOverTape: number
  readonly privateOverPlain: number
  readonly aloneOverPlain: number
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
  const matrix = referenceMatrix()
  const { segments, width } = matrix
  const { batch, latent, generatorWidths: widths, temperature, leakySlope } = reference
  const times = await interleaved(
    kernels,
    {
      tape: { step: tapeStep({ batch, latent, widths, segments, width, temperature, leakySlope }) },
      explicit: explicitStep(kernels, matrix, 'none'),
      private: explicitStep(kernels, matrix, 'ahead'),
      alone: explicitStep(kernels, matrix, 'on the spot'),
    },
    steps,
  )
  return {
    backend: kernels.backend,
    tapeMilliseconds: times.tape,
    explicitMilliseconds: times.explicit,
    privateMilliseconds: times.private,
    aloneMilliseconds: times.alone,
    explicitOverTape: times.tape / times.explicit,
    privateOverPlain: times.private / times.explicit,
    aloneOverPlain: times.alone / times.explicit,
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
    row(
      '  and noise',
      figures.aloneMilliseconds,
      `${figures.aloneOverPlain.toFixed(2)}, where no thread makes it ahead`,
    ),
  ].join('\n')
}

interface Contender {
  /** What has to be there before the clock runs. */
  readonly ready?: () => Promise<void>
  readonly step: () => void | Promise<void>
}

function explicitStep(kernels: Kernels, matrix: Matrix, noise: 'none' | 'ahead' | 'on the spot'): Contender {
  const gan = new TabularGan(kernels, reference, matrix, createStreams(1))
  if (noise === 'none') {
    const source = plainSource(matrix, reference.batch, createRandom(1, 'batches'))
    return { step: () => gan.step(source, null) }
  }
  const noiseSettings = { clipNorm: 1, noiseMultiplier: 1, hardened: false }
  const made = localThread().noise(noiseRequest(noiseSettings, gan.releaseLengths))
  const mechanism = gaussianMechanism({
    ...noiseSettings,
    expectedRows: reference.batch,
    microbatches: null,
    noise: made,
  })
  const source = privateSource(matrix, { sampleRate: reference.batch / matrix.rows, cap: null }, createSecureRandom())
  const step = () => gan.step(source, mechanism)
  return noise === 'ahead' ? { step, ready: () => made.ready(1) } : { step }
}

/** Median milliseconds a step; the contenders take turns, so that a busy machine slows all of them alike. */
async function interleaved<Name extends string>(
  kernels: Kernels,
  contenders: Record<Name, Contender>,
  count: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(contenders) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  const flush = () => kernels.scope(() => kernels.fill(1, 1, 0))
  for (let i = -2; i < count; i++) {
    for (const name of names) {
      await contenders[name].ready?.()
      const start = performance.now()
      await contenders[name].step()
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
