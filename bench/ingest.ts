// Bench "ingest": rows per second and peak memory of reading a CSV into a table, against papaparse alone, in one run.
import { execFile } from 'node:child_process'
import { openAsBlob } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createRandom } from '../src/math/random.ts'
import { buildTable } from '../src/table/build.ts'
import { blockBytes, readCsv, textBlocks } from '../src/table/csv.ts'
import { inferSchema } from '../src/table/infer.ts'
import type { Reading } from '../src/table/reading.ts'
import { parseRows } from '../src/table/rows.ts'
import type { Schema } from '../src/table/schema.ts'

const sizes = [10_000, 100_000, 1_000_000]
const day = 86_400_000

/** Writes a seeded table of 15 mixed columns: numbers, categories, dates, identifiers, texts, with missing cells. */
async function writeSample(path: string, rows: number): Promise<void> {
  const random = createRandom(1, 'ingest')
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)]
  const cities = Array.from({ length: 300 }, (_, i) => `City of ${i.toString(36)}ville`)
  const sectors = ['Private', 'Self-employed', 'Government', 'Never worked', 'Federal', '?']
  const words = 'the patient was seen on ward and left well after care of nurse and doctor'.split(' ')
  const iso = (time: number) => new Date(time).toISOString()
  const file = await open(path, 'w')
  let block = 'id,age,income,score,latitude,visits,sector,city,sex,active,born,updated,code,rate,note\n'
  for (let row = 0; row < rows; row++) {
    const cells = [
      100_000 + row,
      18 + random.integer(70),
      random.uniform() < 0.05 ? '' : Math.exp(10 + random.normal()).toFixed(2),
      (random.uniform() * 10).toFixed(1),
      (random.uniform() * 180 - 90).toFixed(6),
      Math.floor(-20 * Math.log(1 - random.uniform())),
      pick(sectors),
      pick(cities),
      pick(['Male', 'Female']),
      pick(['yes', 'no']),
      iso(Date.UTC(1950, 0, 1) + random.integer(25_000) * day).slice(0, 10),
      iso(Date.UTC(2020, 0, 1) + random.integer(1e8) * 1000)
        .slice(0, 19)
        .replace('T', ' '),
      `P-${String(random.integer(10_000)).padStart(5, '0')}`,
      random.integer(100),
      Array.from({ length: 2 + random.integer(6) }, () => pick(words)).join(' '),
    ]
    block += `${cells.join(',')}\n`
    if (block.length > 1 << 20) {
      await file.write(block)
      block = ''
    }
  }
  await file.write(block)
  await file.close()
}

/** papaparse alone over the same blocks: decodes and splits, and keeps nothing. */
async function parseOnly(source: Blob): Promise<number> {
  let rows = 0
  let rest = ''
  for await (const { text, last } of textBlocks(source, 'utf-8', blockBytes, false)) {
    const parsed = parseRows(rest + text, ',', '\n', !last)
    rest = (rest + text).slice(parsed.end)
    rows += parsed.rows.length
  }
  return rows - 1
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/** Seconds of papaparse alone, of reading and inferring, and of building the table. */
interface Speed {
  readonly bare: number
  readonly read: number
  readonly build: number
}

const passes = 11

/** Interleaved passes, so that a busy moment of the machine hits all alike. */
async function measureSpeed(path: string): Promise<Speed[]> {
  const source = await openAsBlob(path)
  const speeds: Speed[] = []
  for (let pass = 0; pass < passes; pass++) {
    const bare = await seconds(() => parseOnly(source))
    let reading: Reading | undefined
    let schema: Schema | undefined
    const read = await seconds(async () => {
      reading = await readCsv(source)
      schema = inferSchema(reading)
    })
    const build = await seconds(async () => reading && schema && buildTable(reading, schema))
    speeds.push({ bare, read, build })
  }
  return speeds
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]
}

interface Memory {
  /** Bytes of resident memory: before reading, and at most since the process began. */
  readonly before: number
  readonly peak: number
}

/** The file itself stays on disk, so all memory above the start is the reader's. */
async function measureMemory(path: string): Promise<Memory> {
  const source = await openAsBlob(path)
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  const reading = await readCsv(source)
  buildTable(reading, inferSchema(reading))
  return { before, peak: process.resourceUsage().maxRSS * 1024 }
}

/** Every measurement has a process of its own, so that peaks and warm-ups do not mix. */
async function inChild<T>(what: 'speed' | 'memory', path: string): Promise<T> {
  const script = `import(${JSON.stringify(import.meta.url)}).then((bench) => bench.ingest(${JSON.stringify([what, path])}))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--import', 'tsx', '--eval', script])
  return JSON.parse(stdout) as T
}

export async function ingest(arguments_: string[]): Promise<void> {
  const [what, path] = arguments_
  if (what === 'speed') return console.log(JSON.stringify(await measureSpeed(path)))
  if (what === 'memory') return console.log(JSON.stringify(await measureMemory(path)))
  const folder = await mkdtemp(join(tmpdir(), 'understudy-ingest-'))
  try {
    console.log(
      `Medians of ${passes} interleaved passes; rows per second. Memory: reading, inferring and building, beyond the file, which stays on disk.\n`,
    )
    const heads = [
      'rows',
      'file MB',
      'papaparse alone',
      'read and infer',
      'ratio',
      'with build',
      'ratio',
      'peak MB',
      '(whole process)',
    ]
    const print = (cells: readonly string[]) =>
      console.log(cells.map((cell, i) => cell.padStart(Math.max(9, heads[i].length) + 2)).join(''))
    print(heads)
    for (const rows of sizes) {
      const file = join(folder, `${rows}.csv`)
      await writeSample(file, rows)
      const size = (await openAsBlob(file)).size
      const speeds = await inChild<Speed[]>('speed', file)
      const { before, peak } = await inChild<Memory>('memory', file)
      const whole = (number: number) => Math.round(number).toLocaleString('en')
      const rate = (time: (speed: Speed) => number) => whole(rows / median(speeds.map(time)))
      const ratio = (time: (speed: Speed) => number) =>
        median(speeds.map((speed) => speed.bare / time(speed))).toFixed(2)
      print([
        whole(rows),
        (size / 1e6).toFixed(1),
        rate(({ bare }) => bare),
        rate(({ read }) => read),
        ratio(({ read }) => read),
        rate(({ read, build }) => read + build),
        ratio(({ read, build }) => read + build),
        whole((peak - before) / 1e6),
        whole(peak / 1e6),
      ])
      await rm(file)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}
