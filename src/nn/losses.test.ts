// Losses: values by their definition and gradients by finite differences, also at large logits on the devices.
import { describe, expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import { createReference } from '../engine/referencekernels.ts'
import { adversarialLosses } from './losses.ts'
import { differences, expectClose, inner } from './testing.ts'

const logits = [-2, -0.3, 0.4, 1.5]
const labels = [1, 1, 0, 0]

describe.each(['bce', 'least-squares', 'wgan-gp'] as const)('%s', (name) => {
  const kernels = createReference()
  const { discriminator, generator } = adversarialLosses[name]

  it('has the derivative of finite differences', () => {
    const holder = { value: kernels.upload(logits, 4, 1) }
    const target = kernels.upload(labels, 4, 1)
    const ones = kernels.fill(4, 1, 1)
    for (const loss of [() => discriminator(kernels, holder.value, target), () => generator(kernels, holder.value)]) {
      const expected = differences(kernels, holder, () => inner(kernels, loss().rows, ones))
      expectClose(kernels.values(loss().derivatives), expected, 1e-8)
    }
  })
})

describe('bce', () => {
  const kernels = createReference()
  const log = (x: number) => Math.log(1 / (1 + Math.exp(-x)))

  it('is −log σ of the real and −log(1 − σ) of the generated', () => {
    const { rows } = adversarialLosses.bce.discriminator(
      kernels,
      kernels.upload(logits, 4, 1),
      kernels.upload(labels, 4, 1),
    )
    expectClose(kernels.values(rows), [-log(-2), -log(-0.3), -log(-0.4), -log(-1.5)], 1e-12)
  })

  it('is −log σ for the generator: the non-saturating form', () => {
    const { rows } = adversarialLosses.bce.generator(kernels, kernels.upload(logits, 4, 1))
    expectClose(
      kernels.values(rows),
      logits.map((logit) => -log(logit)),
      1e-12,
    )
  })

  it.each(['cpu', 'tfjs-wasm'] as const)(
    'neither overflows nor loses the gradient at logits of ±100 on %s',
    async (backend) => {
      const device = await openBackend(backend)
      const far = device.upload(Float32Array.of(-100, 100), 2, 1)
      const wrong = adversarialLosses.bce.discriminator(device, far, device.upload(Float32Array.of(1, 0), 2, 1))
      const right = adversarialLosses.bce.discriminator(device, far, device.upload(Float32Array.of(0, 1), 2, 1))
      const fooled = adversarialLosses.bce.generator(device, far)
      const values = await device.read([wrong, right, fooled].flatMap((loss) => [loss.rows, loss.derivatives]))
      expectClose(values[0], [100, 100], 1e-5)
      expectClose(values[1], [-1, 1], 1e-6)
      expectClose(values[2], [0, 0], 1e-6)
      expectClose(values[3], [0, 0], 1e-6)
      expectClose(values[4], [100, 0], 1e-5)
      expectClose(values[5], [-1, 0], 1e-6)
    },
  )
})

describe('wgan-gp', () => {
  it('is the logit of the generated and minus that of the real', () => {
    const kernels = createReference()
    const of = kernels.upload(logits, 4, 1)
    const { discriminator, generator } = adversarialLosses['wgan-gp']
    expect([...kernels.values(discriminator(kernels, of, kernels.upload(labels, 4, 1)).rows)]).toEqual([
      2, 0.3, 0.4, 1.5,
    ])
    expect([...kernels.values(generator(kernels, of).rows)]).toEqual([2, 0.3, -0.4, -1.5])
  })
})
