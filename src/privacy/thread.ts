// PrivacyThread: where noise and exact epsilons are made beside the training, so that they do not slow it.
import { Accountant, type AccountantState } from './accountant.ts'
import { type NoiseRequest, type NoiseSource, NoiseStock } from './noise.ts'

export interface PrivacyThread {
  /** A source of its own randomness: two sources never share any. */
  noise(request: NoiseRequest): NoiseSource
  /** Works out the tight ε of each number of updates, one at a time when there is time, and tells each as it is known. */
  epsilons(state: AccountantState, steps: readonly number[], tell: (steps: number, epsilon: number) => void): void
  close(): void
}

/** How many times longer than an epsilon took its maker rests where it shares a thread with the training. */
const rests = 20

/** The same without a thread: noise is made when it is asked for, epsilons in between. */
export function localThread(): PrivacyThread {
  let closed = false
  return {
    noise: (request) => new NoiseStock(request),
    epsilons(state, steps, tell) {
      const accountant = new Accountant(state)
      const left = [...steps]
      const next = () => {
        const count = left.shift()
        if (count === undefined || closed) return
        const started = performance.now()
        tell(count, accountant.exactEpsilon(count))
        setTimeout(next, rests * (performance.now() - started))
      }
      setTimeout(next, 0)
    },
    close() {
      closed = true
    },
  }
}
