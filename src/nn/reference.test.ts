// The reference behind the seam against the same self-test that devices must pass.
import { expect, it } from 'vitest'
import { selfTest } from '../engine/selftest.ts'
import { createReference } from './reference.ts'

it('passes the self-test of devices', async () => {
  await expect(selfTest(createReference())).resolves.toBeUndefined()
})
