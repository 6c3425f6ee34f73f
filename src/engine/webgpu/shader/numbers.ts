// Numbers: what of a shader's part may differ while its text stays the same; it lies in a buffer, so that texts are shared.

const word = new DataView(new ArrayBuffer(4))

export class Numbers {
  readonly #values: number[] = []

  get values(): readonly number[] {
    return this.#values
  }

  /** An unsigned integer, read once at the start of the part: its name. */
  integer(value: number): string {
    this.#values.push(value)
    return `n${this.#values.length - 1}`
  }

  /** A list of unsigned integers: the expression of the first one's index in `numbers`. */
  list(values: readonly number[]): string {
    const start = this.#values.length
    this.#values.push(...values)
    return `(base + ${start}u)`
  }

  /** A float. WGSL has no literal for what is not finite: that is put into the buffer by its bits. */
  float(value: number): string {
    const rounded = Math.fround(value)
    if (!Number.isFinite(rounded)) {
      word.setFloat32(0, rounded)
      return `bitcast<f32>(${this.integer(word.getUint32(0))})`
    }
    const digits = Object.is(rounded, -0) ? '-0' : String(rounded)
    return digits.startsWith('-') ? `(${digits}f)` : `${digits}f`
  }

  /** Reads all integers that `text` names. */
  declarations(text: string): string {
    const named = [...new Set([...text.matchAll(/\bn(\d+)\b/g)].map(([, i]) => Number(i)))]
    return named.map((i) => `let n${i} = numbers[base + ${i}u];`).join('\n')
  }
}
