// Errors of the engine: one class a cause, each with its figures.
import type { BackendName } from './kernels.ts'

type Values = Record<string, string | number>

abstract class EngineError extends Error {
  // Written out: a minifier renames classes.
  abstract override readonly name: string
  readonly values: Values

  constructor(message: string, values: Values) {
    super(message)
    this.values = values
  }
}

/** Two shapes that do not fit each other, or a shape that does not fit a request. */
export class ShapeError extends EngineError {
  override readonly name = 'ShapeError'

  constructor(kernel: string, a: string, b: string) {
    super(`${kernel}: ${a} does not fit ${b}. Check the shapes of its operands.`, { kernel, a, b })
  }
}

/** A backend that this machine, or this browser, cannot open. */
export class BackendUnavailableError extends EngineError {
  override readonly name = 'BackendUnavailableError'

  constructor(backend: BackendName, reason: string) {
    super(`The backend ${backend} is not available: ${reason}`, { backend, reason })
  }
}

/** The device went away, or refused a command so that its numbers cannot be trusted: what lay on it is lost. */
export class DeviceLostError extends EngineError {
  override readonly name = 'DeviceLostError'

  constructor(backend: BackendName, reason: string) {
    super(`The backend ${backend} lost its device: go on from the last checkpoint. Reason: ${reason}`, {
      backend,
      reason,
    })
  }
}

/** A backend that computes wrongly: it must not be used. */
export class WrongNumbersError extends EngineError {
  override readonly name = 'WrongNumbersError'

  constructor(backend: BackendName, kernel: string, error: number) {
    super(`The backend ${backend} computes ${kernel} wrongly, by ${error}. Use another backend.`, {
      backend,
      kernel,
      error,
    })
  }
}

/** A number that should be finite is not. */
export class NonFiniteError extends EngineError {
  override readonly name = 'NonFiniteError'

  constructor(what: string, value: number, step: number) {
    super(`${what} became ${value} at step ${step}. Lower the learning rates, or go on from an earlier checkpoint.`, {
      what,
      value: String(value),
      step,
    })
  }
}

/** No backend could be opened. */
export class NoBackendError extends EngineError {
  override readonly name = 'NoBackendError'

  constructor(reasons: readonly { readonly backend: BackendName; readonly reason: string }[]) {
    super(`No backend could be opened. ${reasons.map(({ backend, reason }) => `${backend}: ${reason}`).join(' ')}`, {
      ...Object.fromEntries(reasons.map(({ backend, reason }) => [backend, reason])),
    })
  }
}

/** Something that only a body may do was done outside of one. */
export class OutsideBodyError extends EngineError {
  override readonly name = 'OutsideBodyError'

  constructor(kernel: string) {
    super(`${kernel} was called outside of a body. Call it in the body of a program or a scope.`, { kernel })
  }
}

/** Something that a body cannot do was done in one. */
export class InsideBodyError extends EngineError {
  override readonly name = 'InsideBodyError'

  constructor(kernel: string) {
    super(`${kernel} was called in a body. Call it before or after the program or the scope.`, { kernel })
  }
}

/** A tensor was to get a new content that is no variable. */
export class NotVariableError extends EngineError {
  override readonly name = 'NotVariableError'

  constructor(kernel: string, shape: string) {
    super(`${kernel}: a tensor ${shape} is no variable. Only what kernels.variable gave can be changed.`, {
      kernel,
      shape,
    })
  }
}

/** The result of a program was asked for before its first run. */
export class NotRunError extends EngineError {
  override readonly name = 'NotRunError'

  constructor(program: string) {
    super(`The program "${program}" has no result yet. Await its run first.`, { program })
  }
}

/** An index beyond the rows of a table. */
export class RowRangeError extends EngineError {
  override readonly name = 'RowRangeError'

  constructor(index: number, rows: number) {
    super(`expand: there is no row ${index} in a table of ${rows} rows. Choose rows from 0 on, or −1 for zeros.`, {
      index,
      rows,
    })
  }
}

/** A table was used after it was disposed of. */
export class DisposedTableError extends EngineError {
  override readonly name = 'DisposedTableError'

  constructor() {
    super('expand: the table has been disposed of. Put it on the device again.', {})
  }
}

/** A device that has not the memory, or cannot give as much at one go. */
export class DeviceMemoryError extends EngineError {
  override readonly name = 'DeviceMemoryError'

  constructor(backend: BackendName, what: string, bytes: number, most: number) {
    const mebibytes = (size: number) => `${(size / 2 ** 20).toFixed(1)} MiB`
    super(
      `The backend ${backend} could not get ${mebibytes(bytes)} for ${what}; it gives ${mebibytes(most)} at most. Take smaller batches or networks, or another backend.`,
      { backend, what, bytes, most },
    )
  }
}

/** A program that the device's own compiler refuses. */
export class ShaderError extends EngineError {
  override readonly name = 'ShaderError'

  constructor(backend: BackendName, reason: string) {
    super(`The backend ${backend} could not compile a program. Take another backend. Reason: ${reason}`, {
      backend,
      reason,
    })
  }
}
