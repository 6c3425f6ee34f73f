// Opening WebGPU: the adapter with all that it offers, and an executor on it.
import { Device, type Opened, type OpenOptions } from '../device.ts'
import { BackendUnavailableError } from '../errors.ts'
import { createCompiledKernels } from '../program/compiled.ts'
import { WebGpuExecutor } from './executor.ts'

/** Throws BackendUnavailableError with the reason. */
export async function openKernels(options: OpenOptions = {}): Promise<Opened> {
  const { executor, device } = await openExecutor(options)
  return { kernels: createCompiledKernels(executor), device }
}

/** As `openKernels`, without the kernels. `cooperative`: as of WebGpuExecutor. */
export async function openExecutor(
  options: OpenOptions = {},
  cooperative?: boolean,
): Promise<{ readonly executor: WebGpuExecutor; readonly device: Device; readonly gpu: GPUDevice }> {
  const offered = options.gpu ?? (globalThis.navigator?.gpu as GPU | undefined)
  if (!offered) throw new BackendUnavailableError('webgpu', 'this browser has no WebGPU.')
  const adapter = await offered.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) throw new BackendUnavailableError('webgpu', 'this machine offers no graphics adapter.')
  const software = isSoftware(adapter.info)
  if (software && options.software === false)
    throw new BackendUnavailableError('webgpu', 'this machine only imitates a graphics processor.')
  const gpu = await requestDevice(adapter)
  const device = new Device({ free: () => gpu.destroy(), software })
  gpu.addEventListener('uncapturederror', ({ error }) => device.lose(error.message))
  void gpu.lost.then(({ reason, message }) => device.lose(message || reason))
  return { executor: new WebGpuExecutor(gpu, device, cooperative), device, gpu }
}

/** With the adapter's own limits on memory: those that every device has are 128 MiB a binding. */
async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits
  try {
    return await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } })
  } catch (error) {
    throw new BackendUnavailableError('webgpu', error instanceof Error ? error.message : String(error))
  }
}

/** Not every software adapter says so: Mesa's and Windows' own are known by their names, where the browser tells them. */
function isSoftware({ isFallbackAdapter, architecture, description }: GPUAdapterInfo): boolean {
  return isFallbackAdapter || /swiftshader|llvmpipe|basic render/i.test(`${architecture} ${description}`)
}
