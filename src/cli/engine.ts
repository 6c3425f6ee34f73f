// Opens a backend for the command line.
import { openBackend } from '../engine/backend.ts'
import type { BackendName } from '../engine/kernels.ts'
import type { RunOptions } from '../train/run.ts'
import type { Arguments, Option } from './usage.ts'
import { UsageError } from './usage.ts'

/** Those that Node has. */
const backends: readonly BackendName[] = ['wasm', 'cpu']

export const backendOption: Option = {
  type: 'string',
  value: 'B',
  help: `what computes: ${backends.join(' or ')} (default wasm)`,
}

export function backendOf(input: Arguments): BackendName {
  const name = input.text('backend') ?? 'wasm'
  const known = backends.find((backend) => backend === name)
  if (!known) throw new UsageError(`--backend takes ${backends.join(' or ')}, not "${name}"`)
  return known
}

export const opener =
  (backend: BackendName): RunOptions['open'] =>
  async () => ({ kernels: await openBackend(backend), trials: [] })
