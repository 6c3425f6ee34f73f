// Tests by record and replay: on neighbouring tables, with the same answers put in, nothing may differ but what each answer
// was declared to hide. Mistakes made on purpose show that the test would see them.
import { beforeAll, describe, expect, it } from 'vitest'
import { Encoder } from '../encode/encoder.ts'
import type { Matrix } from '../encode/matrix.ts'
import { decimals, field, numbers, tableOf, words } from '../encode/testcolumns.ts'
import { openBackend } from '../engine/backend.ts'
import type { Kernels } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import { gaussianMechanism, noiseRequest } from '../models/mechanism.ts'
import type { Mechanism } from '../models/model.ts'
import { marginalsRecipe, privateRecipe, type Recipe } from '../models/recipe.ts'
import { createStreams } from '../models/streams.ts'
import { TabularGan } from '../models/tabulargan.ts'
import type { Look } from '../privacy/ledger.ts'
import { localThread } from '../privacy/thread.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { planPrivacy } from '../train/plan.ts'
import { plannedLooks } from '../train/prepare.ts'
import { privateSource } from '../train/source.ts'
import { Spending } from '../train/spending.ts'
import { smallProblem } from '../train/testing.ts'
import { seededWords } from './door.ts'
import { Plane } from './plane.ts'
import { Tape, TapedReleases, tapedMechanism } from './replay.ts'
import { seededNoise, seededRandom } from './testing.ts'

const privacy = {
  ...(privateRecipe.privacy as NonNullable<Recipe['privacy']>),
  epsilon: 20,
  delta: 1e-4,
  clipNorm: 0.5,
}
const recipe: Recipe = {
  ...privateRecipe,
  ...{ latent: 4, generatorWidths: [8], discriminatorWidths: [8], batch: 16, discriminatorSteps: 2, privacy },
}

describe('looks before training', () => {
  type Row = readonly [ward: string | null, visits: number | null, cost: number | null, seen: number | null]

  const minute = 60_000
  const random = createRandom(1, 'rows')
  const everyone: readonly Row[] = Array.from({ length: 150 }, () => [
    ['north', 'south', 'east'][random.integer(3)],
    random.integer(9),
    Math.round(1000 * random.normal()) / 10,
    minute * random.integer(1_000_000),
  ])
  const last = everyone.length - 1
  const without = (row: Row) => [...everyone.slice(0, last), row]

  const adversaries: readonly (readonly [string, Row])[] = [
    ['with a word of its own', ['zoo', 4, 5, 6 * minute]],
    ['with numbers beyond all others', ['north', 1e9, -1e200, 1e13]],
    ['without a value', [null, null, null, null]],
    ['at the ends of the others', ['east', 0, 400, 0]],
  ]

  /** As a file with these rows would be read: ranges and lists are those of the rows, and not declared. */
  function read(rows: readonly Row[]): { table: Table; schema: Schema } {
    const columns = [0, 1, 2, 3].map((at) => rows.map((row) => row[at]))
    const range = (at: number) => {
      const values = columns[at].filter((value) => typeof value === 'number')
      return { kind: 'range' as const, minimum: Math.min(...values), maximum: Math.max(...values), declared: false }
    }
    const wards = [...new Set(columns[0].filter((word) => word !== null))].map(String)
    const instants = { kind: 'datetime' as const, pattern: 'yyyy-MM-dd HH:mm', resolution: minute }
    return {
      table: tableOf([words(columns[0]), ...[1, 2, 3].map((at) => numbers(columns[at]))]),
      schema: {
        fields: [
          field('ward', 'category', { domain: { kind: 'categories', categories: wards, declared: false } }),
          field('visits', 'integer', { format: decimals(0), domain: range(1) }),
          field('cost', 'real', { format: decimals(1), domain: range(2) }),
          field('seen', 'datetime', { format: instants, domain: range(3) }),
        ],
      },
    }
  }

  type Learning = (table: Table, schema: Schema, releases: TapedReleases) => Encoder
  const privately: Learning = (table, schema, releases) => Encoder.fitPrivately(table, schema, releases)

  function learn(rows: readonly Row[], tape: Tape, learning: Learning, split: typeof privacy.split = privacy.split) {
    const { table, schema } = read(rows)
    const looks = plannedLooks(schema, { ...recipe, privacy: { ...privacy, split } }, rows.length)
    const encoder = learning(table, schema, new TapedReleases(looks, seededWords(1), tape))
    const matrix = encoder.encode(table, createRandom(1, 'encode'))
    return { state: encoder.toJSON(), others: matrix.columns.map((column) => Array.from(column.subarray(0, last))) }
  }

  /** Findings of the replay, and whether all that followed from equal answers was equal. */
  function compare(row: Row, learning: Learning, split?: typeof privacy.split) {
    const tape = new Tape()
    const replay = new Tape(tape)
    const recorded = learn(without(row), tape, learning, split)
    const replayed = learn(everyone, replay, learning, split)
    return { tape, findings: replay.findings(Math.SQRT2), recorded, replayed }
  }

  it.each(adversaries)('tell of a row %s only what they pay for', (_, row) => {
    const { tape, findings, recorded, replayed } = compare(row, privately)
    expect(findings).toEqual([])
    expect(tape.releases.map(({ sensitivity }) => sensitivity)).toEqual(new Array(12).fill(1))
    expect(replayed).toEqual(recorded)
  })

  it('are caught where ranges and lists are read off the rows', () => {
    const { tape, recorded, replayed } = compare(adversaries[1][1], (table, schema) => Encoder.fit(table, schema))
    expect(tape.releases).toHaveLength(0)
    expect(replayed.state).not.toEqual(recorded.state)
  })

  it('are caught where a recipe leaves them unpaid', () => {
    const { recorded, replayed } = compare(adversaries[1][1], privately, { domains: 0, shares: 0.05 })
    expect(replayed.state).not.toEqual(recorded.state)
  })

  it('are caught where a row counts several times, and where one row makes for one more question', () => {
    const thrice = compare(adversaries[1][1], (table, schema, releases) => {
      const [, visits] = table.columns
      const many = visits.kind === 'number' ? visits.values.filter((value) => value > 1e6).length : 0
      releases.question('quantiles', 'visits')?.ask(Float64Array.of(3 * many, table.rows - many))
      return Encoder.fit(table, schema)
    })
    expect(thrice.findings[0]).toMatch(/histogram 0 moved by 3/)
    const curious = compare(adversaries[1][1], (table, schema, releases) => {
      const [, visits] = table.columns
      if (visits.kind === 'number' && visits.values.some((value) => value > 1e6)) {
        releases.question('quantiles', 'visits')?.ask(Float64Array.of(1))
      }
      return Encoder.fit(table, schema)
    })
    expect(curious.findings).toEqual(['asked for nothing where histogram was recorded'])
  })
})

describe('tables of pairs', () => {
  const plane = new Plane(25)
  const all = Array.from({ length: plane.points }, (_, point) => point)
  const fitted: Recipe = { ...marginalsRecipe, privacy: { ...privacy, noiseMultiplier: 2 } }

  async function release(
    points: readonly number[],
    tape: Tape,
    change: (matrix: Matrix) => Matrix = (matrix) => matrix,
  ) {
    const plan = planPrivacy(fitted, plane.points)
    if (!plan) throw new Error('no privacy')
    const open = (looks: readonly Look[]) => new TapedReleases(looks, seededWords(1), tape)
    const spending = new Spending(plan, fitted, change(plane.matrix(points)), localThread(), null, open)
    await spending.tables()
    spending.close()
  }

  it('move by a row just as far as is declared', async () => {
    const tape = new Tape()
    const replay = new Tape(tape)
    await release(all, tape)
    await release(all.slice(1), replay)
    expect(tape.releases).toHaveLength(1)
    expect(replay.findings(1)).toEqual([])
    expect(replay.findings(0.99)).toHaveLength(1)
    // Six columns: 15 tables of pairs and 6 single ones.
    expect(tape.releases[0].sensitivity).toBeCloseTo(Math.sqrt(21), 12)
  })

  it('are caught where rows are repeated before they are counted', async () => {
    const tape = new Tape()
    const replay = new Tape(tape)
    const twice = (matrix: Matrix): Matrix => ({
      ...matrix,
      rows: 2 * matrix.rows,
      columns: matrix.columns.map((column) => Uint16Array.from([...column, ...column])),
    })
    await release(all, tape, twice)
    await release(all.slice(1), replay, twice)
    expect(replay.findings(1)[0]).toMatch(/moved by/)
  })
})

describe.each(['wasm', 'cpu'] as const)('updates of the discriminator on %s', (backend) => {
  let kernels: Kernels

  beforeAll(async () => {
    kernels = await openBackend(backend)
  })

  const { matrix } = smallProblem(32)
  const last = matrix.rows - 1

  /** The matrix with other numbers in its last row; with none, without that row. */
  function withLast(change: ((value: number) => number) | null): Matrix {
    const rows = change === null ? last : matrix.rows
    const columns = matrix.columns.map((column) => {
      const copy = column.slice(0, rows)
      if (change !== null && copy instanceof Float32Array) copy[last] = change(copy[last])
      return copy
    })
    return { ...matrix, rows, columns }
  }

  const adversaries: readonly (readonly [string, (value: number) => number])[] = [
    ['like the others', (value) => value],
    ['far above the others', () => 1e6],
    ['far below the others', () => -1e6],
    ['beyond single precision', () => Number.POSITIVE_INFINITY],
    ['of no number', () => Number.NaN],
  ]

  interface Mode {
    readonly microbatches: number | null
    readonly hardened: boolean
  }
  type Mistake = (mechanism: Mechanism, drawn: () => number) => Mechanism
  const none: Mistake = (mechanism) => mechanism

  async function learn(rows: Matrix, tape: Tape, { microbatches, hardened }: Mode, mistake: Mistake) {
    // A network whose gradient vanishes on neither of the rows far off.
    const model = new TabularGan(kernels, recipe, rows, createStreams(5))
    const { clipNorm } = privacy
    const noise = seededNoise(1, noiseRequest({ clipNorm, noiseMultiplier: 1, hardened }, model.releaseLengths))
    const source = privateSource(rows, { sampleRate: 0.5, cap: 32 }, seededRandom(1), microbatches)
    let drawn = 0
    const draw = () => {
      const { chunks } = source()
      drawn = chunks.reduce((sum, { indices }) => sum + indices.filter((row) => row >= 0).length, 0)
      return { chunks }
    }
    const mechanism = gaussianMechanism({ clipNorm, expectedRows: 16, microbatches, hardened, noise })
    const sensitivity = clipNorm * (microbatches === null ? 1 : 2)
    const taped = tapedMechanism(
      mistake(mechanism, () => drawn),
      sensitivity,
      noise,
      tape,
    )
    for (let step = 0; step < 4; step++) await model.step(draw, taped)
    const state = await model.state()
    model.dispose()
    return state
  }

  async function compare(change: (value: number) => number, mode: Mode, mistake: Mistake) {
    const tape = new Tape()
    const replay = new Tape(tape)
    const recorded = await learn(withLast(change), tape, mode, mistake)
    const replayed = await learn(withLast(null), replay, mode, mistake)
    return { tape, replay, findings: replay.findings(1), recorded, replayed }
  }

  const plain: Mode = { microbatches: null, hardened: false }
  const modes: readonly (readonly [string, Mode])[] = [
    ['rows', plain],
    ['microbatches', { microbatches: 4, hardened: false }],
    ['rows in hardened mode', { microbatches: null, hardened: true }],
  ]

  for (const [clipped, mode] of modes) {
    it.each(adversaries)(`by clipped ${clipped} tell of a row %s only what they pay for`, async (_, change) => {
      const { tape, replay, findings, recorded, replayed } = await compare(change, mode, none)
      expect(findings).toEqual([])
      expect(tape.releases).toHaveLength(8)
      expect(replayed).toEqual(recorded)
      // The row was drawn: otherwise the replay would have shown nothing.
      const usable = Number.isFinite(change(0))
      const moved = replay.releases.some(({ truth }, i) =>
        truth.some((value, at) => value !== tape.releases[i].truth[at]),
      )
      expect(moved).toBe(usable)
    })
  }

  it('are caught where the clip norm is ignored', async () => {
    const { findings } = await compare(adversaries[1][1], plain, (mechanism) => ({
      ...mechanism,
      clippedSum: (network, parts, mask) => network.gradients(parts, mask),
    }))
    expect(findings[0]).toMatch(/update \d moved by/)
  })

  it('are caught where microbatches are accounted like single rows', async () => {
    const { replay } = await compare(adversaries[1][1], { microbatches: 4, hardened: false }, none)
    const single = replay.releases.map((release) => ({ ...release, sensitivity: privacy.clipNorm }))
    replay.releases.splice(0, single.length, ...single)
    expect(replay.findings(1).length).toBeGreaterThan(0)
  })

  it('are caught where sums are divided by the rows that were drawn', async () => {
    const { recorded, replayed } = await compare(adversaries[0][1], plain, (mechanism, drawn) => ({
      ...mechanism,
      clippedSum: mechanism.clippedSum,
      get divisor() {
        return Math.max(1, drawn())
      },
    }))
    expect(replayed).not.toEqual(recorded)
  })
})
