// Walks: ways along the sphere, and directions that change what the generator makes.
import { describe, expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import { createRandom } from '../math/random.ts'
import { savedShares } from './conditions.ts'
import { Generator } from './generator.ts'
import type { Layout } from './model.ts'
import { plainRecipe, type Recipe } from './recipe.ts'
import { along, latentPoint, principal, slerp, Walker } from './walk.ts'

const length = (a: Float64Array) => Math.sqrt(a.reduce((sum, value) => sum + value * value, 0))
const angle = (a: Float64Array, b: Float64Array) =>
  Math.acos(a.reduce((sum, value, i) => sum + value * b[i], 0) / (length(a) * length(b)))

describe('the way between two latent points', () => {
  const random = createRandom(1, 'points')
  const [a, b] = [latentPoint(random, 20), latentPoint(random, 20)]

  it('begins at the one and ends at the other', () => {
    const ends = [slerp(a, b, 0), slerp(a, b, 1)]
    for (let i = 0; i < 20; i++) {
      expect(ends[0][i]).toBeCloseTo(a[i], 12)
      expect(ends[1][i]).toBeCloseTo(b[i], 12)
    }
  })

  it('turns evenly and changes its length evenly, so that it never comes near the origin', () => {
    const places = Array.from({ length: 9 }, (_, i) => slerp(a, b, i / 8))
    places.slice(1).forEach((point, i) => {
      expect(angle(point, places[i])).toBeCloseTo(angle(a, b) / 8, 10)
      expect(length(point)).toBeCloseTo(length(a) + ((length(b) - length(a)) * (i + 1)) / 8, 10)
    })
  })

  it('is a straight line where the points lie on one line, as they always do in one dimension', () => {
    const [one, opposite] = [Float64Array.of(1.5), Float64Array.of(-0.5)]
    expect([0, 0.5, 1].map((place) => slerp(one, opposite, place)[0])).toEqual([1.5, 0.5, -0.5])
    expect([...slerp(a, a, 0.3)].map((value) => value.toFixed(9))).toEqual([...a].map((value) => value.toFixed(9)))
  })
})

it('finds the singular vectors of a matrix, the strongest first, and no more than there are', () => {
  // u₁ σ₁ v₁ᵀ + u₂ σ₂ v₂ᵀ with u = (0.6, 0.8, 0), (−0.8, 0.6, 0).
  const matrix = Float32Array.of(0.6 * 5, -0.8 * 2, 0, 0, 0.8 * 5, 0.6 * 2, 0, 0, 0, 0, 0, 0)
  const found = principal(matrix, 3, 3, createRandom(1, 'start'))
  expect(found).toHaveLength(2)
  const wanted = [
    [0.6, 0.8, 0],
    [0.8, -0.6, 0],
  ]
  found.forEach((vector, i) => {
    for (let j = 0; j < 3; j++) expect(vector[j]).toBeCloseTo(wanted[i][j], 6)
  })
  expect(principal(new Float32Array(12), 3, 2, createRandom(1, 'start'))).toEqual([])
})

const layout: Layout = {
  width: 5,
  segments: [
    { kind: 'scalar', offset: 0, width: 1 },
    { kind: 'choice', offset: 1, width: 4 },
  ],
}
const recipe: Recipe = { ...plainRecipe, latent: 4, generatorWidths: [8], generatorNorm: 'none' }

/** A generator whose first latent column makes the number, strongly, and whose second the choice, weakly; the others do nothing. */
async function walker(backend: 'wasm' | 'cpu') {
  const kernels = await openBackend(backend)
  const { body } = new Generator(kernels, recipe, layout, createRandom(1, 'initial'))
  const weights = await body.save()
  const blank = Object.fromEntries(Object.entries(weights).map(([name, { length: n }]) => [name, new Float32Array(n)]))
  body.dispose()
  const first = blank['generator.dense1.weights']
  const second = blank['generator.output.weights']
  // ReLU(x) − ReLU(−x) = x.
  const pass = (from: number, unit: number, to: number, weight: number) => {
    first[from * 8 + unit] = 1
    first[from * 8 + unit + 1] = -1
    second[unit * 5 + to] = weight
    second[(unit + 1) * 5 + to] = -weight
  }
  pass(0, 0, 0, 2)
  pass(1, 2, 1, 0.5)
  return new Walker(kernels, recipe, layout, blank)
}

it.each(['wasm', 'cpu'] as const)(
  'makes of a point what the generator makes, with nothing drawn, on %s',
  async (backend) => {
    const walking = await walker(backend)
    const points = Array.from({ length: 70 }, (_, i) => Float64Array.of(i / 35 - 1, i % 2, 3, 4))
    const rows = await walking.rows(points)
    expect(rows).toHaveLength(70 * 5)
    points.forEach(([x, y], i) => {
      const [number, ...chances] = rows.subarray(i * 5, i * 5 + 5)
      expect(number).toBeCloseTo(Math.tanh(2 * x), 5)
      const total = 3 + Math.exp(0.5 * y)
      for (const [option, chance] of chances.entries()) {
        expect(chance).toBeCloseTo((option === 0 ? Math.exp(0.5 * y) : 1) / total, 5)
      }
    })
    walking.dispose()
  },
)

it('names the directions by what they change, and finds no others', async () => {
  const walking = await walker('wasm')
  const directions = await walking.directions(4)
  const [number, choice] = directions
  expect(Math.abs(number.latent[0])).toBeGreaterThan(0.99)
  expect(Math.abs(choice.latent[1])).toBeGreaterThan(0.99)
  // E[2 sech²(2x)] for x ~ N(0, 1), over a range of 2; the choice's chance moves by p (1 − p) / 2 near p = 1 / 4.
  expect(number.effects[0]).toBeCloseTo(0.36, 1)
  expect(number.effects[1]).toBeLessThan(0.02)
  expect(choice.effects[1]).toBeCloseTo(0.09, 1)
  expect(along(Float64Array.of(1, 1, 1, 1), number, 2)[0]).toBeCloseTo(1 + 2 * number.latent[0], 12)
  walking.dispose()
})

it('tells a conditional generator the commonest option, whatever the point', async () => {
  const kernels = await openBackend('wasm')
  const conditional: Recipe = { ...recipe, model: 'conditional' }
  const { body } = new Generator(kernels, conditional, layout, createRandom(1, 'initial'))
  const weights = await body.save()
  const blank = Object.fromEntries(Object.entries(weights).map(([name, { length: n }]) => [name, new Float32Array(n)]))
  body.dispose()
  // What it is told of the second option goes to that option, by the first unit.
  blank['generator.dense1.weights'][(conditional.latent + 2) * 8] = 1
  blank['generator.output.weights'][2] = 3
  const shares = savedShares(Float32Array.of(0, 0.1, 0.6, 0.2, 0.1))
  const walking = new Walker(kernels, conditional, layout, { ...blank, ...shares })
  for (const row of [0, 1]) {
    const rows = await walking.rows([Float64Array.of(1, 2, 3, 4), Float64Array.of(0, 0, 0, 0)])
    expect(rows[row * 5 + 2]).toBeCloseTo(Math.exp(3) / (3 + Math.exp(3)), 5)
  }
  walking.dispose()
})
