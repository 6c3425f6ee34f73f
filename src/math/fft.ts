// RealFft: the discrete Fourier transform of real signals whose length is a power of two.

/** The lower half of a real signal's spectrum: frequencies 0 … size/2; the upper half is its mirrored conjugate. */
export interface Spectrum {
  readonly re: Float64Array
  readonly im: Float64Array
}

/** Transforms of one size; the tables are made once. A real signal is folded into a complex one of half its length. */
export class RealFft {
  readonly size: number
  /** cos and −sin of 2πk/size, k < size/2. */
  readonly #cos: Float64Array
  readonly #sin: Float64Array

  /** `size`: a power of two, at least 2. */
  constructor(size: number) {
    this.size = size
    this.#cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size))
    this.#sin = Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / size))
  }

  /** Σ signal[j]·exp(−2πi·jk/size). A shorter signal counts as padded with zeros. */
  forward(signal: Float64Array): Spectrum {
    const half = this.size / 2
    const zr = new Float64Array(half)
    const zi = new Float64Array(half)
    for (let j = 0; 2 * j < signal.length; j++) {
      zr[j] = signal[2 * j]
      zi[j] = 2 * j + 1 < signal.length ? signal[2 * j + 1] : 0
    }
    this.#complex(zr, zi)
    const re = new Float64Array(half + 1)
    const im = new Float64Array(half + 1)
    re[0] = zr[0] + zi[0]
    re[half] = zr[0] - zi[0]
    for (let k = 1; k < half; k++) {
      const mirror = half - k
      const evenRe = 0.5 * (zr[k] + zr[mirror])
      const evenIm = 0.5 * (zi[k] - zi[mirror])
      const oddRe = 0.5 * (zi[k] + zi[mirror])
      const oddIm = 0.5 * (zr[mirror] - zr[k])
      re[k] = evenRe + oddRe * this.#cos[k] - oddIm * this.#sin[k]
      im[k] = evenIm + oddRe * this.#sin[k] + oddIm * this.#cos[k]
    }
    return { re, im }
  }

  /** The real signal of a spectrum: `inverse(forward(x))` is x. */
  inverse({ re, im }: Spectrum): Float64Array {
    const half = this.size / 2
    const zr = new Float64Array(half)
    const zi = new Float64Array(half)
    for (let k = 0; k < half; k++) {
      const mirror = half - k
      const evenRe = re[k] + re[mirror]
      const evenIm = im[k] - im[mirror]
      const differenceRe = re[k] - re[mirror]
      const differenceIm = im[k] + im[mirror]
      const oddRe = differenceRe * this.#cos[k] + differenceIm * this.#sin[k]
      const oddIm = differenceIm * this.#cos[k] - differenceRe * this.#sin[k]
      zr[k] = evenRe - oddIm
      // Conjugated, so that the forward transform of the conjugate is the conjugate of the inverse.
      zi[k] = -(evenIm + oddRe)
    }
    this.#complex(zr, zi)
    const signal = new Float64Array(this.size)
    for (let j = 0; j < half; j++) {
      signal[2 * j] = zr[j] / this.size
      signal[2 * j + 1] = -zi[j] / this.size
    }
    return signal
  }

  /** Cooley and Tukey 1965, radix 2, in place, on size/2 complex numbers. */
  #complex(re: Float64Array, im: Float64Array): void {
    const n = re.length
    const cos = this.#cos
    const sin = this.#sin
    for (let i = 1, j = 0; i < n; i++) {
      let bit = n >> 1
      for (; j & bit; bit >>= 1) j ^= bit
      j ^= bit
      if (i < j) {
        const swapRe = re[i]
        re[i] = re[j]
        re[j] = swapRe
        const swapIm = im[i]
        im[i] = im[j]
        im[j] = swapIm
      }
    }
    for (let half = 1; half < n; half *= 2) {
      const stride = n / half
      for (let start = 0; start < n; start += 2 * half) {
        for (let k = 0, turn = 0; k < half; k++, turn += stride) {
          const a = start + k
          const b = a + half
          const tr = re[b] * cos[turn] - im[b] * sin[turn]
          const ti = re[b] * sin[turn] + im[b] * cos[turn]
          re[b] = re[a] - tr
          im[b] = im[a] - ti
          re[a] += tr
          im[a] += ti
        }
      }
    }
  }
}
