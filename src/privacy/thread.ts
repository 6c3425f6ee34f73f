// PrivacyThread: where noise and exact epsilons are made beside the training, so that they do not slow it.
import { Accountant, type AccountantState } from './accountant.ts'
import { NoiseMaker, type NoiseRequest, type NoiseSource, NoiseStock, type Release, turn, wipe } from './noise.ts'

export interface PrivacyThread {
  /** A source of its own randomness: two sources never share any. */
  noise(request: NoiseRequest): NoiseSource
  /**
   * Works out the tight ε of each number of updates, one at a time when there is time, and tells each as it is known, until
   * the returned function is called.
   */
  epsilons(state: AccountantState, steps: readonly number[], tell: Tell): () => void
  close(): void
}

type Tell = (steps: number, epsilon: number) => void

/** One end of a channel, as browsers and Node have it. */
export type Port = Pick<MessagePort, 'postMessage' | 'onmessage' | 'close'>

/** To the thread: no data ever, only how much noise of which size is wanted, and a mechanism's parameters. */
type Ask =
  | { readonly kind: 'noise'; readonly id: number; readonly request: NoiseRequest; readonly ahead: number }
  /** Arrays to be filled anew. */
  | { readonly kind: 'back'; readonly id: number; readonly release: Release }
  /** No more of this noise, of these epsilons. */
  | { readonly kind: 'end'; readonly id: number }
  | {
      readonly kind: 'epsilons'
      readonly id: number
      readonly state: AccountantState
      readonly steps: readonly number[]
    }
  | { readonly kind: 'close' }

type Answer =
  | { readonly kind: 'release'; readonly id: number; readonly release: Release }
  | { readonly kind: 'epsilon'; readonly id: number; readonly steps: number; readonly epsilon: number }

/** How many times longer than an epsilon took its maker rests where it shares a thread with the training. */
const rests = 20

/** The same without a thread: noise is made when it is asked for, epsilons in between. */
export function localThread(): PrivacyThread {
  const ends = new Set<() => void>()
  return {
    noise: (request) => new NoiseStock(request),
    epsilons(state, steps, tell) {
      const accountant = new Accountant(state)
      const left = [...steps]
      let timer = setTimeout(next, 0)
      const end = () => {
        clearTimeout(timer)
        ends.delete(end)
      }
      ends.add(end)
      function next() {
        const count = left.shift()
        if (count === undefined) return end()
        const started = performance.now()
        tell(count, accountant.exactEpsilon(count))
        timer = setTimeout(next, rests * (performance.now() - started))
      }
      return end
    },
    close() {
      for (const end of ends) end()
    },
  }
}

/** Releases that are under way at once: three at least, more where they are small, as an exact epsilon takes many updates' time. */
const fewestAhead = 3
const mostAhead = 16
const bytesAhead = 2 ** 25

function releasesAhead({ lengths, grid }: NoiseRequest): number {
  const bytes = lengths.reduce((sum, length) => sum + length, 0) * (grid === null ? 4 : 8)
  return Math.min(mostAhead, Math.max(fewestAhead, Math.floor(bytesAhead / bytes)))
}

/**
 * A thread behind a port that `servePrivacy` answers. If it is slow or dies, noise is made here: nothing is ever waited for.
 * `end` is called once it is closed.
 */
export function remoteThread(port: Port, end: () => void = () => {}): PrivacyThread {
  const stocks = new Map<number, NoiseStock>()
  const tells = new Map<number, Tell>()
  let ids = 0
  const ask = (message: Ask, moved: Release = []) =>
    port.postMessage(
      message,
      moved.map((array) => array.buffer),
    )
  port.onmessage = ({ data }: MessageEvent<Answer>) => {
    const { id } = data
    if (data.kind === 'epsilon') tells.get(id)?.(data.steps, data.epsilon)
    else stocks.get(id)?.put(data.release, (release) => ask({ kind: 'back', id, release }, release))
  }
  return {
    noise(request) {
      const id = ids++
      const stock = new NoiseStock(request, () => {
        stocks.delete(id)
        ask({ kind: 'end', id })
      })
      stocks.set(id, stock)
      ask({ kind: 'noise', id, request, ahead: releasesAhead(request) })
      return stock
    },
    epsilons(state, steps, tell) {
      const id = ids++
      tells.set(id, tell)
      ask({ kind: 'epsilons', id, state, steps })
      return () => {
        if (tells.delete(id)) ask({ kind: 'end', id })
      }
    },
    close() {
      for (const stock of stocks.values()) stock.close()
      tells.clear()
      ask({ kind: 'close' })
      port.onmessage = null
      end()
    },
  }
}

/** Where noise is wanted without end, an epsilon has its turn after so many releases. */
const releasesPerPoint = 100

/** Releases of one request that are still to be made. */
interface Order {
  readonly maker: NoiseMaker
  wanted: number
}

/** An epsilon that is still to be worked out. */
interface Point {
  readonly id: number
  readonly steps: number
  readonly accountant: Accountant
}

/** The thread's end of the port. Noise comes first; an epsilon is worked out when no noise is wanted. `end`: nobody asks any more. */
export function servePrivacy(port: Port, end: () => void = () => {}): void {
  const orders = new Map<number, Order>()
  let points: Point[] = []
  let busy = false
  let sincePoint = 0

  const answer = (message: Answer, moved: Release = []) =>
    port.postMessage(
      message,
      moved.map((array) => array.buffer),
    )

  async function work(): Promise<void> {
    if (busy) return
    busy = true
    for (;;) {
      const [id, order] = [...orders].find(([, { wanted }]) => wanted > 0) ?? []
      if (id !== undefined && order && (sincePoint < releasesPerPoint || points.length === 0)) {
        sincePoint++
        order.wanted--
        const release = await order.maker.make()
        if (orders.has(id)) answer({ kind: 'release', id, release }, release)
        else wipe(release)
      } else {
        const point = points.shift()
        if (!point) break
        sincePoint = 0
        const { id, steps, accountant } = point
        answer({ kind: 'epsilon', id, steps, epsilon: accountant.exactEpsilon(steps) })
      }
      await turn()
    }
    busy = false
  }

  port.onmessage = ({ data }: MessageEvent<Ask>) => {
    if (data.kind === 'noise') orders.set(data.id, { maker: new NoiseMaker(data.request), wanted: data.ahead })
    else if (data.kind === 'back') {
      const order = orders.get(data.id)
      if (order) order.wanted++
      order?.maker.giveBack(data.release)
    } else if (data.kind === 'end') {
      orders.delete(data.id)
      points = points.filter(({ id }) => id !== data.id)
    } else if (data.kind === 'epsilons') {
      const accountant = new Accountant(data.state)
      points.push(...data.steps.map((steps) => ({ id: data.id, steps, accountant })))
    } else {
      orders.clear()
      points = []
      port.close()
      end()
      return
    }
    void work()
  }
}
