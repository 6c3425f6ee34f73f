// What went wrong, in one form, whether the worker said so or the page itself met it.
import type { Failure } from '../../worker/protocol.ts'

export function isFailure(error: unknown): error is Failure {
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error && 'values' in error
}

/** Nothing went wrong: the reader wanted it to end, or asked for something else meanwhile. */
export function isStop({ code }: Failure): boolean {
  return code === 'StoppedError'
}

export function failureOf(error: unknown): Failure {
  if (isFailure(error)) return error
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error ? error.name : 'UnknownError'
  return { name: 'Failure', code, message, values: { message } }
}
