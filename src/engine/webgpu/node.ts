// WebGPU in Node: Dawn, from the optional package `webgpu`.
import { BackendUnavailableError } from '../errors.ts'

/**
 * `flags`: of Dawn, such as `enable-dawn-features=disable_workgroup_init`.
 * Throws BackendUnavailableError with what to do where the package or an adapter is missing.
 */
export async function openNodeGpu(flags: readonly string[] = []): Promise<GPU> {
  const { create, globals } = await load()
  Object.assign(globalThis, globals)
  const gpu = create([...flags])
  if (await gpu.requestAdapter()) return gpu
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
