// The thread's work, with and without a thread: noise and exact epsilons.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Accountant, type AccountantState } from './accountant.ts'
import type { NoiseRequest, NoiseSource } from './noise.ts'
import { localThread, type PrivacyThread, remoteThread, servePrivacy } from './thread.ts'

const request: NoiseRequest = { lengths: [100, 4], standardDeviation: 1, grid: null }
const state: AccountantState = {
  before: [],
  training: {
    kind: 'subsampled-gaussian',
    sampleRate: 0.02,
    noiseMultiplier: 20,
    steps: 200,
    clipNorm: 1,
    batch: 20,
    rows: 1000,
    cap: null,
    sensitivity: 1,
  },
  groupSize: 1,
  delta: 1e-5,
  target: 5,
}

const open: PrivacyThread[] = []
afterEach(() => {
  for (const thread of open.splice(0)) thread.close()
  vi.restoreAllMocks()
})

function local(): PrivacyThread {
  const thread = localThread()
  open.push(thread)
  return thread
}

interface Message {
  readonly kind: string
}

/** Both ends in this process, with a real channel in between, whose messages are kept. */
function remote(): { thread: PrivacyThread; asked: Message[]; answered: Message[]; die: () => void } {
  const { port1, port2 } = new MessageChannel()
  const thread = remoteThread(port1)
  open.push(thread)
  servePrivacy(port2)
  const [asked, answered] = [port1, port2].map((port) => {
    const seen: Message[] = []
    const post = port.postMessage.bind(port)
    port.postMessage = (message: Message, moved: unknown) => {
      seen.push(structuredClone(message))
      post(message, moved as Transferable[])
    }
    return seen
  })
  return { thread, asked, answered, die: () => port2.close() }
}

/** Whether the next release was made by the thread: its arrays go back there by being moved. */
function isFromThread(noise: NoiseSource): boolean {
  const [array] = noise.take()
  noise.take()
  return array.byteLength === 0
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const threads: [name: string, start: () => PrivacyThread][] = [
  ['local', local],
  ['remote', () => remote().thread],
]

describe.each(threads)('a %s privacy thread', (_, start) => {
  it('gives noise that never comes twice, ready or not, to any of its sources', async () => {
    const thread = start()
    const sources = [thread.noise(request), thread.noise(request)]
    const seen = new Set<string>()
    for (let i = 0; i < 200; i++) {
      for (const source of sources) {
        if (i % 3 === 0) await source.ready(2)
        if (i % 50 === 0) await pause(5)
        const release = source.take()
        expect(release.map(({ length }) => length)).toEqual([100, 4])
        for (const array of release) seen.add(array.join())
      }
    }
    expect(seen.size).toBe(800)
  })

  it('tells the exact ε of every point, in turn', async () => {
    const told = await new Promise<[number, number][]>((resolve) => {
      const told: [number, number][] = []
      start().epsilons(state, [50, 100], (steps, epsilon) => {
        told.push([steps, epsilon])
        if (told.length === 2) resolve(told)
      })
    })
    const accountant = new Accountant(state)
    expect(told).toEqual([50, 100].map((steps) => [steps, accountant.exactEpsilon(steps)]))
  })

  it('tells nothing more once it is closed, or told to end', async () => {
    const thread = start()
    const [closed, ended] = [vi.fn(), vi.fn()]
    const end = thread.epsilons(state, [50, 100], ended)
    thread.epsilons(state, [50, 100], closed)
    end()
    end()
    thread.close()
    await pause(300)
    expect(ended).not.toHaveBeenCalled()
    expect(closed).not.toHaveBeenCalled()
  })
})

describe('a remote privacy thread', () => {
  it('makes noise ahead and takes the arrays back to fill them anew', async () => {
    const { thread } = remote()
    const noise = thread.noise(request)
    await pause(100)
    for (let i = 0; i < 40; i++) {
      expect(isFromThread(noise)).toBe(true)
      if (i % 4 === 3) await pause(30)
    }
  })

  it('is told how much noise is wanted and what to account for, and nothing else', async () => {
    const { thread, asked } = remote()
    const noise = thread.noise(request)
    const end = thread.epsilons(state, [50], () => {})
    end()
    noise.close()
    expect(asked).toEqual([
      { kind: 'noise', id: 0, request, ahead: 16 },
      { kind: 'epsilons', id: 1, state, steps: [50] },
      { kind: 'end', id: 1 },
      { kind: 'end', id: 0 },
    ])
  })

  it('is never waited for: noise goes on here when it dies', async () => {
    const { thread, die } = remote()
    const noise = thread.noise(request)
    await pause(50)
    const seen = new Set<string>()
    for (let i = 0; i < 60; i++) {
      if (i === 5) die()
      await noise.ready(1)
      seen.add(noise.take()[0].join())
    }
    expect(seen.size).toBe(60)
    expect(isFromThread(noise)).toBe(false)
  })

  it('makes noise before it works out an ε, and an ε at last even if noise is wanted without end', async () => {
    const { thread, answered } = remote()
    vi.spyOn(Accountant.prototype, 'exactEpsilon').mockReturnValue(1)
    const noise = thread.noise(request)
    const epsilons = () => answered.filter(({ kind }) => kind === 'epsilon').length
    thread.epsilons(state, [50, 100], () => {})
    for (let i = 0; i < 5000 && epsilons() < 2; i++) {
      await pause(0)
      noise.take()
    }
    expect(epsilons()).toBe(2)
    expect(answered.slice(0, 16).every(({ kind }) => kind === 'release')).toBe(true)
  })

  it('keeps nothing under way of a source that was closed', async () => {
    const { thread } = remote()
    const noise = thread.noise(request)
    await pause(50)
    const release = noise.take()
    noise.close()
    expect(release[0].every((value) => value === 0)).toBe(true)
    const other = thread.noise(request)
    await pause(50)
    expect(isFromThread(other)).toBe(true)
  })
})
