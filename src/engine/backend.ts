// Opens and closes backends: each is a file of its own, loaded with its tfjs package only when it is asked for.
import { findBackendFactory, registerBackend, removeBackend } from '@tensorflow/tfjs-core'
import type { Device, OpenOptions } from './device.ts'
import { BackendUnavailableError } from './errors.ts'
import type { BackendName, Kernels } from './kernels.ts'
import { hasOwnKernels } from './own.ts'
import { createTfjsKernels } from './tfjs.ts'

interface BackendModule {
  registerKernels(): void
  openDevice(options: OpenOptions): Promise<Device>
}

const modules: Record<BackendName, () => Promise<BackendModule>> = {
  webgpu: () => import('./webgpu.ts'),
  webgl: () => import('./webgl.ts'),
  wasm: () => import('./wasm.ts'),
  cpu: () => import('./cpu.ts'),
}

const open = new Map<BackendName, Device>()

/** Loads the code of every backend, for a place that is about to lose its network. */
export async function loadBackends(): Promise<void> {
  await Promise.all(Object.values(modules).map((load) => load()))
}

/**
 * Opens a backend, or takes it as it stands if it is open and well. Tensors of different backends do not mix.
 * Throws BackendUnavailableError with the reason.
 */
export async function openBackend(name: BackendName, options: OpenOptions = {}): Promise<Kernels> {
  const module = await modules[name]()
  if (!hasOwnKernels(name)) module.registerKernels()
  if (open.get(name)?.lost) closeBackend(name)
  const device = open.get(name) ?? (await module.openDevice(options))
  open.set(name, device)
  if (device.software && options.software === false)
    throw new BackendUnavailableError(name, 'this machine only imitates a graphics processor.')
  if (options.onLost) device.onLost(options.onLost)
  return createTfjsKernels(name, device)
}

/** Frees a backend with all that lies on it. It can be opened again. */
export function closeBackend(name: BackendName): void {
  const device = open.get(name)
  if (!device) return
  open.delete(name)
  const factory = findBackendFactory(name)
  removeBackend(name)
  device.close()
  // tfjs forgets how to make a backend that is removed.
  registerBackend(name, factory)
}
