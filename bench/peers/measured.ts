// Measured: runs a program in a process of its own and tells how long it took and how much memory it held.
import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'

const watcher = fileURLToPath(new URL('measured.py', import.meta.url))

export const measuredCheck = v.object({
  /** From start to end. */
  seconds: v.number(),
  /** The largest resident set of one process; `null` where the system does not tell. */
  peakBytes: v.nullable(v.number()),
})
export type Measured = v.InferOutput<typeof measuredCheck>

export interface MeasuredOptions {
  /** The interpreter that watches. */
  readonly python: string
  /** Processors that the program may use, where the system can be told so; its libraries are told in any case. */
  readonly threads: number
  /** A folder for the report of the watcher. */
  readonly folder: string
  readonly environment?: Readonly<Record<string, string>>
}

/** What the program writes on standard output, and its costs. Its messages go to our standard error. Throws where it fails. */
export async function runMeasured(
  command: readonly string[],
  { python, threads, folder, environment }: MeasuredOptions,
): Promise<Measured & { readonly output: string }> {
  const report = join(folder, 'measured.json')
  const count = String(threads)
  const { error, status, stdout, stderr } = spawnSync(
    python,
    [watcher, '--threads', count, '--report', report, '--', ...command],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: {
        ...process.env,
        OMP_NUM_THREADS: count,
        MKL_NUM_THREADS: count,
        OPENBLAS_NUM_THREADS: count,
        PYTHONWARNINGS: 'ignore',
        ...environment,
      },
    },
  )
  process.stderr.write(stderr ?? '')
  if (error) throw new Error(`${python} could not be started: ${error.message}`)
  if (status !== 0) throw new Error(lastLine(stderr) ?? `${command.join(' ')} ended with exit code ${status}`)
  return { ...v.parse(measuredCheck, JSON.parse(await readFile(report, 'utf8'))), output: stdout }
}

/** Where programs say what went wrong. */
const lastLine = (text: string) => text.trim().split('\n').at(-1) || undefined
