// Testing: what the tests of models share.
import type { BackendName } from '../engine/kernels.ts'

/** Compiled, and kernel by kernel twice. */
export const backends: readonly BackendName[] = ['wasm', 'cpu', 'tfjs-wasm']
