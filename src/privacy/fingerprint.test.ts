// Tests of the fingerprint of a file.
import { createHmac } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { FileChangedError, fingerprintOf, newSalt } from './fingerprint.ts'

const salt = new Uint8Array(32).map((_, i) => i)

it('is the HMAC-SHA-256 of the bytes, however they are cut into pieces', async () => {
  const bytes = new Uint8Array(300_000).map((_, i) => (i * 7919) >> 3)
  const expected = createHmac('sha256', salt).update(bytes).digest('hex')
  expect(await fingerprintOf(new Blob([bytes]), salt)).toBe(expected)
  expect(await fingerprintOf(new Blob([bytes.slice(0, 1), bytes.slice(1)]), salt)).toBe(expected)
})

it('does not depend on the name of the file', async () => {
  const name = (name: string) => fingerprintOf(new File(['a,b\n1,2\n'], name), salt)
  expect(await name('one.csv')).toBe(await name('two.csv'))
})

it('differs for one changed byte and for another salt', async () => {
  const plain = await fingerprintOf(new Blob(['a,b\n1,2\n']), salt)
  expect(await fingerprintOf(new Blob(['a,b\n1,3\n']), salt)).not.toBe(plain)
  expect(await fingerprintOf(new Blob(['a,b\n1,2\n']), newSalt())).not.toBe(plain)
})

it('says so when the file has changed since it was opened', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'understudy-')), 'real.csv')
  await writeFile(path, 'a,b\n1,2\n')
  const file = await openAsBlob(path)
  await writeFile(path, 'a,b\n1,2\n3,4\n')
  await expect(fingerprintOf(file, salt)).rejects.toThrow(FileChangedError)
  await rm(dirname(path), { recursive: true })
})
