// Space: the nearest row is the nearest, whatever the number of words and rows.
import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { finished } from '../work/work.ts'
import { nearest, type Points } from './space.ts'

function draw(rows: number, width: number, words: number, codes: number, seed: number): Points {
  const random = createRandom(seed, 'space')
  return {
    rows,
    width,
    words,
    numbers: Float64Array.from({ length: rows * width }, () => random.normal()),
    codes: Uint32Array.from({ length: rows * words }, () => random.integer(codes)),
  }
}

/** Every row held against every other, as the definition says. */
function plainly(points: Points, others: Points): number[] {
  return Array.from({ length: points.rows }, (_, r) => {
    const distances = Array.from({ length: others.rows }, (_, o) => {
      let distance = 0
      for (let c = 0; c < points.width; c++) {
        distance += (points.numbers[r * points.width + c] - others.numbers[o * points.width + c]) ** 2
      }
      for (let c = 0; c < points.words; c++) {
        if (points.codes[r * points.words + c] !== others.codes[o * points.words + c]) distance++
      }
      return Math.sqrt(distance)
    })
    return Math.min(...distances)
  })
}

describe('the nearest row', () => {
  it.each([
    { what: 'of few words', width: 3, words: 6, codes: 5 },
    { what: 'of words that fill a byte', width: 1, words: 9, codes: 256 },
    { what: 'of more words than a byte tells', width: 1, words: 3, codes: 700 },
    { what: 'of numbers alone', width: 4, words: 0, codes: 1 },
    { what: 'of words alone', width: 0, words: 5, codes: 9 },
  ])('is found among rows $what', ({ width, words, codes }) => {
    const points = draw(300, width, words, codes, 1)
    const others = draw(2500, width, words, codes, 2)
    const heard: number[] = []
    const found = finished(nearest(points, others, () => heard.push(1)))
    const expected = plainly(points, others)
    for (let r = 0; r < points.rows; r++) expect(found[r]).toBeCloseTo(expected[r], 12)
    expect(heard).toHaveLength(points.rows)
  })
})
