// WebGPU in Node: Dawn, from the optional package `webgpu`.
import { BackendUnavailableError } from '../errors.ts'

/** By their flags. Kept: Dawn ends the process when one is collected while a device of it lives. */
const open = new Map<string, GPU>()

/**
 * `flags`: of Dawn, such as `enable-dawn-features=disable_workgroup_init`.
 * Throws BackendUnavailableError with what to do where the package or an adapter is missing.
 */
export async function openNodeGpu(flags: readonly string[] = []): Promise<GPU> {
  const key = flags.join()
  const known = open.get(key)
  if (known) return known
  const { create, globals } = await load()
  Object.assign(globalThis, globals)
  const gpu = create([...flags])
  if (await gpu.requestAdapter()) {
    open.set(key, gpu)
    return gpu
  }
  throw new BackendUnavailableError(
    'webgpu',
    'Dawn found no graphics adapter. Install the driver of the graphics card and, on Linux, the Vulkan loader (libvulkan1), or take the backend wasm.',
  )
}

async function load() {
  try {
    return await import('webgpu')
  } catch (error) {
    throw new BackendUnavailableError(
      'webgpu',
      `the package "webgpu" could not be loaded (${error instanceof Error ? error.message : error}). Install it with npm install webgpu, or take the backend wasm.`,
    )
  }
}
