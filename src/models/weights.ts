// Weights: what a model has learnt, off the device, by name, row-major.
export type Weights = Readonly<Record<string, Float32Array>>
