// Constraints: what must hold in every row, as the worker knows it, and what it has found in the data.
import { create } from 'zustand'
import type { Constraint, Failure, Suggestion } from '../../worker/protocol.ts'
import { worker } from './connection.ts'
import { useData } from './data.ts'
import { failureOf } from './failure.ts'

interface ConstraintsState {
  /** Null until they are looked for; again once a field has changed. */
  readonly suggestions: readonly Suggestion[] | null
  readonly looking: boolean
  readonly setting: boolean
  /** Why the last change was refused. */
  readonly failure: Failure | null
}

const empty: ConstraintsState = { suggestions: null, looking: false, setting: false, failure: null }

export const useConstraints = create<ConstraintsState>(() => empty)

export function forgetSuggestions(): void {
  useConstraints.setState(empty)
}

export function dismissConstraintFailure(): void {
  useConstraints.setState({ failure: null })
}

export async function lookForConstraints(): Promise<void> {
  useConstraints.setState({ looking: true, failure: null })
  try {
    useConstraints.setState({ suggestions: await worker().suggestConstraints() })
  } catch (error) {
    useConstraints.setState({ failure: failureOf(error) })
  } finally {
    useConstraints.setState({ looking: false })
  }
}

/** Sets the whole list; false where it was refused and all is as it was. */
export async function setConstraints(constraints: readonly Constraint[]): Promise<boolean> {
  useConstraints.setState({ setting: true, failure: null })
  try {
    useData.setState({ inspection: await worker().constrain(constraints) })
    return true
  } catch (error) {
    useConstraints.setState({ failure: failureOf(error) })
    return false
  } finally {
    useConstraints.setState({ setting: false })
  }
}
