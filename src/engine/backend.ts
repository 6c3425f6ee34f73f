// Opens and closes backends: each is a module of its own, loaded with all that it needs only when it is asked for.
import type { Opened, OpenOptions } from './device.ts'
import { BackendUnavailableError } from './errors.ts'
import type { BackendName, Kernels } from './kernels.ts'

interface BackendModule {
  /** Throws BackendUnavailableError with the reason. */
  openKernels(options: OpenOptions): Promise<Opened>
  /** Gets what cannot be had once the calling worker is sealed. */
  prepare?(): Promise<void>
}

const modules: Record<BackendName, () => Promise<BackendModule>> = {
  webgpu: () => import('./webgpu/open.ts'),
  wasm: () => import('./wasm/open.ts'),
  webgl: () => import('./tfjs/webgl.ts'),
  cpu: () => import('./tfjs/cpu.ts'),
  'tfjs-webgpu': () => import('./tfjs/webgpu.ts'),
  'tfjs-wasm': () => import('./tfjs/wasm.ts'),
}

const open = new Map<BackendName, Opened>()

/** Loads the code of every backend that a page offers, with its threads, for a worker that is about to be sealed. */
export async function loadBackends(): Promise<void> {
  const { 'tfjs-wasm': _, ...offered } = modules
  await Promise.all(Object.values(offered).map(async (load) => (await load()).prepare?.()))
}

/**
 * Opens a backend, or takes it as it stands if it is open and well. Tensors of different backends do not mix.
 * Throws BackendUnavailableError with the reason.
 */
export async function openBackend(name: BackendName, options: OpenOptions = {}): Promise<Kernels> {
  const module = await modules[name]()
  if (open.get(name)?.device.lost) closeBackend(name)
  const opened = open.get(name) ?? (await module.openKernels(options))
  open.set(name, opened)
  const { kernels, device } = opened
  if (device.software && options.software === false)
    throw new BackendUnavailableError(name, 'this machine only imitates a graphics processor.')
  if (options.onLost) device.onLost(options.onLost)
  return kernels
}

/** Threads of the processor that an open backend computes with; undefined where another device computes. */
export const threadsOf = (name: BackendName): number | undefined => open.get(name)?.device.threads

/** Frees a backend with all that lies on it. It can be opened again. */
export function closeBackend(name: BackendName): void {
  const opened = open.get(name)
  open.delete(name)
  opened?.device.close()
}
