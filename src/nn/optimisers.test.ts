// Optimisers and the average: against plain formulas, through saving and restoring, and without leaks.
import { describe, expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import { Activation, leakyRelu } from './activation.ts'
import { Average } from './average.ts'
import { Dense } from './dense.ts'
import { SavedValuesError } from './errors.ts'
import { gradientPenalty } from './gradientpenalty.ts'
import { adversarialLosses } from './losses.ts'
import { Network } from './network.ts'
import { Adam, type Optimiser, Sgd } from './optimisers.ts'
import { createParameter, type Parameter } from './parameter.ts'
import { expectClose, normals, passFor } from './testing.ts'

const settings = { learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 1e-8, weightDecay: 0.01 }

const parameters = (kernels: Kernels): Parameter[] => [
  createParameter(kernels, 'a', 1, 3, Float32Array.of(1, -2, 3)),
  createParameter(kernels, 'b', 2, 1, Float32Array.of(0.5, 0.25)),
]

const gradientsAt = (step: number) => [Float32Array.of(Math.sin(step), 0.1, -step), Float32Array.of(1 / step, -0.3)]

async function run(kernels: Kernels, optimiser: Optimiser, from: number, to: number): Promise<void> {
  let step = from
  const program = kernels.program('step', () => {
    const a = kernels.feed(1, 3, (into) => into.set(gradientsAt(step)[0]))
    const b = kernels.feed(2, 1, (into) => into.set(gradientsAt(step)[1]))
    optimiser.next([a, b])
  })
  for (; step <= to; step++) await program.run()
  program.dispose()
}

/** Applies a rule for one number at a time. */
function plainly(steps: number, rule: (value: number, gradient: number, state: number[], step: number) => number) {
  return [
    [1, -2, 3],
    [0.5, 0.25],
  ].map((start, p) =>
    start.map((value, i) => {
      const state = [0, 0]
      for (let step = 1; step <= steps; step++) value = rule(value, gradientsAt(step)[p][i], state, step)
      return value
    }),
  )
}

const adamRule = (value: number, gradient: number, state: number[], step: number) => {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = settings
  const g = gradient + weightDecay * value
  state[0] = beta1 * state[0] + (1 - beta1) * g
  state[1] = beta2 * state[1] + (1 - beta2) * g * g
  const mean = state[0] / (1 - beta1 ** step)
  return value - (learningRate * mean) / (Math.sqrt(state[1] / (1 - beta2 ** step)) + epsilon)
}

const optimisers = {
  adam: {
    make: (kernels: Kernels, of: Parameter[]): Optimiser => new Adam(kernels, of, settings),
    rule: adamRule,
  },
  'gradient descent': {
    make: (kernels: Kernels, of: Parameter[]): Optimiser => new Sgd(kernels, of, { learningRate: 0.1, momentum: 0 }),
    rule: (value: number, gradient: number) => value - 0.1 * gradient,
  },
  'gradient descent with momentum': {
    make: (kernels: Kernels, of: Parameter[]): Optimiser => new Sgd(kernels, of, { learningRate: 0.1, momentum: 0.9 }),
    rule: (value: number, gradient: number, state: number[]) => {
      state[0] = 0.9 * state[0] + gradient
      return value - 0.1 * state[0]
    },
  },
}

describe.each(['cpu', 'wasm', 'tfjs-wasm'] as const)('on %s', (backend) => {
  describe.each(Object.entries(optimisers))('%s', (_, { make, rule }) => {
    it('goes the way of its formula', async () => {
      const kernels = await openBackend(backend)
      const trained = parameters(kernels)
      await run(kernels, make(kernels, trained), 1, 20)
      const found = await kernels.read(trained.map((parameter) => parameter.value))
      plainly(20, rule).forEach((expected, p) => {
        expectClose(found[p], expected, 1e-5)
      })
    })

    it('goes on from a saved state as if nothing had happened', async () => {
      const kernels = await openBackend(backend)
      const trained = parameters(kernels)
      const optimiser = make(kernels, trained)
      await run(kernels, optimiser, 1, 5)
      const state = structuredClone(await optimiser.state())
      expect(state.step).toBe(5)
      const halfway = await kernels.read(trained.map(({ value }) => value))
      const resumed = trained.map(({ name, value: { rows, columns } }, i) =>
        createParameter(kernels, name, rows, columns, halfway[i]),
      )
      const other = make(kernels, resumed)
      other.restore(state)
      await run(kernels, optimiser, 6, 9)
      await run(kernels, other, 6, 9)
      const values = (of: Parameter[]) => kernels.read(of.map((parameter) => parameter.value))
      expect(await values(resumed)).toEqual(await values(trained))
    })

    it('leaves nothing behind', async () => {
      const kernels = await openBackend(backend)
      const before = kernels.live()
      const trained = parameters(kernels)
      const optimiser = make(kernels, trained)
      const during = kernels.live()
      await run(kernels, optimiser, 1, 100)
      expect(kernels.live()).toBe(during)
      optimiser.dispose()
      kernels.dispose(trained.map((parameter) => parameter.value))
      expect(kernels.live()).toBe(before)
    })
  })

  it('refuses the state of other parameters and keeps its own', async () => {
    const kernels = await openBackend(backend)
    const optimiser = new Adam(kernels, parameters(kernels), settings)
    await run(kernels, optimiser, 1, 3)
    const state = await optimiser.state()
    const other = { step: 9, values: { ...state.values, 'b.second': new Float32Array(7) } }
    expect(() => optimiser.restore(other)).toThrow(SavedValuesError)
    expect(await optimiser.state()).toEqual(state)
  })

  it('keeps a moving average that forgets its start and follows at the decay', async () => {
    const kernels = await openBackend(backend)
    const average = new Average(kernels, parameters(kernels), 0.9)
    let expected = 3
    const during = kernels.live()
    for (let step = 0; step < 300; step++) {
      const value = Math.cos(step / 20)
      kernels.scope(() => average.next([kernels.fill(1, 3, value), kernels.fill(2, 1, value)]))
      const decay = Math.min(0.9, (1 + step) / (4 + step))
      expected = decay * expected + (1 - decay) * value
    }
    expect(kernels.live()).toBe(during)
    const { step, values } = await average.state()
    expect(step).toBe(300)
    expectClose(values.a.subarray(2), [expected], 1e-5)
  })

  it('trains through thousands of steps with penalty and average without a leak', async () => {
    const kernels = await openBackend(backend)
    const network = (name: string, inputs: number, outputs: number) => {
      const random = createRandom(1, name)
      return new Network(kernels, [
        new Dense(kernels, 'dense1', inputs, 8, random, 'he'),
        new Activation('leaky1', 8, leakyRelu(0.2)),
        new Dense(kernels, 'dense2', 8, outputs, random, 'glorot'),
      ])
    }
    const before = kernels.live()
    const generator = network('generator', 2, 3)
    const averaged = network('generator', 2, 3)
    const critic = network('critic', 3, 1)
    const rates = { ...settings, learningRate: 1e-3, weightDecay: 0 }
    const generatorRule = new Adam(kernels, generator.parameters, rates)
    const criticRule = new Adam(kernels, critic.parameters, rates)
    const average = new Average(kernels, averaged.parameters, 0.99)
    const labels = Float32Array.of(1, 1, 1, 1, 0, 0, 0, 0)
    const { discriminator: criticLoss, generator: generatorLoss } = adversarialLosses['wgan-gp']
    const mean = (x: Tensor) => kernels.affine(x, 1 / 4, 0)
    const during = kernels.live()
    const pass = passFor(kernels, 'train')
    const programs = [
      kernels.program('critic', () => {
        const real = normals(kernels, 'real', 4, 3)
        const fake = generator.forward(pass, pass.uniform(4, 2)).output
        const { output, caches } = critic.forward(pass, kernels.concatRows([real, fake]))
        const loss = criticLoss(kernels, output, kernels.upload(labels, 8, 1))
        const gradients = critic.gradients(critic.backward(pass, caches, mean(loss.derivatives)).parts)
        const middle = kernels.affine(kernels.add(real, fake), 0.5, 0)
        const penalty = gradientPenalty(pass, critic, middle, 10)
        const sums = gradients.map((gradient, i) => kernels.add(gradient, penalty.gradients[i]))
        criticRule.next(sums)
        return kernels.sumRows(loss.rows)
      }),
      kernels.program('generator', () => {
        const fake = generator.forward(pass, pass.uniform(4, 2))
        const { output, caches } = critic.forward(pass, fake.output)
        const loss = generatorLoss(kernels, output)
        const adjoint = critic.backward(pass, caches, mean(loss.derivatives)).input()
        average.next(generatorRule.next(generator.gradients(generator.backward(pass, fake.caches, adjoint).parts)))
      }),
    ]
    for (const program of programs) await program.run()
    const running = kernels.live()
    for (let step = 1; step < 1500; step++) for (const program of programs) await program.run()
    expect(kernels.live()).toBe(running)
    for (const program of programs) program.dispose()
    expect(kernels.live()).toBe(during)
    const [values] = await kernels.read([averaged.parameters[0].value])
    expect(values.every(Number.isFinite)).toBe(true)
    for (const each of [generator, critic, generatorRule, criticRule, average]) each.dispose()
    expect(kernels.live()).toBe(before)
  }, 60_000)
})
