// Account: what the open data set has been charged on this device, over all runs and visits.
import { create } from 'zustand'
import type { DatasetAccountState, Failure } from '../../worker/protocol.ts'
import { worker } from './connection.ts'
import { failureOf } from './failure.ts'

interface AccountState {
  /** Null while it is asked for, and where a model without its table is open. */
  readonly account: DatasetAccountState | null
  readonly failure: Failure | null
}

const noAccount: AccountState = { account: null, failure: null }

export const useAccount = create<AccountState>(() => noAccount)

let latest = 0

/** Takes the account that the worker tells; an answer that a later question has overtaken is dropped. */
async function take(ask: () => Promise<DatasetAccountState>): Promise<boolean> {
  const turn = ++latest
  try {
    const account = await ask()
    if (turn === latest) useAccount.setState({ account, failure: null })
    return true
  } catch (error) {
    if (turn === latest) useAccount.setState({ failure: failureOf(error) })
    return false
  }
}

export function refreshAccount(): Promise<boolean> {
  return take(() => worker().account())
}

/** `null` lifts the limit. */
export function setLimit(epsilon: number | null): Promise<boolean> {
  return take(() => worker().limit(epsilon))
}

export function forgetAccount(): void {
  latest++
  useAccount.setState(noAccount)
}
