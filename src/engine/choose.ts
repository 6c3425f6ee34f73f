// Chooses a backend by what the device can prove: right numbers first, then the time of a step of the recipe itself.
import { closeBackend, threadsOf } from './backend.ts'
import { NoBackendError } from './errors.ts'
import type { BackendName, Kernels } from './kernels.ts'
import { selfTest } from './selftest.ts'

/** What the choice found out about a backend: the time of a step, or why the backend is out. */
export interface BackendTrial {
  readonly backend: BackendName
  /** `null` if the backend is out, or was the only one left, so that there was nothing to compare. */
  readonly millisecondsPerStep: number | null
  readonly refused: string | null
  /** Threads of the processor, where it is the processor that computes. */
  readonly threads?: number | undefined
}

/** A throw-away training to time a backend by. */
export interface Trial {
  /** Starts one step; resolves when the device has done it. Several may be under way at once. */
  step(): Promise<void>
  dispose(): void
}

export interface Choice {
  /** One: the user's own choice, software renderers included. Several: all are tried. */
  readonly candidates: readonly BackendName[]
  /** Opens a backend. `software` says whether one that only imitates a GPU will do: wasm is faster than any of those. */
  readonly open: (name: BackendName, software: boolean) => Promise<Kernels>
  readonly benchmark: (kernels: Kernels) => Trial | Promise<Trial>
  readonly onTrial?: (trial: BackendTrial) => void
  /** For all candidates together, apart from what opening and compiling takes; default one second. */
  readonly milliseconds?: number
}

/**
 * Opens every candidate, tests it, times it, and gives back the fastest, open; all others are closed again. The cpu and
 * those of tfjs that are there to compare with are last resorts: once another has opened they are neither tried nor taken.
 * Throws NoBackendError with all the reasons.
 */
export async function chooseBackend(choice: Choice): Promise<{ kernels: Kernels; trials: BackendTrial[] }> {
  const { candidates, open, onTrial, milliseconds = 1000 } = choice
  const trials: BackendTrial[] = []
  let best: { readonly kernels: Kernels; readonly time: number } | null = null
  const lastResort = (name: BackendName) => name === 'cpu' || name.startsWith('tfjs-')
  const share = milliseconds / Math.max(1, candidates.filter((name) => !lastResort(name)).length)
  for (const name of [...candidates].sort((a, b) => Number(lastResort(a)) - Number(lastResort(b)))) {
    if (best !== null && lastResort(name)) break
    try {
      const kernels = await open(name, candidates.length === 1)
      await selfTest(kernels)
      const time = candidates.length === 1 ? null : await timeStep(kernels, choice, share)
      trials.push({ backend: name, millisecondsPerStep: time, refused: null, threads: threadsOf(name) })
      if (best === null || (time ?? 0) < best.time) {
        if (best !== null) closeBackend(best.kernels.backend)
        best = { kernels, time: time ?? 0 }
      } else closeBackend(name)
    } catch (error) {
      closeBackend(name)
      trials.push({ backend: name, millisecondsPerStep: null, refused: (error as Error).message })
    }
    onTrial?.(trials[trials.length - 1])
  }
  if (best === null)
    throw new NoBackendError(trials.map(({ backend, refused }) => ({ backend, reason: refused ?? '' })))
  return { kernels: best.kernels, trials }
}

/**
 * Milliseconds a step takes once all is compiled. Steps run in growing batches, so that waiting for the device hardly
 * counts; the quickest batch is what it can do: engines go on optimising WebAssembly while it runs.
 */
async function timeStep(kernels: Kernels, { benchmark }: Choice, budget: number): Promise<number> {
  const trial = await benchmark(kernels)
  let quickest = Number.POSITIVE_INFINITY
  try {
    await trial.step()
    const start = performance.now()
    for (let steps = 1; ; steps *= 2) {
      const batchStart = performance.now()
      await Promise.all(Array.from({ length: steps }, () => trial.step()))
      const now = performance.now()
      const time = now - batchStart
      quickest = Math.min(quickest, time / steps)
      // The next batch would take twice as long.
      if (now - start + 2 * time > budget) return quickest
    }
  } finally {
    trial.dispose()
  }
}
