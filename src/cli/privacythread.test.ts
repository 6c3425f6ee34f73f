// The privacy thread in Node.
import { expect, it } from 'vitest'
import { startPrivacyThread } from './privacythread.ts'

it('starts a thread that makes noise', async () => {
  const thread = startPrivacyThread()
  const noise = thread.noise({ lengths: [10], standardDeviation: 1, grid: null })
  // Arrays of the thread go back there by being moved.
  let isFromThread = false
  for (let i = 0; i < 200 && !isFromThread; i++) {
    const [array] = noise.take()
    await new Promise((resolve) => setTimeout(resolve, 50))
    noise.take()
    isFromThread = array.byteLength === 0
  }
  thread.close()
  expect(isFromThread).toBe(true)
})
