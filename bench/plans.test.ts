// What the step at the reference size is planned as.
import { expect, it } from 'vitest'
import { createCompiledKernels } from '../src/engine/program/compiled.ts'
import { chunkSize } from '../src/train/source.ts'
import { ganContender } from './gan.ts'
import { IdleExecutor } from './plans.ts'
import { reference, referenceMatrix } from './reference.ts'

it('plans a private step in few launches, with no more products than the passes need', async () => {
  const idle = new IdleExecutor('webgpu')
  const { batch } = reference
  const matrix = referenceMatrix()
  const gan = ganContender(createCompiledKernels(idle), reference, matrix, 'ahead', 1)
  const { launches, multiplyAdds } = await idle.cost(gan.step, 5)
  // Real rows come in chunks with room for two standard deviations more than the batch.
  const [generator, discriminator] = [128 * 256 + 256 * 256 + 256 * 150, 150 * 256 + 256 * 256 + 256]
  const rows = batch + chunkSize(matrix.rows, batch / matrix.rows)
  const passes =
    // Forward, and back to every weight and to every input but the first.
    batch * (3 * generator - 128 * 256) +
    // Generated and real rows together: forward, to every weight, to every input but the first.
    rows * (3 * discriminator - 150 * 256) +
    // Again for the generator: forward, and back to the input alone.
    batch * 2 * discriminator
  expect(launches).toBeLessThanOrEqual(40)
  expect(multiplyAdds).toBeLessThanOrEqual(passes)
  expect(multiplyAdds).toBeGreaterThan(0.99 * passes)
})
