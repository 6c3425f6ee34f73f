// The tfjs-wasm backend: one thread of XNNPACK, kernel by kernel, to compare with.
import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { env, findBackend } from '@tensorflow/tfjs-core'
import type { Opened, OpenOptions } from '../device.ts'
import { registerComposed, registerComposedForWasm } from './composed.ts'
import { registerHostKernels } from './host.ts'
import { openStarted, startBackend } from './open.ts'

function registerKernels(): void {
  registerComposed('wasm')
  registerComposedForWasm()
  registerHostKernels('wasm', (backend) => ({
    create: (shape) => (backend as BackendWasm).makeOutput(shape, 'float32'),
    view: (tensor) => (backend as BackendWasm).typedArrayFromHeap(tensor) as Float32Array,
  }))
}

const wasm = { name: 'tfjs-wasm', tfjs: 'wasm', registerKernels } as const

export async function openKernels({ wasmPaths }: OpenOptions): Promise<Opened> {
  // tfjs asks for a path to the threaded binary too; it never loads it, see below.
  if (wasmPaths && !findBackend('wasm'))
    setWasmPaths({
      'tfjs-backend-wasm.wasm': wasmPaths.plain,
      'tfjs-backend-wasm-simd.wasm': wasmPaths.simd,
      'tfjs-backend-wasm-threaded-simd.wasm': wasmPaths.simd,
    })
  // Threads would need headers that a static host may not send, and would sum in an order that varies.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
  await startBackend(wasm)
  return openStarted(wasm)
}
