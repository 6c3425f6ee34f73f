// What can be wrong with a network or with values for it; one class per cause.

/** Two layers have the same name, so that their saved values could not be told apart. */
export class DuplicateLayerError extends Error {
  override readonly name = 'DuplicateLayerError'
  readonly values: Record<string, string | number>
  constructor(layer: string) {
    super(`The network has two layers named "${layer}"; give each its own name.`)
    this.values = { layer }
  }
}

/** A layer takes another number of columns than the one before it gives. */
export class LayerWidthError extends Error {
  override readonly name = 'LayerWidthError'
  readonly values: Record<string, string | number>
  constructor(layer: string, expected: number, found: number) {
    super(`Layer "${layer}" takes ${expected} columns, but the layer before it gives ${found}; make the widths equal.`)
    this.values = { layer, expected, found }
  }
}

/** Saved values do not fit the network. */
export class SavedValuesError extends Error {
  override readonly name = 'SavedValuesError'
  readonly values: Record<string, string | number>
  constructor(parameter: string, expected: number, found: number) {
    super(
      `The saved values of "${parameter}" hold ${found} numbers where the network needs ${expected}; ` +
        'they belong to a network of other widths. Use the recipe that they were saved with.',
    )
    this.values = { parameter, expected, found }
  }
}

/** Someone asked for per-example gradients of a layer in which examples influence each other. */
export class CoupledExamplesError extends Error {
  override readonly name = 'CoupledExamplesError'
  readonly values: Record<string, string | number>
  constructor(layer: string) {
    super(
      `Layer "${layer}" normalises over the batch, so one example's output depends on all others: no example has a ` +
        'gradient of its own that could be clipped. Use layer norm or no norm where privacy is on.',
    )
    this.values = { layer }
  }
}

/** Someone asked for the second-order pass of a layer that has none. */
export class SecondOrderError extends Error {
  override readonly name = 'SecondOrderError'
  readonly values: Record<string, string | number>
  constructor(layer: string) {
    super(
      `Layer "${layer}" has no second-order pass, so a gradient penalty cannot go through it. ` +
        'Use layer norm or no norm in the discriminator.',
    )
    this.values = { layer }
  }
}
