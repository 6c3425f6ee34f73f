// Reports of the command line: files beside what is printed.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createRandom } from '../math/random.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { parse } from './usage.ts'

let folder = ''
const file = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-reports-'))
  const random = createRandom(1, 'reports')
  for (const name of ['real.csv', 'synthetic.csv']) {
    const rows = Array.from(
      { length: 120 },
      () => `${random.integer(90)},${['Northward', 'Southward'][random.integer(2)]}`,
    )
    await writeFile(file(name), `age,ward\n${rows.join('\n')}\n`)
  }
})

afterAll(() => rm(folder, { recursive: true }))

const evaluate = (...words: string[]) =>
  evaluateCommand.run(parse(evaluateCommand, ['--real', file('real.csv'), '--synth', file('synthetic.csv'), ...words]))

it('writes a page in the language asked for and JSON, without values of the real table unless asked', async () => {
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    await evaluate('--html', file('a.html'), '--report', file('a.json'), '--language', 'zh')
    await evaluate('--html', file('b.html'), '--figures')
  } finally {
    printed.mockRestore()
  }
  const [page, json, whole] = await Promise.all(
    ['a.html', 'a.json', 'b.html'].map((name) => readFile(file(name), 'utf8')),
  )
  expect(page).toContain('<html lang="zh-Hans">')
  expect(page).toContain('合成表报告')
  expect(JSON.parse(json).evaluation.verdict.privacy.grade).toBe('unknown')
  expect(`${page}${json}`).not.toContain('Northward')
  expect(whole).toContain('<html lang="en">')
  expect(whole).toContain('Northward')
})

it('refuses a language that there is not', async () => {
  await expect(evaluate('--language', 'xx')).rejects.toThrow('--language takes en or zh, not "xx"')
})
