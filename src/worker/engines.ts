// Engines: which backends this browser has, and the one that a run uses.

import type { Matrix } from '../encode/matrix.ts'
import { closeBackend, openBackend, threadsOf } from '../engine/backend.ts'
import { chooseBackend } from '../engine/choose.ts'
import type { BackendName } from '../engine/kernels.ts'
import type { Recipe } from '../models/recipe.ts'
import type { RunOptions } from '../train/run.ts'
import { startTrial } from '../train/trial.ts'
import type { Capabilities } from './protocol.ts'

/** In the order in which they are tried; the fastest is taken. The last two only where no other opens, or by the user's choice. */
const backends: readonly BackendName[] = ['webgpu', 'webgl', 'wasm', 'cpu', 'tfjs-webgpu']

/** `software`: whether a backend that only imitates a GPU will do. */
export const open = (name: BackendName, software = true) => openBackend(name, { software })

/** The backend of an earlier run; where this browser has it no more, or never had it, the one that every browser has. */
export const reopen = (name: BackendName) => open(name).catch(() => open('wasm'))

/** Opens each backend once, so that the page can say which there are and why others are not. */
export async function findCapabilities(): Promise<Capabilities> {
  const found: Capabilities['backends'][number][] = []
  for (const name of backends) {
    try {
      await open(name)
      found.push({ name, available: true, refused: null, threads: threadsOf(name) })
      closeBackend(name)
    } catch (error) {
      found.push({ name, available: false, refused: (error as Error).message })
    }
  }
  return { backends: found }
}

/** Opens the chosen backend, or the one that does the recipe's own step fastest. */
export const opener =
  (choice: BackendName | 'auto', recipe: Recipe, matrix: Matrix): RunOptions['open'] =>
  () =>
    chooseBackend({
      candidates: choice === 'auto' ? backends : [choice],
      open,
      benchmark: (kernels) => startTrial(kernels, recipe, matrix),
    })
