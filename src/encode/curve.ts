// Curve: the squares of a grid in one row so that neighbours in it are neighbours on the grid (Hilbert 1891).

/** Squares along a side, as a power of two: four times their number stays below 2^53, where doubles count one by one. */
const order = 25

/** Squares along a side. */
export const side = 2 ** order

/** Squares altogether: positions are 0 … squares − 1. */
export const squares = side * side

/** The position of a square, both coordinates whole numbers from 0 to side − 1. */
export function positionOf(x: number, y: number): number {
  let position = 0
  let [a, b] = [x, y]
  for (let half = side / 2; half >= 1; half /= 2) {
    const right = (a & half) > 0 ? 1 : 0
    const top = (b & half) > 0 ? 1 : 0
    position += half * half * ((3 * right) ^ top)
    a &= half - 1
    b &= half - 1
    if (top === 0) [a, b] = right === 1 ? [half - 1 - b, half - 1 - a] : [b, a]
  }
  return position
}

/** The square at a position. */
export function squareAt(position: number): readonly [x: number, y: number] {
  let x = 0
  let y = 0
  let rest = position
  for (let half = 1; half < side; half *= 2) {
    const quarter = rest % 4
    rest = Math.floor(rest / 4)
    const right = quarter >> 1
    const top = (quarter ^ right) & 1
    if (top === 0) [x, y] = right === 1 ? [half - 1 - y, half - 1 - x] : [y, x]
    x += right * half
    y += top * half
  }
  return [x, y]
}
