// The cpu backend: plain JavaScript, the last resort.
import '@tensorflow/tfjs-backend-cpu'
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import { registerComposed } from './composed.ts'
import { Device, startBackend } from './device.ts'
import { registerHostKernels } from './host.ts'

export function registerKernels(): void {
  registerComposed('cpu')
  registerHostKernels('cpu', (backend) => ({
    create: ([rows, columns]) =>
      (backend as MathBackendCPU).makeTensorInfo([rows, columns], 'float32', new Float32Array(rows * columns)),
    view: ({ dataId }) => (backend as MathBackendCPU).data.get(dataId).values as Float32Array,
  }))
}

export async function openDevice(): Promise<Device> {
  await startBackend('cpu')
  return new Device()
}
