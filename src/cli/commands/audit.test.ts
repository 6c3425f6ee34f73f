// Tests of understudy audit as its user calls it.
import { execFile } from 'node:child_process'
import { expect, it } from 'vitest'

function audit(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'audit', ...words], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

it('attacks what the usual private training does: its looks and its tables', async () => {
  const { out } = await audit('--backend', 'cpu')
  // Nothing is seeded here: once in a thousand times chance accuses what is sound, so that only what is broken is looked at.
  expect(out).toMatch(/looks before training[\s\S]*\nreal .*[\s\S]*rare words .*refuted/)
  expect(out).toMatch(/tables of all pairs[\s\S]*\nreal .*[\s\S]*one table .*refuted[\s\S]*exact margins .*refuted/)
})

it('fails, with its report and one clear sentence, where it had too little to see', async () => {
  const few = ['--model', 'gan', '--canaries', '64', '--steps', '2', '--backend', 'cpu', '--json']
  const { code, out, err } = await audit(...few)
  expect(code).toBe(1)
  expect(err).toMatch(/^understudy: the attack did not catch .*half noise.*Give it more to see/m)
  const { real, broken, subjects } = JSON.parse(out)
  const [looks, updates] = subjects
  expect([looks.subject, updates.subject]).toEqual(['looks', 'updates'])
  expect(updates.real.lowerBound).toBeLessThan(updates.real.epsilon)
  expect([looks.real, updates.real]).toContainEqual(real)
  const half = { subject: 'updates', name: 'half noise', caught: false }
  expect(broken).toContainEqual(expect.objectContaining(half))
})

it.each([
  [['--canaries', '3'], '--canaries takes a whole number from 64 to 4000'],
  [['--model', 'forest'], '--model takes marginals, gan, vae, not "forest"'],
  [['--model', 'gan', '--run', 'run.understudy'], 'give one of them'],
])('refuses %j', async (words, sentence) => {
  const { code, err } = await audit(...words)
  expect(code).toBe(2)
  expect(err).toContain(sentence)
})
