// Testing: what the tests of models share.
import type { BackendName } from '../engine/kernels.ts'

/** The plainest and the fastest that Node has. */
export const backends: readonly BackendName[] = ['cpu', 'tfjs-wasm']
