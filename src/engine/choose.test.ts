// The choice among backends, on the two that run without a browser.
import { describe, expect, it } from 'vitest'
import { openBackend } from './backend.ts'
import { type BackendTrial, chooseBackend, type Trial } from './choose.ts'
import { BackendUnavailableError, NoBackendError } from './errors.ts'
import type { BackendName, Kernels } from './kernels.ts'

/** Takes a while that depends on the backend, like the real thing. */
const paced =
  (times: Partial<Record<BackendName, number>>, steps: BackendName[] = []) =>
  ({ backend }: Kernels): Trial => ({
    async step() {
      steps.push(backend)
      const end = performance.now() + (times[backend] ?? 0)
      while (performance.now() < end);
    },
    dispose() {},
  })

describe('the choice of a backend', () => {
  it('refuses the backends that Node lacks, with a reason each, and takes wasm', async () => {
    const heard: BackendTrial[] = []
    const { kernels, trials } = await chooseBackend({
      candidates: ['webgpu', 'webgl', 'cpu', 'wasm'],
      open: (name, software) => openBackend(name, { software }),
      benchmark: paced({ wasm: 1 }),
      onTrial: (trial) => heard.push(trial),
      milliseconds: 40,
    })
    expect(kernels.backend).toBe('wasm')
    expect(trials).toEqual([
      {
        backend: 'webgpu',
        millisecondsPerStep: null,
        refused: expect.stringMatching(/webgpu is not available: .*WebGPU/),
      },
      {
        backend: 'webgl',
        millisecondsPerStep: null,
        refused: expect.stringMatching(/webgl is not available: .*WebGL/),
      },
      { backend: 'wasm', millisecondsPerStep: expect.any(Number), refused: null },
    ])
    expect(heard).toEqual(trials)
    expect(trials[2].millisecondsPerStep).toBeGreaterThan(0.9)
  })

  it('takes the faster one and keeps it open', async () => {
    // Both are wasm below; the trial tells them apart by the name that was asked for.
    const asked: BackendName[] = []
    const { kernels, trials } = await chooseBackend({
      candidates: ['webgl', 'wasm'],
      open: async (name) => {
        asked.push(name)
        return new Proxy(await openBackend('wasm'), {
          get: (target, key: keyof Kernels) => {
            if (key === 'backend') return name
            const member = target[key]
            return typeof member === 'function' ? member.bind(target) : member
          },
        })
      },
      benchmark: paced({ webgl: 1, wasm: 5 }),
      milliseconds: 60,
    })
    expect(asked).toEqual(['webgl', 'wasm'])
    expect(kernels.backend).toBe('webgl')
    expect(trials[1].millisecondsPerStep).toBeGreaterThan(trials[0].millisecondsPerStep ?? Number.NaN)
  })

  it("takes the user's choice without timing it, software renderers included", async () => {
    const steps: BackendName[] = []
    const software: boolean[] = []
    const { kernels, trials } = await chooseBackend({
      candidates: ['cpu'],
      open: (name, each) => {
        software.push(each)
        return openBackend(name)
      },
      benchmark: paced({}, steps),
    })
    expect(kernels.backend).toBe('cpu')
    expect(trials).toEqual([{ backend: 'cpu', millisecondsPerStep: null, refused: null }])
    expect(steps).toEqual([])
    expect(software).toEqual([true])
  })

  it('demotes a backend that computes wrongly', async () => {
    const { kernels, trials } = await chooseBackend({
      candidates: ['wasm', 'cpu'],
      open: async (name) => {
        const kernels = await openBackend(name)
        if (name === 'wasm') kernels.sumColumns = (a) => kernels.fill(a.rows, 1, 0)
        return kernels
      },
      benchmark: paced({}),
      milliseconds: 10,
    })
    expect(kernels.backend).toBe('cpu')
    expect(trials[0].refused).toMatch(/computes sumColumns wrongly/)
  })

  it('says all reasons where nothing is left', async () => {
    const choice = chooseBackend({
      candidates: ['webgpu', 'wasm'],
      open: async (name) => {
        throw new BackendUnavailableError(name, `${name} is broken here.`)
      },
      benchmark: paced({}),
    })
    await expect(choice).rejects.toThrow(NoBackendError)
    await expect(choice).rejects.toThrow(/webgpu is broken here\..*wasm is broken here\./)
  })
})
