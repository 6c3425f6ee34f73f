import { describe, expect, it } from 'vitest'
import { RealFft } from './fft.ts'
import { createRandom } from './random.ts'

/** The definition, term by term. */
function slowTransform(signal: Float64Array, size: number): { re: number[]; im: number[] } {
  const re: number[] = []
  const im: number[] = []
  for (let k = 0; k <= size / 2; k++) {
    re.push(signal.reduce((sum, x, j) => sum + x * Math.cos((2 * Math.PI * j * k) / size), 0))
    im.push(signal.reduce((sum, x, j) => sum - x * Math.sin((2 * Math.PI * j * k) / size), 0))
  }
  return { re, im }
}

const random = createRandom(1, 'fft')
const noise = (length: number) => Float64Array.from({ length }, () => random.normal())

describe('RealFft', () => {
  it.each([2, 4, 8, 64, 256])('of size %d equals the definition', (size) => {
    const signal = noise(size)
    const fast = new RealFft(size).forward(signal)
    const slow = slowTransform(signal, size)
    for (let k = 0; k <= size / 2; k++) {
      expect(fast.re[k]).toBeCloseTo(slow.re[k], 11)
      expect(fast.im[k]).toBeCloseTo(slow.im[k], 11)
    }
  })

  it('pads a short signal of odd length with zeros', () => {
    const signal = noise(5)
    const fast = new RealFft(16).forward(signal)
    const slow = slowTransform(signal, 16)
    for (let k = 0; k <= 8; k++)
      expect(Math.hypot(fast.re[k] - slow.re[k], fast.im[k] - slow.im[k])).toBeLessThan(1e-13)
  })

  it('gives the signal back', () => {
    const signal = noise(4096)
    const fft = new RealFft(4096)
    const back = fft.inverse(fft.forward(signal))
    for (let j = 0; j < 4096; j++) expect(back[j]).toBeCloseTo(signal[j], 12)
  })
})
