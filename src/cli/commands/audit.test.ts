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

it('fails, with its report and one clear sentence, where it had too little to see', async () => {
  const { code, out, err } = await audit('--canaries', '64', '--steps', '2', '--backend', 'cpu', '--json')
  expect(code).toBe(1)
  expect(err).toMatch(/^understudy: the attack did not catch .*half noise.*Give it more to see/m)
  const { real, broken } = JSON.parse(out)
  expect(real.lowerBound).toBeLessThan(real.epsilon)
  expect(broken.find(({ name }: { name: string }) => name === 'half noise')).toMatchObject({ caught: false })
})

it('refuses what is no number of canaries', async () => {
  const { code, err } = await audit('--canaries', '3')
  expect(code).toBe(2)
  expect(err).toContain('--canaries takes a whole number from 64 to 4000')
})
