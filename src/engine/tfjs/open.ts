// Opening tfjs's backends: own kernels once and for all, then the backend itself.
import { engine, env, findBackendFactory, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core'
import { Device, type Opened, type Upkeep } from '../device.ts'
import { BackendUnavailableError } from '../errors.ts'
import type { BackendName } from '../kernels.ts'
import { createTfjsKernels } from './kernels.ts'
import { hasOwnKernels, type TfjsBackend } from './own.ts'

// Silences the advice that tfjs prints: under Node to take another backend, and on each backend that does not open.
env().set('PROD', true)

interface TfjsModule {
  readonly name: BackendName
  readonly tfjs: TfjsBackend
  readonly registerKernels: () => void
}

/** Makes tfjs's backend its active one. Throws BackendUnavailableError with the reason. */
export async function startBackend<Backend>({ name, tfjs, registerKernels }: TfjsModule): Promise<Backend> {
  if (!hasOwnKernels(tfjs)) registerKernels()
  let reason = 'it could not be started.'
  try {
    if (await setBackend(tfjs)) return engine().backend as Backend
  } catch (error) {
    reason = String(error)
  }
  throw new BackendUnavailableError(name, reason)
}

/** What stands behind a backend that has started; `upkeep.free` frees what tfjs does not. */
export function openStarted({ name, tfjs }: TfjsModule, upkeep: Upkeep = {}): Opened {
  const free = () => {
    const factory = findBackendFactory(tfjs)
    removeBackend(tfjs)
    upkeep.free?.()
    // tfjs forgets how to make a backend that is removed.
    registerBackend(tfjs, factory)
  }
  const device = new Device({ ...upkeep, free })
  return { kernels: createTfjsKernels(name, tfjs, device), device }
}
