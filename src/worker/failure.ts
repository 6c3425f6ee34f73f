// Turns what the worker throws into a Failure that can cross to the page and be said in the reader's language.
import type { Failure } from './protocol.ts'

export function toFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Failure', code: 'Error', message: String(error), values: {} }
  const values = (error as { values?: Failure['values'] }).values ?? {}
  return { name: 'Failure', code: error.name, message: error.message, values }
}
