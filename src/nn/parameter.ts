// Parameter: a named matrix whose value is replaced step by step; how such values are put in place, saved and restored.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { SavedValuesError } from './errors.ts'

/** One matrix, by a name that is unique in its network, e.g. `dense1.weights`. */
export interface Parameter {
  readonly name: string
  value: Tensor
}

/** Values by name, row-major: what a checkpoint holds. */
export type SavedValues = Record<string, Float32Array>

/**
 * Puts new values, one a parameter, in the place of the old and frees the old. Call it after the scope that made the
 * values has returned them: inside, they would be freed when the scope ends.
 */
export function replace(kernels: Kernels, parameters: readonly Parameter[], values: readonly Tensor[]): void {
  const old: Tensor[] = []
  for (let i = 0; i < parameters.length; i++) {
    if (parameters[i].value === values[i]) continue
    old.push(parameters[i].value)
    parameters[i].value = values[i]
  }
  kernels.dispose(old)
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
  replace(
    kernels,
    parameters,
    parameters.map(({ name, value }) => kernels.upload(saved[name], value.rows, value.columns)),
  )
}

/** Frees the values; the parameters are of no use afterwards. */
export function disposeValues(kernels: Kernels, parameters: readonly Parameter[]): void {
  kernels.dispose(parameters.map((parameter) => parameter.value))
}
