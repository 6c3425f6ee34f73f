// Outcome: what one training gave and what it cost, kept so that it need not be trained again.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { cacheFolder } from '../python.ts'

const count = v.pipe(v.number(), v.integer())

const outcomeCheck = v.object({
  /** When, by ISO 8601, on what processor, with how many threads, and how busy the machine was before (processes). */
  measuredAt: v.string(),
  processor: v.string(),
  threads: count,
  load: v.number(),
  /** Encoding and training. */
  trainSeconds: v.number(),
  sampleSeconds: v.number(),
  /** The largest resident set of one process, training or sampling. */
  peakBytes: v.nullable(v.number()),
  /** Of packages, by name. */
  versions: v.record(v.string(), v.string()),
  /** Synthetic tables of the training halfway: files `look-E.csv`. Seconds since training began. */
  looks: v.array(v.object({ epoch: count, seconds: v.number() })),
})
export type Outcome = v.InferOutput<typeof outcomeCheck>

/** The machine and the moment, to go into an outcome. */
export function circumstances(threads: number): Pick<Outcome, 'measuredAt' | 'processor' | 'threads' | 'load'> {
  return {
    measuredAt: new Date().toISOString(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    threads,
    load: loadavg()[0],
  }
}

/** A folder with an outcome and its tables. */
export interface Kept {
  readonly folder: string
  readonly outcome: Outcome
  /** Was there before. */
  readonly cached: boolean
}

/** The outcome of these settings, which must be plain JSON: as it was kept, or as `make` gives it and fills the folder. */
export async function keptOutcome(
  name: string,
  settings: unknown,
  fresh: boolean,
  make: (folder: string) => Promise<Outcome>,
): Promise<Kept> {
  const key = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16)
  const folder = join(cacheFolder(), 'understudy', 'peers', `${name}-${key}`)
  const file = join(folder, 'outcome.json')
  if (!fresh && existsSync(file)) {
    return { folder, outcome: v.parse(outcomeCheck, JSON.parse(await readFile(file, 'utf8'))), cached: true }
  }
  // Written beside and renamed, so that an interrupted training leaves nothing that looks whole.
  const work = `${folder}.new`
  await rm(work, { recursive: true, force: true })
  await mkdir(work, { recursive: true })
  try {
    const outcome = await make(work)
    await writeFile(join(work, 'outcome.json'), JSON.stringify(outcome))
    await rm(folder, { recursive: true, force: true })
    await rename(work, folder)
    return { folder, outcome, cached: false }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
