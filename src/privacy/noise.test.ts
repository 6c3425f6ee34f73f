// Statistical tests of true randomness: each would fail by chance less often than once in a million runs.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { NoiseMaker, type NoiseRequest, NoiseStock, type Release } from './noise.ts'
import { correlationDeviations, deviationsLimit, kolmogorov, kolmogorovLimit } from './testing.ts'

const length = 100_000
const standardDeviation = 1.7
const requests: [name: string, request: NoiseRequest][] = [
  ['continuous', { lengths: [length, length, 3], standardDeviation, grid: null }],
  ['on a grid', { lengths: [length, length, 3], standardDeviation, grid: 2 ** -16 }],
]

describe.each(requests)('noise %s', (_, request) => {
  afterEach(() => vi.restoreAllMocks())

  const ways: [name: string, make: (maker: NoiseMaker) => Promise<Release>][] = [
    ['from the keystream', (maker) => maker.make()],
    ['made on the spot', async (maker) => maker.makeNow()],
  ]

  it.each(ways)('has the wanted standard deviation and no other, each array by itself, %s', async (_, make) => {
    const maker = new NoiseMaker(request)
    const [first, second, third] = await make(maker)
    expect(third).toHaveLength(3)
    for (const values of [first, second]) {
      expect(kolmogorov(values, standardDeviation)).toBeLessThan(kolmogorovLimit)
      for (const wrong of [2 / 3, 1.5]) {
        expect(kolmogorov(values, wrong * standardDeviation)).toBeGreaterThan(10 * kolmogorovLimit)
      }
    }
    const [next] = await make(maker)
    for (const [one, other] of [
      [first, second],
      [first, next],
      [second, next],
      [first, first.subarray(1)],
    ]) {
      expect(correlationDeviations(one, other)).toBeLessThan(deviationsLimit)
    }
  })

  it('never comes twice: not across takes, not across sources, ready or not', async () => {
    const small = { ...request, lengths: [4, 1] }
    const sources = [new NoiseStock(small), new NoiseStock(small)]
    const seen = new Set<string>()
    for (let i = 0; i < 300; i++) {
      for (const source of sources) {
        if (i % 3 === 0) await source.ready(2)
        seen.add(source.take()[0].join())
      }
    }
    expect(seen.size).toBe(600)
  })

  it('never asks Math.random', async () => {
    vi.spyOn(Math, 'random').mockImplementation(() => {
      throw new Error('Math.random was called')
    })
    const source = new NoiseStock({ ...request, lengths: [1000] })
    await source.ready(2)
    for (let i = 0; i < 4; i++) expect(source.take()[0].some((value) => value !== 0)).toBe(true)
    expect(Math.random).not.toHaveBeenCalled()
  })
})

describe('a stock of noise', () => {
  const request = { lengths: [8], standardDeviation: 1, grid: null }

  it('has what was asked to be ready, and takes it in the order in which it came', async () => {
    const make = vi.spyOn(NoiseMaker.prototype, 'make')
    const makeNow = vi.spyOn(NoiseMaker.prototype, 'makeNow')
    const stock = new NoiseStock(request)
    stock.put([Float32Array.of(1)], () => {})
    await stock.ready(3)
    expect(make).toHaveBeenCalledTimes(2)
    expect(stock.take()[0]).toEqual(Float32Array.of(1))
    stock.take()
    stock.take()
    expect(makeNow).not.toHaveBeenCalled()
    stock.take()
    expect(makeNow).toHaveBeenCalledOnce()
  })

  it('gives arrays back with the next take', () => {
    const stock = new NoiseStock(request)
    const giveBack = vi.fn()
    const release = [Float32Array.of(1)]
    stock.put(release, giveBack)
    expect(stock.take()).toBe(release)
    expect(giveBack).not.toHaveBeenCalled()
    stock.take()
    expect(giveBack).toHaveBeenCalledWith(release)
  })

  it('wipes all that it holds when it is closed, and what comes later', () => {
    const stock = new NoiseStock(request)
    const [stored, late] = [[Float32Array.of(1)], [Float32Array.of(2)]]
    const taken = stock.take()
    stock.put(stored, () => {})
    stock.close()
    stock.put(late, () => {})
    for (const [array] of [taken, stored, late]) expect(array.every((value) => value === 0)).toBe(true)
  })
})
