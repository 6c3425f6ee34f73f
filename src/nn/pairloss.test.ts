// Pair loss: its derivative by finite differences, its mean, and that it is lowest where the tables are met.
import { expect, it } from 'vitest'
import { createReference } from '../engine/referencekernels.ts'
import { createRandom } from '../math/random.ts'
import { type PairTargets, pairLoss } from './pairloss.ts'
import { differences, expectClose } from './testing.ts'

/** Two choices, of two and three options. */
const width = 5
const choiceOf = [0, 0, 1, 1, 1]
const cells = (weight: number) =>
  Array.from({ length: width * width }, (_, at) =>
    choiceOf[Math.floor(at / width)] === choiceOf[at % width] ? 0 : weight,
  )

/** Row after row, chances that add up to 1 within each choice. */
function chanceRows(rows: number, seed: number): number[] {
  const random = createRandom(seed, 'chances')
  return Array.from({ length: rows }, () => {
    const a = random.uniform()
    const [b, c, d] = [random.uniform(), random.uniform(), random.uniform()]
    const sum = b + c + d
    return [a, 1 - a, b / sum, c / sum, d / sum]
  }).flat()
}

/** Σ over rows of the products of any two chances of different choices, over the number of rows. */
function togetherOf(rows: number[]): number[] {
  const count = rows.length / width
  return cells(1).map((cell, at) => {
    let sum = 0
    for (let row = 0; row < count; row++)
      sum += rows[row * width + Math.floor(at / width)] * rows[row * width + (at % width)]
    return (cell * sum) / count
  })
}

function aloneOf(rows: number[]): number[] {
  const count = rows.length / width
  return Array.from(
    { length: width },
    (_, i) => rows.reduce((sum, x, at) => sum + (at % width === i ? x : 0), 0) / count,
  )
}

it('has the derivative of finite differences', () => {
  const kernels = createReference()
  const wanted = chanceRows(50, 1)
  const targets: PairTargets = {
    together: kernels.upload(togetherOf(wanted), width, width),
    togetherWeights: kernels.upload(
      cells(1).map((cell, at) => cell * (1 + (Math.floor(at / width) + 1) * ((at % width) + 1))),
      width,
      width,
    ),
    alone: kernels.upload(aloneOf(wanted), 1, width),
    aloneWeights: kernels.upload([1, 2, 3, 4, 5], 1, width),
  }
  const holder = { value: kernels.upload(chanceRows(7, 2), 7, width) }
  const value = () => kernels.values(pairLoss(kernels, holder.value, targets).value)[0]
  const { derivatives } = pairLoss(kernels, holder.value, targets)
  expectClose(kernels.values(derivatives), differences(kernels, holder, value), 1e-8)
})

it('is on average what it would be with endless rows: 0 where rows come from the tables, though any batch errs', () => {
  const kernels = createReference()
  const all = chanceRows(2000, 3)
  const targets: PairTargets = {
    together: kernels.upload(togetherOf(all), width, width),
    togetherWeights: kernels.upload(cells(1), width, width),
    alone: kernels.upload(aloneOf(all), 1, width),
    aloneWeights: kernels.fill(1, width, 1),
  }
  const values = Array.from({ length: 200 }, (_, i) => {
    const batch = kernels.upload(all.slice(i * 10 * width, (i + 1) * 10 * width), 10, width)
    return kernels.values(pairLoss(kernels, batch, targets).value)[0]
  })
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(values.length))
  expect(values.some((value) => value < 0)).toBe(true)
})
