// Program: a plan on the device, with all its shaders, numbers and bind groups made once.
import { DisposedTableError, RowRangeError } from '../errors.ts'
import type { Prepared } from '../program/executor.ts'
import { type FeedView, feedView } from '../program/feed.ts'
import type { Plan } from '../program/plan.ts'
import type { Memory } from './memory.ts'
import type { Pipelines } from './pipelines.ts'
import type { Contributor, RunQueue } from './queue.ts'
import { type LaunchShader, launchShader } from './shader/launch.ts'
import type { WebGpuTable } from './table.ts'
import type { Variables } from './variables.ts'

/** What programs of one device share. */
export interface Shared {
  readonly memory: Memory
  readonly pipelines: Pipelines
  readonly queue: RunQueue
  readonly variables: Variables
  /** As of `launchShader`. */
  readonly cooperative: boolean
  /** Throws what went wrong with the device. */
  readonly check: () => void
}

/** Runs that are gathered at most, and words of feeds (8 MiB): those of a private run's noise are many. */
const mostRuns = 64
const mostFeedWords = 2 ** 21

/** Words on whose multiples a binding may begin (minStorageBufferOffsetAlignment is 256 bytes or less). */
const bindingWords = 64

/** A feed that chooses rows of a table. */
interface Choice {
  readonly offset: number
  readonly count: number
  readonly rows: number
}

interface Dispatch {
  readonly shader: LaunchShader
  /** In bytes: where its numbers begin. */
  readonly numbersAt: number
  readonly table: GPUBindGroup | null
}

export class WebGpuProgram implements Prepared, Contributor {
  readonly mostRuns: number
  readonly #shared: Shared
  readonly #dispatches: readonly Dispatch[]
  readonly #tables: readonly WebGpuTable[]
  readonly #choices: readonly Choice[]
  readonly #immediate: boolean
  readonly #views: FeedView[][] = []
  readonly #plan: Plan
  readonly #buffers: Record<'work' | 'feeds' | 'numbers', GPUBuffer>
  readonly #numbersBytes: number
  /** Feeds of the runs gathered, one after another. */
  #staged = new Uint32Array(0)
  #ring: GPUBuffer | null = null
  #bound: { readonly variables: GPUBuffer; readonly group: GPUBindGroup } | null = null

  constructor(plan: Plan, shared: Shared, immediate: boolean) {
    this.#immediate = immediate
    this.#plan = plan
    this.#shared = shared
    this.mostRuns = Math.max(1, Math.min(mostRuns, Math.floor(mostFeedWords / Math.max(plan.feedWords, 1))))
    const { memory } = shared
    const shaders = plan.launches
      .map((launch) => launchShader(launch, shared.cooperative))
      .filter(({ groups: [x] }) => x > 0)
    this.#choices = plan.launches.flatMap(({ parts }) =>
      parts.flatMap((part) => {
        if (part.kind !== 'expand') return []
        const { indices, rows, table } = part
        return [{ offset: indices.slot.offset + indices.offset, count: rows, rows: table.rows }]
      }),
    )

    let words = 0
    const starts = shaders.map(({ numbers }) => {
      const start = words
      words += Math.ceil(numbers.length / bindingWords) * bindingWords
      return start
    })
    // Every binding is as long as the longest, so the last one needs room behind it.
    const longest = shaders.reduce((most, { numbers }) => Math.max(most, numbers.length), 1)
    const all = new Uint32Array(words + longest)
    shaders.forEach(({ numbers }, i) => {
      all.set(numbers, starts[i])
    })
    this.#numbersBytes = 4 * longest
    const { STORAGE, COPY_DST } = GPUBufferUsage
    const named = (what: string) => `${plan.name}: ${what}`
    this.#buffers = {
      numbers: memory.buffer(named('numbers'), all.length, STORAGE | COPY_DST),
      work: memory.buffer(named('work'), plan.workFloats, STORAGE),
      feeds: memory.buffer(named('feeds'), plan.feedWords, STORAGE | COPY_DST),
    }
    memory.device.queue.writeBuffer(this.#buffers.numbers, 0, all)

    const groups = new Map<WebGpuTable, GPUBindGroup>()
    this.#dispatches = shaders.map((shader, i) => {
      const { table } = shader
      const group = table && (groups.get(table) ?? this.#tableGroup(table))
      if (table && group) groups.set(table, group)
      return { shader, numbersAt: 4 * starts[i], table: group }
    })
    this.#tables = [...groups.keys()]
  }

  async ready(onProgress?: (done: number, of: number) => void): Promise<void> {
    const texts = new Map(this.#dispatches.map(({ shader, table }) => [shader.text, table !== null]))
    let done = 0
    await Promise.all(
      [...texts].map(async ([text, hasTable]) => {
        await this.#shared.pipelines.prepare(text, hasTable)
        onProgress?.(++done, texts.size)
      }),
    )
  }

  run(): void | Promise<void> {
    const { queue, check } = this.#shared
    check()
    if (this.#tables.some(({ disposed }) => disposed)) throw new DisposedTableError()
    const place = this.#makeRoom()
    this.#fill(place)
    queue.add(this, (encoder) => this.#encode(encoder, place))
    // Nobody waits for what is to be done at once.
    if (!this.#immediate) return queue.room()
  }

  upload(runs: number): void {
    const { feedWords } = this.#plan
    if (this.#ring && feedWords > 0)
      this.#shared.memory.device.queue.writeBuffer(this.#ring, 0, this.#staged, 0, runs * feedWords)
  }

  dispose(): void {
    const { queue, memory } = this.#shared
    queue.flush()
    for (const buffer of [...Object.values(this.#buffers), ...(this.#ring ? [this.#ring] : [])]) memory.free(buffer)
  }

  /** Fills the feeds of a run. */
  #fill(place: number): void {
    const { feeds, feedWords } = this.#plan
    if (feedWords === 0) return
    this.#views[place] ??= feeds.map(({ feed, offset }) =>
      feedView(this.#staged.buffer, 4 * (place * feedWords + offset), feed.words),
    )
    feeds.forEach(({ feed }, i) => {
      feed.fill(this.#views[place][i])
    })
    const integers = new Int32Array(this.#staged.buffer, 4 * place * feedWords, feedWords)
    for (const { offset, count, rows } of this.#choices) {
      for (let i = offset; i < offset + count; i++) {
        if (integers[i] >= rows) throw new RowRangeError(integers[i], rows)
      }
    }
  }

  /**
   * The next run's place among those gathered. Doubles the room for their feeds when it is full; what is gathered is handed
   * over first, since it has the old room in it.
   */
  #makeRoom(): number {
    const { queue, memory } = this.#shared
    const { feedWords, name } = this.#plan
    const place = queue.place(this)
    const room = this.#staged.length / feedWords
    if (feedWords === 0 || place < room) return place
    queue.flush()
    const runs = Math.min(this.mostRuns, Math.max(1, 2 * room))
    const { COPY_SRC, COPY_DST } = GPUBufferUsage
    if (this.#ring) memory.free(this.#ring)
    this.#ring = memory.buffer(`${name}: coming feeds`, runs * feedWords, COPY_SRC | COPY_DST)
    this.#staged = new Uint32Array(runs * feedWords)
    this.#views.length = 0
    return 0
  }

  #encode(encoder: GPUCommandEncoder, place: number): void {
    const { pipelines } = this.#shared
    const { feedWords } = this.#plan
    if (this.#ring && feedWords > 0)
      encoder.copyBufferToBuffer(this.#ring, 4 * place * feedWords, this.#buffers.feeds, 0, 4 * feedWords)
    const group = this.#group()
    const pass = encoder.beginComputePass()
    for (const { shader, numbersAt, table } of this.#dispatches) {
      pass.setPipeline(pipelines.get(shader.text, table !== null))
      pass.setBindGroup(0, group, [numbersAt])
      if (table) pass.setBindGroup(1, table)
      pass.dispatchWorkgroups(...shader.groups)
    }
    pass.end()
  }

  /** Made anew when the variables have moved. */
  #group(): GPUBindGroup {
    const { variables, pipelines, memory } = this.#shared
    if (this.#bound?.variables === variables.buffer) return this.#bound.group
    const { work, feeds, numbers } = this.#buffers
    const group = memory.device.createBindGroup({
      layout: pipelines.programLayout,
      entries: [
        { binding: 0, resource: { buffer: variables.buffer } },
        { binding: 1, resource: { buffer: work } },
        { binding: 2, resource: { buffer: feeds } },
        { binding: 3, resource: { buffer: numbers, size: this.#numbersBytes } },
      ],
    })
    this.#bound = { variables: variables.buffer, group }
    return group
  }

  #tableGroup({ buffer }: WebGpuTable): GPUBindGroup {
    const { memory, pipelines } = this.#shared
    return memory.device.createBindGroup({
      layout: pipelines.tableLayout,
      entries: [{ binding: 0, resource: { buffer } }],
    })
  }
}
