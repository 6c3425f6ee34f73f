// The choice among backends, on those of tfjs that run without a browser; some of them under another's name.
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

/** tfjs-wasm under another name, with some functions changed. */
async function disguised(name: BackendName, changes: Partial<Kernels> = {}): Promise<Kernels> {
  const other: Partial<Kernels> = { backend: name, ...changes }
  return new Proxy(await openBackend('tfjs-wasm'), {
    get: (target, key: keyof Kernels) => {
      if (key in other) return other[key]
      const member = target[key]
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

describe('the choice of a backend', () => {
  it('refuses the backends that Node lacks, with a reason each, and takes the first last resort that opens', async () => {
    const heard: BackendTrial[] = []
    const { kernels, trials } = await chooseBackend({
      candidates: ['tfjs-webgpu', 'tfjs-wasm', 'cpu', 'webgl'],
      open: (name, software) => openBackend(name, { software }),
      benchmark: paced({ 'tfjs-wasm': 1 }),
      onTrial: (trial) => heard.push(trial),
      milliseconds: 40,
    })
    expect(kernels.backend).toBe('tfjs-wasm')
    expect(trials).toEqual([
      {
        backend: 'webgl',
        millisecondsPerStep: null,
        refused: expect.stringMatching(/webgl is not available: .*WebGL/),
      },
      {
        backend: 'tfjs-webgpu',
        millisecondsPerStep: null,
        refused: expect.stringMatching(/tfjs-webgpu is not available: .*WebGPU/),
      },
      { backend: 'tfjs-wasm', millisecondsPerStep: expect.any(Number), refused: null },
    ])
    expect(heard).toEqual(trials)
    expect(trials[2].millisecondsPerStep).toBeGreaterThan(0.9)
  })

  it('takes the faster one and keeps it open', async () => {
    const asked: BackendName[] = []
    const { kernels, trials } = await chooseBackend({
      candidates: ['webgl', 'wasm'],
      open: async (name) => {
        asked.push(name)
        return disguised(name)
      },
      benchmark: paced({ webgl: 1, wasm: 5 }),
      milliseconds: 60,
    })
    expect(asked).toEqual(['webgl', 'wasm'])
    expect(kernels.backend).toBe('webgl')
    expect(trials[1].millisecondsPerStep).toBeGreaterThan(trials[0].millisecondsPerStep ?? Number.NaN)
  })

  it('tries no last resort where another backend stands', async () => {
    const asked: BackendName[] = []
    const { kernels, trials } = await chooseBackend({
      candidates: ['tfjs-webgpu', 'cpu', 'tfjs-wasm', 'wasm'],
      open: async (name) => {
        asked.push(name)
        return disguised(name)
      },
      benchmark: paced({ wasm: 3 }),
      milliseconds: 40,
    })
    expect(asked).toEqual(['wasm'])
    expect(kernels.backend).toBe('wasm')
    expect(trials.length).toBe(1)
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
        if (name === 'cpu') return openBackend('cpu')
        const { fill } = await disguised(name)
        return disguised(name, { sumColumns: (a) => fill(a.rows, 1, 0) })
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
