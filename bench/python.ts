// Python: an environment of its own, made on request, with the packages that a bench needs, and CTGAN's process there.
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** From PyPI; the plain wheel of PyTorch computes on the processor, and on a graphics card where its driver is there. */
export const ctganPackages = ['ctgan==0.12.1', 'torch==2.9.1']

const script = fileURLToPath(new URL('ctgansteps.py', import.meta.url))

/** What CTGAN trains, as ctgansteps.py says it. */
export interface CtganShape {
  readonly ctgan: string
  readonly torch: string
  readonly device: string
  readonly threads: number
  /** Columns of an encoded row. */
  readonly width: number
  /** [outputs, inputs] of every linear layer. */
  readonly generator: readonly (readonly [number, number])[]
  readonly discriminator: readonly (readonly [number, number])[]
  /** Of one step's matrix products. */
  readonly multiplyAdds: number
}

/** Where the system keeps what a user's programs can make again. */
export function cacheFolder(): string {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches')
  return process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
}

/** Where programs of an environment lie. */
const interpreterIn = (folder: string) =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')

function call(program: string, input: readonly string[]): void {
  // Standard output is for the figures.
  const { error, status, stderr } = spawnSync(program, input, {
    stdio: ['ignore', process.stderr, 'pipe'],
    encoding: 'utf8',
  })
  if (error)
    throw new Error(`${program} could not be started (${error.message}). Install Python 3.10 or newer with venv.`)
  process.stderr.write(stderr)
  if (status === 0) return
  const reason = stderr.split('\n').findLast((line) => line.startsWith('ERROR')) ?? 'its own message is above'
  throw new Error(`${program} ${input.join(' ')} failed: ${reason}`)
}

/** The interpreter of an environment: the folder UNDERSTUDY_PYTHON, or one in the user's cache. Made where it is missing. */
export function pythonEnvironment(): string {
  const folder = process.env.UNDERSTUDY_PYTHON ?? join(cacheFolder(), 'understudy', 'ctgan')
  const python = interpreterIn(folder)
  if (!existsSync(python)) call(process.platform === 'win32' ? 'py' : 'python3', ['-m', 'venv', folder])
  return python
}

/** The environment's interpreter, with packages from PyPI installed where the modules cannot be imported. Throws where that fails. */
export function pythonWith(modules: readonly string[], packages: readonly string[]): string {
  const python = pythonEnvironment()
  const { status } = spawnSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' })
  if (status !== 0) call(python, ['-m', 'pip', 'install', ...packages])
  return python
}

/** With CTGAN in it: some 6 GB on Linux. */
export const pythonWithCtgan = (): string => pythonWith(['ctgan', 'torch'], ctganPackages)

/** A CTGAN in training, which makes so many steps whenever it is asked and stands still in between. */
export class CtganProcess {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>
  readonly steps: number

  private constructor(child: ChildProcessWithoutNullStreams, steps: number) {
    this.#child = child
    this.#lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    this.steps = steps
  }

  /** Waits until its table is encoded. Throws where Python failed; its own message goes to the error stream. */
  static async start(
    python: string,
    { steps, threads, cuda }: { readonly steps: number; readonly threads: number; readonly cuda: boolean },
  ): Promise<{ readonly ctgan: CtganProcess; readonly shape: CtganShape }> {
    const input = [script, '--steps', String(steps), '--threads', String(threads), ...(cuda ? ['--cuda'] : [])]
    const child = spawn(python, ['-W', 'ignore', ...input])
    child.stderr.pipe(process.stderr)
    const ctgan = new CtganProcess(child, steps)
    return { ctgan, shape: (await ctgan.#answer()) as CtganShape }
  }

  /** Seconds of one step, over one block of them. */
  async secondsPerStep(): Promise<number> {
    this.#child.stdin.write('\n')
    const { seconds } = (await this.#answer()) as { seconds: number }
    return seconds / this.steps
  }

  close(): void {
    this.#child.stdin.end()
  }

  async #answer(): Promise<unknown> {
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('CTGAN ended before it answered; its own message is above.')
    return JSON.parse(value)
  }
}
