// Opens and closes backends: each tfjs backend is a package of its own, loaded only when it is asked for.
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { env, findBackend, findBackendFactory, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core'
import { registerComposed, registerComposedForWasm } from './composed.ts'
import { BackendUnavailableError } from './errors.ts'
import { registerHostKernels } from './host.ts'
import type { BackendName, Kernels } from './kernels.ts'
import { hasOwnKernels } from './own.ts'
import { createTfjsKernels } from './tfjs.ts'

// Silences the advice that tfjs prints: under Node to take another backend, and on each refused backend.
env().set('PROD', true)

export interface OpenOptions {
  /** Where the wasm binaries lie. Needed in browsers; in Node they are found beside the package. */
  readonly wasmPaths?: { readonly simd: string; readonly plain: string }
  /** Called once when the device is lost; besides, every `read` from then on throws DeviceLostError. */
  readonly onLost?: (reason: string) => void
}

/** Loads a backend's package and makes it tfjs's active one. Throws BackendUnavailableError with the reason. */
export async function openBackend(name: BackendName, options: OpenOptions = {}): Promise<Kernels> {
  await loaders[name](options)
  if (!(await setBackend(name))) throw new BackendUnavailableError(name, 'it could not be initialised.')
  return createTfjsKernels(name)
}

/** Frees a backend with all that lies on it. It can be opened again. */
export function closeBackend(name: BackendName): void {
  const factory = findBackendFactory(name)
  if (factory === null || factory === undefined) return
  removeBackend(name)
  registerBackend(name, factory)
}

const loaders: Record<BackendName, (options: OpenOptions) => Promise<void>> = {
  async cpu() {
    await import('@tensorflow/tfjs-backend-cpu')
    if (hasOwnKernels('cpu')) return
    registerComposed('cpu')
    registerHostKernels('cpu', (backend) => {
      const { data } = backend as MathBackendCPU
      return {
        create(shape) {
          const values = new Float32Array(shape.reduce((size, each) => size * each, 1))
          return (backend as MathBackendCPU).makeTensorInfo(shape, 'float32', values)
        },
        view: ({ dataId }) => data.get(dataId).values as Float32Array,
      }
    })
  },

  async wasm({ wasmPaths }) {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
    if (wasmPaths && !findBackend('wasm'))
      setWasmPaths({
        'tfjs-backend-wasm.wasm': wasmPaths.plain,
        'tfjs-backend-wasm-simd.wasm': wasmPaths.simd,
        'tfjs-backend-wasm-threaded-simd.wasm': wasmPaths.simd,
      })
    // One thread: threads would need headers that a static host may not send, and sum in an order that varies.
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
    if (hasOwnKernels('wasm')) return
    registerComposed('wasm')
    registerComposedForWasm()
    registerHostKernels('wasm', (backend) => ({
      create: (shape) => (backend as BackendWasm).makeOutput(shape, 'float32'),
      view: (tensor) => (backend as BackendWasm).typedArrayFromHeap(tensor) as Float32Array,
    }))
  },

  async webgl() {
    throw new BackendUnavailableError('webgl', 'not built yet.')
  },

  async webgpu() {
    throw new BackendUnavailableError('webgpu', 'not built yet.')
  },
}
