// Opens a backend for the command line.
import { openBackend } from '../engine/backend.ts'
import type { BackendName, Kernels } from '../engine/kernels.ts'
import { openNodeGpu } from '../engine/webgpu/node.ts'
import type { RunOptions } from '../train/run.ts'
import type { Arguments, Option } from './usage.ts'
import { UsageError } from './usage.ts'

/** Those that Node has. */
const backends: readonly BackendName[] = ['wasm', 'webgpu', 'cpu', 'tfjs-wasm', 'tfjs-webgpu']

const mostThreads = 256

export const engineOptions = {
  backend: {
    type: 'string',
    value: 'B',
    help: `what computes: ${backends.join(', ')} (default wasm)`,
  },
  threads: { type: 'string', value: 'N', help: 'threads of wasm (default: all cores)' },
} as const satisfies Record<string, Option>

export interface Engine {
  readonly backend: BackendName
  /** Absent: all cores. */
  readonly threads?: number
}

/** Throws UsageError. */
export function engineOf(input: Arguments): Engine {
  const name = input.text('backend') ?? 'wasm'
  const backend = backends.find((backend) => backend === name)
  if (!backend) throw new UsageError(`--backend takes ${backends.join(', ')}, not "${name}"`)
  const threads = input.number('threads', 1, mostThreads, true)
  if (threads === undefined) return { backend }
  if (backend !== 'wasm') throw new UsageError(`--threads is for the backend wasm, not ${backend}`)
  return { backend, threads }
}

/** Throws BackendUnavailableError. */
export async function openEngine({ backend, threads }: Engine): Promise<Kernels> {
  return openBackend(backend, {
    ...(threads !== undefined && { threads }),
    ...(backend.endsWith('webgpu') && { gpu: await nodeGpu() }),
  })
}

/** Where browsers have it, too: TensorFlow.js looks for it there. */
async function nodeGpu(): Promise<GPU> {
  const gpu = await openNodeGpu()
  const navigator = globalThis.navigator ?? {}
  if (!globalThis.navigator) Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
  if (!navigator.gpu) Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true })
  return gpu
}

export const opener =
  (engine: Engine): RunOptions['open'] =>
  async () => ({ kernels: await openEngine(engine), trials: [] })
