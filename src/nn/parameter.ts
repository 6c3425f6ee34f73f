// Parameter: a named variable that changes step by step; how its values are assigned, saved and restored.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { SavedValuesError } from './errors.ts'

/** One matrix, by a name that is unique in its network, e.g. `dense1.weights`. */
export interface Parameter {
  readonly name: string
  /** A variable; while `Network.substituted` runs, what stands in for it. */
  value: Tensor
}

/** Values by name, row-major: what a checkpoint holds. */
export type SavedValues = Record<string, Float32Array>

/** A new parameter [rows, columns]: row-major values, or one for all. */
export function createParameter(
  kernels: Kernels,
  name: string,
  rows: number,
  columns: number,
  values: Float32Array | number,
): Parameter {
  const all = typeof values === 'number' ? new Float32Array(rows * columns).fill(values) : values
  return { name, value: kernels.variable(name, all, rows, columns) }
}

/** In a body: assigns new values, one a parameter. */
export function assignValues(kernels: Kernels, parameters: readonly Parameter[], values: readonly Tensor[]): void {
  parameters.forEach(({ value }, i) => {
    kernels.assign(value, values[i])
  })
}

/** Reads all values in one go. */
export async function saveValues(kernels: Kernels, parameters: readonly Parameter[]): Promise<SavedValues> {
  const values = await kernels.read(parameters.map((parameter) => parameter.value))
  return Object.fromEntries(parameters.map((parameter, i) => [parameter.name, values[i]]))
}

/** Puts saved values in place. Throws SavedValuesError, and changes nothing, where one is absent or of the wrong size. */
export function restoreValues(kernels: Kernels, parameters: readonly Parameter[], saved: SavedValues): void {
  for (const { name, value } of parameters) {
    const expected = value.rows * value.columns
    const found = Object.hasOwn(saved, name) ? saved[name].length : 0
    if (found !== expected) throw new SavedValuesError(name, expected, found)
  }
  for (const { name, value } of parameters) kernels.write(value, saved[name])
}

/** Frees the values; the parameters are of no use afterwards. */
export function disposeValues(kernels: Kernels, parameters: readonly Parameter[]): void {
  kernels.dispose(parameters.map((parameter) => parameter.value))
}
