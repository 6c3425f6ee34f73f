// Interrupt: Ctrl-C ends what goes on, and no half file is left behind.
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { StoppedError } from '../work/errors.ts'
import { writeWhole } from './files.ts'
import { interruptible } from './interrupt.ts'
import { Progress } from './output.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-interrupt-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('stops the work that goes on, and hears no more afterwards', async () => {
  const before = process.listenerCount('SIGINT')
  const stopped = interruptible(new Progress(), async ({ signal }) => {
    process.emit('SIGINT')
    signal.throwIfAborted()
  })
  await expect(stopped).rejects.toThrow(StoppedError)
  expect(await interruptible(new Progress(), async () => 'done')).toBe('done')
  expect(process.listenerCount('SIGINT')).toBe(before)
})

it('leaves neither the file nor its draft where writing is stopped', async () => {
  const stopping = new AbortController()
  function* pieces() {
    yield 'one'
    stopping.abort(new StoppedError())
    yield 'two'
  }
  await expect(writeWhole(join(folder, 'out.csv'), pieces(), stopping.signal)).rejects.toThrow(StoppedError)
  expect(await readdir(folder)).toEqual([])
})

it('ends an evaluation by Ctrl-C, says so, and writes nothing', async () => {
  const random = createRandom(1, 'interrupt')
  const row = () => `${random.integer(50)},${random.normal()},${['a', 'b', 'c'][random.integer(3)]},${random.normal()}`
  const write = (name: string) =>
    writeFile(join(folder, name), `age,size,kind,weight\n${Array.from({ length: 20_000 }, row).join('\n')}\n`)
  await Promise.all(['real.csv', 'aside.csv', 'made.csv'].map(write))
  const files = ['--real', join(folder, 'real.csv'), '--holdout', join(folder, 'aside.csv')]
  const words = ['evaluate', ...files, '--synth', join(folder, 'made.csv'), '--html', join(folder, 'report.html')]
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...words])
  let said = ''
  child.stderr.on('data', (text) => {
    // The first that is heard of it is that it reads.
    if (said === '') setTimeout(() => child.kill('SIGINT'), 1500)
    said += text
  })
  const code = await new Promise((resolve) => child.once('exit', resolve))
  expect(code).toBe(130)
  expect(said).toContain('stopped; no file was written')
  expect((await readdir(folder)).sort()).toEqual(['aside.csv', 'made.csv', 'real.csv'])
}, 60_000)
