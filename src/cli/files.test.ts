// Tests of writing files whole.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeWhole } from './files.ts'

it('writes a file whole where another is written to the same place at once, and leaves no draft', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-files-'))
  const path = join(folder, 'out.csv')
  const pieces = (letter: string) => Array.from({ length: 50 }, () => letter.repeat(10_000))
  await Promise.all(['a', 'b'].map((letter) => writeWhole(path, pieces(letter))))
  expect(await readdir(folder)).toEqual(['out.csv'])
  expect(await readFile(path, 'utf8')).toMatch(/^(a{500000}|b{500000})$/)
  await rm(folder, { recursive: true })
})
