// TimeLeft: how long work will still take, judged by how long its part so far has taken.

/** Before so many seconds, or so small a share, nothing can be told. */
const leastSeconds = 2
const leastShare = 0.02

export class TimeLeft {
  readonly #began = performance.now()

  /** Seconds that are left where `share` (0 to 1) of the work is done; `null`: too early to tell. */
  after(share: number): number | null {
    const seconds = (performance.now() - this.#began) / 1000
    if (seconds < leastSeconds || !(share >= leastShare)) return null
    return (seconds * (1 - Math.min(1, share))) / share
  }
}
