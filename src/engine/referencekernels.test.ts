// The reference behind the seam against the same self-test that devices must pass.
import { expect, it } from 'vitest'
import { createReference } from './referencekernels.ts'
import { selfTest } from './selftest.ts'

it('passes the self-test of devices', async () => {
  await expect(selfTest(createReference())).resolves.toBeUndefined()
}, 30_000)
