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
