// Bench "engine": what compiled steps gain, and where their time goes. Ratios within one run; contenders take turns.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { Matrix } from '../src/encode/matrix.ts'
import { closeBackend, openBackend } from '../src/engine/backend.ts'
import type { Device } from '../src/engine/device.ts'
import type { Kernels } from '../src/engine/kernels.ts'
import { createCompiledKernels } from '../src/engine/program/compiled.ts'
import { openExecutor } from '../src/engine/wasm/open.ts'
import type { Recipe } from '../src/models/recipe.ts'
import { bestRatio, contest, median, ratio, stepping } from './contest.ts'
import { type GanContender, ganContender } from './gan.ts'
import { openGpu } from './gpu.ts'
import { peakLoop } from './peak.ts'
import { IdleExecutor, type StepCost } from './plans.ts'
import { CtganProcess, type CtganShape, pythonWithCtgan } from './python.ts'
import { randomMatrix, reference, referenceMatrix } from './reference.ts'
import { WasmClock } from './wasmclock.ts'

/** Each null where this machine cannot tell; the reason goes to the error stream. */
interface Figures {
  /** Time of a private step (noise made ahead) on tfjs-wasm over that on wasm with one thread. */
  wasmOverTfjs: number | null
  /** Time of a private step with one thread over that with two. */
  twoThreadsOverOne: number | null
  /** GFLOP/s of the product 500 × 256 · 256 × 256, run as a program, over those of multiply-adds in registers; the best of each. */
  peakShare: number | null
  /** Time of CTGAN's step on one thread of the processor over that of the equivalent step on wasm with one thread. */
  overCtganCpu: number | null
  /** Time of a private step over that of a plain one, on wasm with one thread. */
  dpOverPlain: number | null
  /** Launches of a private step as planned for WebGPU. */
  webgpuLaunches: number | null
  /** Share of a private step of batch 64 on wasm that is not spent in its launches: drawing rows, feeding numbers, calls. */
  smallBatchOverhead: number | null
  /** Time of private steps on tfjs-webgpu over that on webgpu. */
  gpuOverTfjs: number | null
  /** Time of CTGAN's step on the graphics card over that of the equivalent step on webgpu. */
  gpuOverCtgan: number | null
  /** What a table of a million rows of 15 columns takes on the device. */
  bytesPerMillionRows: number | null
  /** Time of a private step on 1,000,000 rows of 15 columns over that on 10,000. */
  rowsGrowth: number | null
}

type Details = Record<string, number | string>

interface Findings {
  readonly figures: Partial<Figures>
  /** Milliseconds a step unless the name says otherwise. */
  readonly details: Details
}

interface Options {
  readonly rounds: number
  /** Measures on a GPU that is only imitated too. */
  readonly software: boolean
  readonly ctgan: boolean
}

/** CTGAN's own recipe (Xu et al. 2019), as far as it exists here: its generator is no chain, see `ctganOn`. */
const ctganRecipe: Recipe = {
  ...reference,
  loss: 'wgan-gp',
  packing: 10,
  dropout: 0.5,
  generatorNorm: 'batch',
  weightDecay: 1e-6,
}

const bytesPerMebibyte = 2 ** 20

export async function engine(input: string[]): Promise<void> {
  const { values } = parseArgs({
    args: input,
    options: {
      backend: { type: 'string', multiple: true, default: ['wasm', 'webgpu'] },
      rounds: { type: 'string', default: '15' },
      ctgan: { type: 'boolean', default: false },
      software: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const options = { rounds: Number(values.rounds), software: values.software, ctgan: values.ctgan }
  const figures: Figures = {
    wasmOverTfjs: null,
    twoThreadsOverOne: null,
    peakShare: null,
    overCtganCpu: null,
    dpOverPlain: null,
    webgpuLaunches: null,
    smallBatchOverhead: null,
    gpuOverTfjs: null,
    gpuOverCtgan: null,
    bytesPerMillionRows: null,
    rowsGrowth: null,
  }
  const details: Details = {}
  for (const [backend, what, measure] of measurements) {
    if (!values.backend.includes(backend)) continue
    try {
      const found = await measure(options)
      Object.assign(figures, found.figures)
      Object.assign(details, found.details)
      if (!values.json) console.log(text(what, found))
    } catch (error) {
      console.error(`${what}: not measured. ${error instanceof Error ? error.message : error}`)
    }
  }
  if (values.json) console.log(JSON.stringify({ ...figures, details }))
}

const measurements: readonly [
  backend: 'wasm' | 'webgpu',
  what: string,
  measure: (options: Options) => Promise<Findings>,
][] = [
  ['wasm', 'A step of batch 500 on the processor', stepsOnCpu],
  ['wasm', 'The product 500 × 256 · 256 × 256 on one thread', product],
  ['wasm', 'A private step of batch 64', smallBatch],
  ['wasm', 'A table of a million rows', millionRows],
  ['wasm', "CTGAN's step on the processor", ctganOnCpu],
  ['webgpu', 'A private step as planned for WebGPU', launches],
  ['webgpu', 'A private step on the graphics card', stepsOnGpu],
  ['webgpu', "CTGAN's step on the graphics card", ctganOnGpu],
]

function text(what: string, { figures, details }: Findings): string {
  const write = (value: number | string | null) =>
    typeof value === 'number' ? String(Number(value.toPrecision(4))) : (value ?? '—')
  const lines = Object.entries({ ...figures, ...details }).map(([name, value]) => `  ${name.padEnd(34)}${write(value)}`)
  return [what, ...lines].join('\n')
}

/** wasm of its own, so that several can be open at once. */
async function openWasm(threads: number): Promise<{ readonly kernels: Kernels; readonly device: Device }> {
  const { executor, device } = await openExecutor({ threads })
  return { kernels: createCompiledKernels(executor), device }
}

const dispose = (gans: Readonly<Record<string, GanContender>>) => {
  for (const gan of Object.values(gans)) gan.dispose()
}

async function stepsOnCpu({ rounds }: Options): Promise<Findings> {
  const matrix = referenceMatrix()
  const tfjs = await openBackend('tfjs-wasm')
  const [one, two] = [await openWasm(1), await openWasm(2)]
  const gans = {
    tfjsPlain: ganContender(tfjs, reference, matrix, 'none', 1),
    tfjsPrivate: ganContender(tfjs, reference, matrix, 'ahead', 1),
    plain: ganContender(one.kernels, reference, matrix, 'none', 4),
    private: ganContender(one.kernels, reference, matrix, 'ahead', 4),
    plainByTwo: ganContender(two.kernels, reference, matrix, 'none', 4),
    privateByTwo: ganContender(two.kernels, reference, matrix, 'ahead', 4),
  }
  const scores = await contest(gans, rounds)
  dispose(gans)
  closeBackend('tfjs-wasm')
  one.device.close()
  two.device.close()
  const hasTwoCores = availableParallelism() > 1
  if (!hasTwoCores) console.error('Two threads: not measured. This machine has one core.')
  return {
    figures: {
      wasmOverTfjs: ratio(scores.tfjsPrivate, scores.private),
      dpOverPlain: ratio(scores.private, scores.plain),
      twoThreadsOverOne: hasTwoCores ? ratio(scores.private, scores.privateByTwo) : null,
    },
    details: {
      ...Object.fromEntries(Object.entries(scores).map(([name, times]) => [name, median(times)])),
      wasmOverTfjsBest: bestRatio(scores.tfjsPrivate, scores.private),
      twoThreadsOverOneBest: bestRatio(scores.private, scores.privateByTwo),
      dpOverPlainBest: bestRatio(scores.private, scores.plain),
      wasmOverTfjsPlain: ratio(scores.tfjsPlain, scores.plain),
      twoThreadsOverOnePlain: ratio(scores.plain, scores.plainByTwo),
      dpOverPlainByTwo: ratio(scores.privateByTwo, scores.plainByTwo),
    },
  }
}

async function product({ rounds }: Options): Promise<Findings> {
  const [rows, inner, columns, runs] = [500, 256, 256, 20]
  const { kernels, device } = await openWasm(1)
  const variable = (name: string, height: number, width: number) =>
    kernels.variable(name, new Float32Array(height * width).fill(0.01), height, width)
  const [a, b, c] = [variable('a', rows, inner), variable('b', inner, columns), variable('c', rows, columns)]
  const program = kernels.program('product', () => kernels.assign(c, kernels.matmul(a, b)))
  const timed = stepping(runs, { step: () => program.run(), finish: () => kernels.read([c]) })
  const gigaflops = async () => (2 * rows * inner * columns) / (await timed.turn()) / 1e6
  const scores = await contest({ product: { turn: gigaflops }, peak: await peakLoop() }, 4 * rounds)
  device.close()
  const [best, peak] = [Math.max(...scores.product), Math.max(...scores.peak)]
  return { figures: { peakShare: best / peak }, details: { productGigaflops: best, peakGigaflops: peak } }
}

async function smallBatch({ rounds }: Options): Promise<Findings> {
  const steps = 20
  const clock = new WasmClock()
  const { kernels, device } = await openWasm(1)
  const gan = ganContender(kernels, { ...reference, batch: 64 }, referenceMatrix(), 'ahead', steps)
  const launches: number[] = []
  const timed = {
    async turn() {
      clock.take()
      const time = await gan.turn()
      launches.push(clock.take() / steps)
      return time
    },
  }
  const { step } = await contest({ step: timed }, 2 * rounds)
  gan.dispose()
  device.close()
  clock.close()
  const counted = launches.slice(-step.length)
  if (median(counted) === 0) throw new Error('No launch was seen.')
  return {
    figures: { smallBatchOverhead: 1 - ratio(counted, step) },
    details: { smallBatchStep: median(step), smallBatchLaunches: median(counted) },
  }
}

async function millionRows({ rounds }: Options): Promise<Findings> {
  // 6 numbers with a choice of mode, 9 categories.
  const widths = [...Array.from({ length: 6 }, () => [1, 8]).flat(), ...Array.from({ length: 9 }, () => 10)]
  const { kernels, device } = await openWasm(1)
  const [few, many] = [randomMatrix(10_000, widths), randomMatrix(1_000_000, widths)]
  const table = kernels.table(many)
  const { bytes } = table
  table.dispose()
  const gans = {
    few: ganContender(kernels, reference, few, 'ahead', 3),
    many: ganContender(kernels, reference, many, 'ahead', 3),
    fewPlain: ganContender(kernels, reference, few, 'none', 3),
    manyPlain: ganContender(kernels, reference, many, 'none', 3),
  }
  const scores = await contest(gans, rounds)
  dispose(gans)
  device.close()
  return {
    figures: { rowsGrowth: ratio(scores.many, scores.few), bytesPerMillionRows: bytes },
    details: {
      privateOn10000Rows: median(scores.few),
      privateOn1000000Rows: median(scores.many),
      rowsGrowthPlain: ratio(scores.manyPlain, scores.fewPlain),
      mebibytesPerMillionRows: bytes / bytesPerMebibyte,
    },
  }
}

/** Needs no graphics card: a plan is made before any device has to run it. */
async function launches(): Promise<Findings> {
  const { launches, multiplyAdds } = await costOf(reference, referenceMatrix(), 'ahead')
  const plain = await costOf(reference, referenceMatrix(), 'none')
  return {
    figures: { webgpuLaunches: launches },
    details: { webgpuLaunchesPlain: plain.launches, privateStepMultiplyAdds: multiplyAdds },
  }
}

async function costOf(recipe: Recipe, matrix: Matrix, noise: 'ahead' | 'none'): Promise<StepCost> {
  const idle = new IdleExecutor('webgpu')
  const gan = ganContender(createCompiledKernels(idle), recipe, matrix, noise, 1)
  return idle.cost(gan.step, 21)
}

async function stepsOnGpu({ rounds, software }: Options): Promise<Findings> {
  const matrix = referenceMatrix()
  const { gpu, adapter } = await openGpu(software)
  const kernels = await openBackend('webgpu', { gpu })
  const tfjs = await openBackend('tfjs-webgpu')
  const steps = software ? 1 : 50
  const gans = {
    tfjs: ganContender(tfjs, reference, matrix, 'ahead', steps),
    ours: ganContender(kernels, reference, matrix, 'ahead', steps),
  }
  const scores = await contest(gans, software ? 3 : rounds)
  dispose(gans)
  closeBackend('webgpu')
  closeBackend('tfjs-webgpu')
  return {
    figures: { gpuOverTfjs: ratio(scores.tfjs, scores.ours) },
    details: { adapter, tfjsWebgpuPrivate: median(scores.tfjs), webgpuPrivate: median(scores.ours) },
  }
}

async function ctganOnCpu(options: Options): Promise<Findings> {
  const { kernels, device } = await openWasm(1)
  try {
    const { over, details } = await ctganOn(kernels, { ...options, cuda: false, ours: 4, theirs: 4 })
    return { figures: { overCtganCpu: over }, details: prefixed('ctganCpu', details) }
  } finally {
    device.close()
  }
}

async function ctganOnGpu(options: Options): Promise<Findings> {
  const { gpu } = await openGpu(options.software)
  const kernels = await openBackend('webgpu', { gpu })
  try {
    const { over, details } = await ctganOn(kernels, { ...options, cuda: true, ours: 50, theirs: 20 })
    return { figures: { gpuOverCtgan: over }, details: prefixed('ctganGpu', details) }
  } finally {
    closeBackend('webgpu')
  }
}

/**
 * CTGAN's step against ours on rows of the same width, with the same losses, packing, batch and hidden widths. They differ
 * in three things, which their multiply-adds show: CTGAN's generator hands the input of each layer on to the next, so that
 * its layers are wider; both its networks take a condition beside the row; and autograd makes passes that the explicit
 * step does not need. The time per multiply-add is told beside the time.
 */
async function ctganOn(
  kernels: Kernels,
  { ctgan, rounds, cuda, ours, theirs }: Options & { cuda: boolean; ours: number; theirs: number },
): Promise<{ readonly over: number; readonly details: Details }> {
  if (!ctgan) throw new Error('Ask for it by --ctgan: it installs CTGAN and PyTorch for Python where they are missing.')
  const { ctgan: process_, shape } = await CtganProcess.start(pythonWithCtgan(), { steps: theirs, threads: 1, cuda })
  try {
    if (cuda && shape.device === 'cpu') throw new Error('PyTorch sees no graphics card here.')
    const matrix = matrixOf(shape)
    const gan = ganContender(kernels, ctganRecipe, matrix, 'none', ours)
    const their = { turn: async () => 1000 * (await process_.secondsPerStep()) }
    const scores = await contest({ ctgan: their, ours: gan }, rounds)
    gan.dispose()
    const cost = await costOf(ctganRecipe, matrix, 'none')
    const over = ratio(scores.ctgan, scores.ours)
    return {
      over,
      details: {
        Versions: `ctgan ${shape.ctgan}, torch ${shape.torch}, ${shape.device}`,
        OverBest: bestRatio(scores.ctgan, scores.ours),
        Theirs: median(scores.ctgan),
        Ours: median(scores.ours),
        TheirMultiplyAdds: shape.multiplyAdds,
        OurMultiplyAdds: cost.multiplyAdds,
        OverPerMultiplyAdd: (over * cost.multiplyAdds) / shape.multiplyAdds,
      },
    }
  } finally {
    process_.close()
  }
}

/** Rows of CTGAN's width: 10 numbers with as many modes together as it found, 6 categories of 10. */
function matrixOf({ width }: CtganShape): Matrix {
  const modes = width - 10 - 60
  const share = (i: number) => Math.floor(((i + 1) * modes) / 10) - Math.floor((i * modes) / 10)
  return randomMatrix(24_000, [
    ...Array.from({ length: 10 }, (_, i) => [1, share(i)]).flat(),
    ...Array.from({ length: 6 }, () => 10),
  ])
}

const prefixed = (prefix: string, details: Details): Details =>
  Object.fromEntries(Object.entries(details).map(([name, value]) => [prefix + name, value]))
