// Bench "step": a training step by explicit forward and backward against tfjs's tape, and private against plain.
import { parseArgs } from 'node:util'
import { closeBackend, openBackend } from '../src/engine/backend.ts'
import type { BackendName, Kernels } from '../src/engine/kernels.ts'
import { type Contender, contest, median, stepping } from './contest.ts'
import { ganContender } from './gan.ts'
import { reference, referenceMatrix } from './reference.ts'
import { tapeStep } from './tapestep.ts'

/** Backends that Node has, with the share of the steps that their speed allows. */
const shares: Partial<Record<BackendName, number>> = { wasm: 1, 'tfjs-wasm': 1, cpu: 0.2 }

interface Figures {
  readonly backend: BackendName
  /** On tfjs-wasm where the backend has no tape: it belongs to tfjs. */
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
    const figures = await measure(name, steps)
    results.push(figures)
    if (!values.json) console.log(text(figures, steps))
  }
  if (values.json) console.log(JSON.stringify(results))
}

async function measure(backend: BackendName, steps: number): Promise<Figures> {
  const tapeBackend = backend === 'wasm' ? 'tfjs-wasm' : backend
  const tapeKernels = await openBackend(tapeBackend)
  const kernels = await openBackend(backend, { threads: 1 })
  const matrix = referenceMatrix()
  const gans = {
    explicit: ganContender(kernels, reference, matrix, 'none', 1),
    private: ganContender(kernels, reference, matrix, 'ahead', 1),
    alone: ganContender(kernels, reference, matrix, 'on the spot', 1),
  }
  const scores = await contest({ tape: tape(tapeKernels), ...gans }, steps)
  for (const gan of Object.values(gans)) gan.dispose()
  closeBackend(backend)
  closeBackend(tapeBackend)
  const times = {
    tape: median(scores.tape),
    explicit: median(scores.explicit),
    private: median(scores.private),
    alone: median(scores.alone),
  }
  return {
    backend,
    tapeMilliseconds: times.tape,
    explicitMilliseconds: times.explicit,
    privateMilliseconds: times.private,
    aloneMilliseconds: times.alone,
    explicitOverTape: times.tape / times.explicit,
    privateOverPlain: times.private / times.explicit,
    aloneOverPlain: times.alone / times.explicit,
  }
}

/** Steps on tfjs's active backend. */
function tape(kernels: Kernels): Contender {
  const { segments, width } = referenceMatrix()
  const { batch, latent, generatorWidths: widths, temperature, leakySlope } = reference
  const step = tapeStep({ batch, latent, widths, segments, width, temperature, leakySlope })
  const mark = kernels.variable('mark', new Float32Array(1), 1, 1)
  // A read waits for the device, where work is queued.
  return stepping(1, { step, finish: () => kernels.read([mark]) })
}

function text(figures: Figures, steps: number): string {
  const row = (name: string, time: number, ratio: string) =>
    `  ${name.padEnd(14)}${time.toFixed(1).padStart(8)} ms  ${ratio}`
  return [
    `${figures.backend}, batch 500, G 128-256-256-150, D 150-256-256-1, medians of ${steps} steps`,
    row('tape', figures.tapeMilliseconds, figures.backend === 'wasm' ? 'on tfjs-wasm' : ''),
    row('explicit', figures.explicitMilliseconds, `${figures.explicitOverTape.toFixed(2)} times as fast as the tape`),
    row('with privacy', figures.privateMilliseconds, `${figures.privateOverPlain.toFixed(2)} times the plain step`),
    row(
      '  and noise',
      figures.aloneMilliseconds,
      `${figures.aloneOverPlain.toFixed(2)}, where no thread makes it ahead`,
    ),
  ].join('\n')
}
