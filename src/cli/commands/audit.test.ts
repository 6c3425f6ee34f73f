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
  const { real, broken, subjects } = JSON.parse(out)
  const [looks, updates] = subjects
  expect([looks.subject, updates.subject]).toEqual(['looks', 'updates'])
  expect([looks.real, updates.real]).toContainEqual(real)
  expect(broken).toHaveLength(looks.broken.length + updates.broken.length)
  const missed = broken.filter((each: { caught: boolean }) => !each.caught)
  expect(missed.length).toBeGreaterThan(0)
  // Nothing is seeded here: once in a hundred times so few canaries accuse what is sound, and then that is said.
  if (real.lowerBound >= real.epsilon) return expect(err).toMatch(/^understudy: of the .*the attack refutes all below/m)
  expect(err).toMatch(/^understudy: the attack did not catch .*Give it more to see/m)
  for (const { subject, name } of missed) expect(err).toContain(`"${name}" of the ${subject}`)
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
