// The cpu backend: plain JavaScript, the last resort.
import '@tensorflow/tfjs-backend-cpu'
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import type { Opened } from '../device.ts'
import { registerComposed } from './composed.ts'
import { registerHostKernels } from './host.ts'
import { openStarted, startBackend } from './open.ts'

function registerKernels(): void {
  registerComposed('cpu')
  registerHostKernels('cpu', (backend) => ({
    create: ([rows, columns]) =>
      (backend as MathBackendCPU).makeTensorInfo([rows, columns], 'float32', new Float32Array(rows * columns)),
    view: ({ dataId }) => (backend as MathBackendCPU).data.get(dataId).values as Float32Array,
  }))
}

const cpu = { name: 'cpu', tfjs: 'cpu', registerKernels } as const

export async function openKernels(): Promise<Opened> {
  await startBackend(cpu)
  return openStarted(cpu)
}
