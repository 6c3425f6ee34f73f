// The wasm backend: one thread of XNNPACK. In small networks it may beat a weak GPU.
import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { env, findBackend } from '@tensorflow/tfjs-core'
import { registerComposed, registerComposedForWasm } from './composed.ts'
import { Device, type OpenOptions, startBackend } from './device.ts'
import { registerHostKernels } from './host.ts'

export function registerKernels(): void {
  registerComposed('wasm')
  registerComposedForWasm()
  registerHostKernels('wasm', (backend) => ({
    create: (shape) => (backend as BackendWasm).makeOutput(shape, 'float32'),
    view: (tensor) => (backend as BackendWasm).typedArrayFromHeap(tensor) as Float32Array,
  }))
}

export async function openDevice({ wasmPaths }: OpenOptions): Promise<Device> {
  // tfjs asks for a path to the threaded binary too; it never loads it, see below.
  if (wasmPaths && !findBackend('wasm'))
    setWasmPaths({
      'tfjs-backend-wasm.wasm': wasmPaths.plain,
      'tfjs-backend-wasm-simd.wasm': wasmPaths.simd,
      'tfjs-backend-wasm-threaded-simd.wasm': wasmPaths.simd,
    })
  // Threads would need headers that a static host may not send, and would sum in an order that varies.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
  await startBackend('wasm')
  return new Device()
}
