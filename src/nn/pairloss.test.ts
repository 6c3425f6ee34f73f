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

it.each([null, [0.2, 3, 1, 0, 0.5, 1.5, 0.8]])(
  'has the derivative of finite differences, rows counting %s',
  (counts) => {
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
    const weights = counts && kernels.upload(counts, 7, 1)
    const value = () => kernels.values(pairLoss(kernels, holder.value, targets, weights).value)[0]
    const { derivatives } = pairLoss(kernels, holder.value, targets, weights)
    expectClose(kernels.values(derivatives), differences(kernels, holder, value), 1e-8)
  },
)

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

it('is on average the same where some rows come more often and count less', () => {
  const kernels = createReference()
  const all = chanceRows(2000, 4)
  const targets: PairTargets = {
    together: kernels.upload(togetherOf(all), width, width),
    togetherWeights: kernels.upload(cells(1), width, width),
    alone: kernels.upload(aloneOf(all), 1, width),
    aloneWeights: kernels.fill(1, width, 1),
  }
  // Rows whose first option is likely are drawn three times as often as the others.
  const random = createRandom(5, 'drawn')
  const isOften = (row: number) => all[row * width] > 0.5
  const often = Array.from({ length: 2000 }, (_, row) => row).filter(isOften)
  const seldom = Array.from({ length: 2000 }, (_, row) => row).filter((row) => !isOften(row))
  const draw = () =>
    random.uniform() < 0.75 ? often[random.integer(often.length)] : seldom[random.integer(seldom.length)]
  const loss = (counted: boolean) => {
    const values = Array.from({ length: 400 }, () => {
      const rows = Array.from({ length: 20 }, draw)
      const chances = rows.flatMap((row) => all.slice(row * width, (row + 1) * width))
      const counts = rows.map((row) => (isOften(row) ? often.length / 1500 : seldom.length / 500))
      const weights = counted ? kernels.upload(counts, 20, 1) : null
      return kernels.values(pairLoss(kernels, kernels.upload(chances, 20, width), targets, weights).value)[0]
    })
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
    return (mean / deviation) * Math.sqrt(values.length)
  }
  expect(Math.abs(loss(true))).toBeLessThan(4)
  expect(loss(false)).toBeGreaterThan(4)
})
