// Contenders: trains a peer, or our own command line, in a process of its own.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { pythonEnvironment, pythonWith } from '../python.ts'
import { runMeasured } from './measured.ts'
import { looksOf, type PeerName, peers } from './models.ts'
import { circumstances, type Kept, keptOutcome, type Outcome } from './outcome.ts'
import type { PlainTable } from './plain.ts'

const peerScript = fileURLToPath(new URL('peer.py', import.meta.url))
const commandLine = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const benches = fileURLToPath(new URL('../main.ts', import.meta.url))

const peerCheck = v.object({
  trainSeconds: v.number(),
  sampleSeconds: v.number(),
  looks: v.array(v.object({ epoch: v.number(), seconds: v.number() })),
  versions: v.record(v.string(), v.string()),
})

export interface Settings {
  readonly epochs: number
  readonly epsilon: number
  readonly threads: number
  readonly fresh: boolean
  /** A folder for the real table, of which no row is to be kept. */
  readonly scratch: string
}

/** A peer's tables, in the plain form: `synthetic.csv`, and a `look-E.csv` for each look. Throws where it cannot be had. */
export async function trainPeer(
  name: PeerName,
  { csv, numbers }: PlainTable,
  rows: number,
  { epochs, epsilon, threads, fresh, scratch }: Settings,
): Promise<Kept> {
  const { modules, packages, private: isPrivate, epochs: hasEpochs } = peers[name]
  const python = pythonWith(modules, packages)
  const options = {
    ...(hasEpochs && { epochs: String(epochs) }),
    ...(isPrivate && { epsilon: String(epsilon) }),
    ...(name === 'ctgan' && { looks: looksOf(epochs).join(',') }),
    rows: String(rows),
    threads: String(threads),
    numbers: numbers.join(','),
  }
  const script = await readFile(peerScript, 'utf8')
  return keptOutcome(name, { csv, packages, options, script }, fresh, async (folder): Promise<Outcome> => {
    const table = join(scratch, 'plain.csv')
    await writeFile(table, csv)
    const words = Object.entries({ ...options, model: name, table, out: folder }).flatMap(([key, value]) => [
      `--${key}`,
      value,
    ])
    const now = circumstances(threads)
    const { peakBytes } = await runMeasured([python, peerScript, ...words], { python, threads, folder })
    return { ...now, peakBytes, ...v.parse(peerCheck, JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))) }
  })
}

const trainedCheck = v.object({ seconds: v.number() })

export interface OwnSettings {
  readonly threads: number
  /** `null`: as long as the recipe says. */
  readonly minutes: number | null
  readonly steps: number | null
  /** `null`: no privacy. */
  readonly epsilon: number | null
}

export interface OwnOutcome extends Outcome {
  /** Of `trainSeconds`, what is not training: starting, reading, encoding, saving. */
  readonly besideSeconds: number
}

/** Our command line, as a user would call it, into `synthetic.csv`. It changes from day to day, so nothing is kept. */
export async function trainOurs(
  file: string,
  rows: number,
  folder: string,
  settings: OwnSettings,
): Promise<OwnOutcome> {
  const { threads } = settings
  const option = (name: string, value: number | null) => (value === null ? [] : [`--${name}`, String(value)])
  const project = join(folder, 'run.understudy')
  const own = (...words: string[]) =>
    runMeasured([process.execPath, '--import', 'tsx', commandLine, ...words, '--threads', String(threads)], {
      python: pythonEnvironment(),
      threads,
      folder,
      // What is spent here is no account of the user's.
      environment: { UNDERSTUDY_HOME: join(folder, 'accounts') },
    })
  const limits = (['minutes', 'steps', 'epsilon'] as const).flatMap((name) => option(name, settings[name]))
  const now = circumstances(threads)
  const training = await own('train', file, '--out', project, '--json', ...limits)
  const { seconds } = v.parse(trainedCheck, JSON.parse(training.output))
  const sampling = await own('sample', project, '--rows', String(rows), '--out', join(folder, 'synthetic.csv'))
  return {
    ...now,
    trainSeconds: training.seconds,
    besideSeconds: training.seconds - seconds,
    sampleSeconds: sampling.seconds,
    peakBytes:
      training.peakBytes === null || sampling.peakBytes === null
        ? null
        : Math.max(training.peakBytes, sampling.peakBytes),
    versions: { node: process.versions.node },
    looks: [],
  }
}

const pointsCheck = v.object({
  points: v.array(
    v.object({ seconds: v.nullable(v.number()), shapeError: v.number(), trendErrorRealBins: v.number() }),
  ),
})

/** The bench "adult" in a process of its own: errors, in percent, of our tables while they train, with seconds of training. */
export async function oursOverTime(
  file: string,
  folder: string,
  { threads, minutes }: { threads: number; minutes: number },
) {
  const words = ['adult', file, '--minutes', String(minutes), '--json']
  const { output } = await runMeasured([process.execPath, '--expose-gc', '--import', 'tsx', benches, ...words], {
    python: pythonEnvironment(),
    threads,
    folder,
  })
  const { points } = v.parse(pointsCheck, JSON.parse(output.trim().split('\n').at(-1) ?? ''))
  return points.flatMap(({ seconds, ...errors }) => (seconds === null ? [] : [{ seconds, ...errors }]))
}
