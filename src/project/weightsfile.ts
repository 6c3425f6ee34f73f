// The weights of a model as one run of bytes: matrices one after the other, little-endian single precision.
import type { Weights } from '../models/weights.ts'
import { ProjectFileError } from './errors.ts'

/** Where each matrix lies in the bytes, in order. */
export type WeightsIndex = readonly { readonly name: string; readonly length: number }[]

export function packWeights(weights: Weights): { index: WeightsIndex; bytes: Uint8Array } {
  const entries = Object.entries(weights)
  const index = entries.map(([name, values]) => ({ name, length: values.length }))
  const bytes = new Uint8Array(index.reduce((sum, { length }) => sum + length, 0) * 4)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [, values] of entries) {
    for (const value of values) {
      view.setFloat32(at, value, true)
      at += 4
    }
  }
  return { index, bytes }
}

/** Throws ProjectFileError where the bytes do not hold what the index says, or a weight is not a finite number. */
export function unpackWeights(index: WeightsIndex, bytes: Uint8Array): Weights {
  const total = index.reduce((sum, { length }) => sum + length, 0)
  if (bytes.length !== total * 4) {
    throw new ProjectFileError(`its weights hold ${bytes.length} bytes where ${total * 4} are expected`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const weights: Record<string, Float32Array> = Object.create(null)
  let at = 0
  for (const { name, length } of index) {
    const values = new Float32Array(length)
    for (let i = 0; i < values.length; i++, at += 4) {
      values[i] = view.getFloat32(at, true)
      if (!Number.isFinite(values[i])) throw new ProjectFileError(`its weight ${name} is not a finite number`)
    }
    weights[name] = values
  }
  return weights
}
