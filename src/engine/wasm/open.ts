// Opening WebAssembly: what the machine can do, one memory, and threads beside this one.
import { Device, type Opened, type OpenOptions } from '../device.ts'
import { BackendUnavailableError } from '../errors.ts'
import { createCompiledKernels } from '../program/compiled.ts'
import { WasmExecutor } from './executor.ts'
import { findFeatures, importNode, inNode } from './features.ts'
import { Memory } from './memory.ts'
import { soloOperations } from './module.ts'
import { Pool } from './pool.ts'
import { reserveThreads } from './threads.ts'

/** Starts the threads of all cores, for a place that is about to lose the right to start any. */
export async function prepare(): Promise<void> {
  const { shared } = await findFeatures()
  if (shared) await reserveThreads((await cores()) - 1)
}

/** Throws BackendUnavailableError with the reason. */
export async function openKernels(options: OpenOptions = {}): Promise<Opened> {
  const { executor, device } = await openExecutor(options)
  return { kernels: createCompiledKernels(executor), device }
}

/** As `openKernels`, without the kernels. `solo`: launches with fewer estimated operations are left to one thread. */
export async function openExecutor(
  options: OpenOptions = {},
  solo: number = soloOperations,
): Promise<{ readonly executor: WasmExecutor; readonly device: Device }> {
  const { simd, fused, shared } = await findFeatures()
  if (!simd) throw new BackendUnavailableError('wasm', 'this browser has no WebAssembly SIMD. Take a newer one.')
  const wanted = shared ? Math.max(1, Math.floor(options.threads ?? (await cores()))) : 1
  const memory = openMemory(wanted > 1)
  const pool = wanted > 1 ? await Pool.start(memory.memory, wanted - 1) : null
  const device = new Device({ free: () => pool?.close(), threads: pool?.threads ?? 1 })
  device.onLost(() => pool?.abandon())
  return { executor: new WasmExecutor({ memory, device, fused, solo, pool }), device }
}

function openMemory(shared: boolean): Memory {
  try {
    return new Memory(shared)
  } catch (error) {
    throw new BackendUnavailableError('wasm', error instanceof Error ? error.message : String(error))
  }
}

/** Beyond this many, threads wait for each other longer than they compute: the matrices have some hundred rows. */
const mostThreads = 16

async function cores(): Promise<number> {
  const count = inNode()
    ? (await importNode<typeof import('node:os')>('node:os')).availableParallelism()
    : navigator.hardwareConcurrency
  return Math.min(count, mostThreads)
}
