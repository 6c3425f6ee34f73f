// Weights: what a model has learnt, off the device: named matrices of single precision.

export interface Weight {
  readonly rows: number
  readonly columns: number
  readonly values: Float32Array
}

export type Weights = Readonly<Record<string, Weight>>
