// Tests of conditions: how often each is drawn, that the right bit is set, and what is lost where an option is not kept to.
import { describe, expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Codes } from '../engine/kernels.ts'
import { createReference } from '../engine/referencekernels.ts'
import { createRandom } from '../math/random.ts'
import { SavedValuesError } from '../nn/errors.ts'
import { differences, expectClose, normals } from '../nn/testing.ts'
import {
  conditionLoss,
  conditionsByWeights,
  conditionsOf,
  conditionVectors,
  optionShares,
  savedConditions,
  savedShares,
  trainingConditions,
} from './conditions.ts'
import { backends } from './testing.ts'

const segments = [
  { kind: 'choice', offset: 0, width: 2 },
  { kind: 'scalar', offset: 2, width: 1 },
  { kind: 'choice', offset: 3, width: 3 },
] as const

/** Of 100 rows 99 have the first option of the first choice; 60, 39 and 1 the options of the second. */
const rows = 100
const codes: Codes = {
  rows,
  width: 6,
  segments,
  columns: [
    Uint16Array.from({ length: rows }, (_, row) => (row === 7 ? 1 : 0)),
    new Float32Array(rows),
    Uint16Array.from({ length: rows }, (_, row) => (row < 60 ? 0 : row < 99 ? 1 : 2)),
  ],
}

describe('what is drawn', () => {
  it('is in training by the logarithms of frequencies, so that rare options come often', () => {
    const logs = [Math.log(100), Math.log(2), Math.log(61), Math.log(40), Math.log(2)]
    const [first, second] = [logs[0] + logs[1], logs[2] + logs[3] + logs[4]]
    const expected = [logs[0] / first, logs[1] / first, 0, logs[2] / second, logs[3] / second, logs[4] / second]
    expectClose(
      trainingConditions(codes).chances,
      expected.map((chance) => chance / 2),
      1e-6,
    )
  })

  it('is by the frequencies themselves where nothing is asked', () => {
    const shares = optionShares(codes)
    const natural = conditionsByWeights(segments, shares)
    expectClose(natural.chances, [0.495, 0.005, 0, 0.3, 0.195, 0.005], 1e-6)
    const random = createRandom(1, 'conditions')
    const draws = 40_000
    const counts = new Float64Array(6)
    for (let i = 0; i < draws; i++) counts[natural.draw(random)]++
    natural.chances.forEach((chance, column) => {
      expect(Math.abs(counts[column] / draws - chance)).toBeLessThan(4 * Math.sqrt(0.25 / draws))
    })
    expect(counts[2]).toBe(0)
    expect(savedConditions(codes, savedShares(shares)).chances).toEqual(natural.chances)
  })

  it('is nothing where there is no choice', () => {
    expect(conditionsByWeights([segments[1]], new Float32Array(1)).draw(createRandom(1, 'none'))).toBe(-1)
  })

  it('is of a row one of the options that it has', () => {
    const indices = Int32Array.from({ length: 1000 }, (_, i) => i % rows)
    const drawn = conditionsOf(codes, indices, createRandom(1, 'of rows'))
    const has = (row: number) => [codes.columns[0][row], 3 + codes.columns[2][row]]
    drawn.forEach((condition, i) => {
      expect(has(i % rows)).toContain(condition)
    })
    expect(Math.abs(drawn.filter((condition) => condition < 2).length / 1000 - 0.5)).toBeLessThan(0.06)
  })

  it('is refused where the weights have no shares of the layout', () => {
    expect(() => savedConditions(codes, {})).toThrow(SavedValuesError)
    expect(() => savedConditions(codes, savedShares(new Float32Array(5)))).toThrow(SavedValuesError)
  })
})

it.each(backends)('sets the bit of its own column, whichever choice it is of, on %s', async (backend) => {
  const kernels = await openBackend(backend)
  const vectors = conditionVectors(kernels, 6)
  const told = [3, 0, 5, -1, 1, 4]
  const program = kernels.program('vectors', () => kernels.expand(vectors, told.length, (into) => into.set(told)))
  await program.run()
  const [values] = await kernels.read([program.result])
  told.forEach((condition, row) => {
    const expected = Array.from({ length: 6 }, (_, column) => (column === condition ? 1 : 0))
    expect([...values.slice(6 * row, 6 * row + 6)]).toEqual(expected)
  })
  program.dispose()
  vectors.dispose()
})

describe('the loss of a condition', () => {
  const kernels = createReference()
  const told = kernels.upload(Float32Array.of(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0), 3, 6)

  it('is the cross-entropy of the option in its own choice, nothing where none was told, and has the gradient of finite differences', () => {
    const logits = { value: normals(kernels, 'logits', 3, 6) }
    const value = () => kernels.values(conditionLoss(kernels, logits.value, segments, told).value)[0]
    const given = kernels.values(logits.value)
    const entropy = (of: number[], at: number) => Math.log(of.reduce((sum, x) => sum + Math.exp(x), 0)) - of[at]
    const expected = (entropy([given[0], given[1]], 1) + entropy([given[9], given[10], given[11]], 2)) / 3
    expect(value()).toBeCloseTo(expected, 9)
    const { derivatives } = conditionLoss(kernels, logits.value, segments, told)
    expectClose(kernels.values(derivatives), differences(kernels, logits, value), 1e-8)
  })

  it('still pulls where the chance has all but vanished', async () => {
    const device = await openBackend('wasm')
    const vector = Float32Array.of(0, 1, 0, 0, 0, 0)
    const program = device.program('loss', () => {
      const logits = device.upload(Float32Array.of(30, -30, 0, 0, 0, 0), 1, 6)
      return conditionLoss(device, logits, segments, device.upload(vector, 1, 6))
    })
    await program.run()
    const [value, derivatives] = await device.read([program.result.value, program.result.derivatives])
    expect(value[0]).toBeCloseTo(60, 2)
    expectClose(derivatives, [1, -1, 0, 0, 0, 0], 1e-3)
    program.dispose()
  })
})
