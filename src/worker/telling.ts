// Telling: how far long work is, for the page.
import type { EvaluationPhase } from '../evaluate/phases.ts'
import { TimeLeft } from '../work/timeleft.ts'
import type { WorkerEvent } from './protocol.ts'

type Working = Extract<WorkerEvent, { kind: 'working' }>

/** Hears how much is done: from 0 to 1, or up to `of`; of which part, where there are parts. */
export type Tell = (done: number, of?: number, part?: EvaluationPhase) => void

/** Milliseconds between two events of a kind. */
export const tellEvery = 200

/** Tells a few times a second. To be made when the work begins, by which the time that is left is judged. */
export function teller(phase: Working['phase'], post: (event: Working) => void): Tell {
  const left = new TimeLeft()
  let told = Number.NEGATIVE_INFINITY
  return (done, of = 1, part) => {
    const now = performance.now()
    if (now - told < tellEvery && done < of) return
    told = now
    post({ kind: 'working', phase, part, done, of, secondsLeft: left.after(done / of) })
  }
}
