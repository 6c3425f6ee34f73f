// Queue: gathers runs into submits that take the device some tens of milliseconds, and lets no more than two be under way.
import type { Health } from './health.ts'

/** What a program adds to a submit. */
export interface Contributor {
  /** How many of its runs can be in one submit. */
  readonly mostRuns: number
  /** Brings the feeds of the first `runs` runs gathered to the device. Called right before they are handed over. */
  upload(runs: number): void
}

/** Milliseconds that a submit should take: long beside its fixed cost of some 0.1 ms, short beside a frame of a page. */
const target = 35
/** Milliseconds after which runs are handed over although there could be more: the device would stand idle. */
const patience = 35
/** Milliseconds that a run is taken to last at least: a measurement of less is the clock's grain. */
const shortest = 0.1
/** Submits under way beyond which the host waits. */
const ahead = 2

interface Flight {
  readonly began: number
  readonly runs: ReadonlyMap<Contributor, number>
  readonly done: Promise<void>
}

export class RunQueue {
  readonly #device: GPUDevice
  readonly #health: Health
  /** Milliseconds that a run takes, by what was measured last. */
  readonly #costs = new WeakMap<Contributor, number>()
  readonly #flights = new Set<Flight>()
  #encoder: GPUCommandEncoder | null = null
  #runs = new Map<Contributor, number>()
  #expected = 0
  #since = 0
  #lastDone = 0
  #submits = 0

  constructor(device: GPUDevice, health: Health) {
    this.#device = device
    this.#health = health
  }

  /** So far. */
  get submits(): number {
    return this.#submits
  }

  /** The number of the next run of a program among those gathered. */
  place(contributor: Contributor): number {
    // What takes nobody knows how long goes alone, so that it is known.
    if (!this.#costs.has(contributor)) this.flush()
    return this.#runs.get(contributor) ?? 0
  }

  /** Adds a run. */
  add(contributor: Contributor, encode: (encoder: GPUCommandEncoder) => void): void {
    const cost = this.#costs.get(contributor)
    if (!this.#encoder) {
      this.#encoder = this.#device.createCommandEncoder()
      this.#since = performance.now()
    }
    encode(this.#encoder)
    const runs = (this.#runs.get(contributor) ?? 0) + 1
    this.#runs.set(contributor, runs)
    this.#expected += cost ?? 0
    const due =
      cost === undefined ||
      this.#expected + cost > target ||
      runs >= contributor.mostRuns ||
      performance.now() - this.#since > patience
    if (due) this.flush()
  }

  /** A promise where the next run had better wait. Rejects with DeviceLostError. */
  room(): void | Promise<void> {
    if (this.#flights.size < ahead) return
    const [oldest] = this.#flights
    return oldest.done.then(() => this.#health.check())
  }

  /** Hands over what is waiting. */
  flush(): void {
    const encoder = this.#encoder
    if (!encoder) return
    const runs = this.#runs
    this.#encoder = null
    this.#runs = new Map()
    this.#expected = 0
    this.#submits++
    this.#health.guard('validation', () => {
      for (const [contributor, count] of runs) contributor.upload(count)
      this.#device.queue.submit([encoder.finish()])
    })
    const began = performance.now()
    const done = this.#device.queue.onSubmittedWorkDone().then(
      () => this.#measure(flight),
      () => undefined,
    )
    const flight: Flight = { began, runs, done: done.finally(() => this.#flights.delete(flight)) }
    this.#flights.add(flight)
  }

  /** Two submits under way share the device: the second's time begins where the first ended. */
  #measure({ began, runs }: Flight): void {
    const now = performance.now()
    const took = now - Math.max(began, this.#lastDone)
    this.#lastDone = now
    let expected = 0
    for (const [contributor, count] of runs) expected += count * (this.#costs.get(contributor) ?? 0)
    for (const [contributor, count] of runs) {
      const cost = this.#costs.get(contributor)
      // Slower is believed at once, so that a submit cannot stay too long; faster by halves: one short time may be chance.
      const measured = cost === undefined ? took / count : cost * Math.max(took / expected, 0.5)
      this.#costs.set(contributor, Math.max(measured, shortest))
    }
  }
}
