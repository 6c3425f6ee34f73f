// Seals the worker: once everything it needs is loaded and before data arrives, it loses every way to the network.

import { ways } from '../engine/wasm/networkless.ts'

/** Something in the worker tried to reach the network after it was sealed. */
export class NetworkSealedError extends Error {
  override readonly name = 'NetworkSealedError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(what: string) {
    super(`The worker that holds the data has no network; ${what} was refused.`)
    this.values = { what }
  }
}

/** These are called; all others are constructed. */
const functions: readonly string[] = ['fetch', 'importScripts']
const constructors = ways.filter((way) => !functions.includes(way))

/** Takes the network away from this global scope for good. */
export function sealNetwork(scope: typeof globalThis = globalThis): void {
  const refuse = (what: string) => {
    throw new NetworkSealedError(what)
  }
  define(scope, 'fetch', async (input: RequestInfo | URL) => {
    const address = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url
    return refuse(`fetch of ${address}`)
  })
  for (const name of constructors) {
    if (!(name in scope)) continue
    define(
      scope,
      name,
      class {
        constructor() {
          refuse(name)
        }
      },
    )
  }
  if ('importScripts' in scope) define(scope, 'importScripts', () => refuse('importScripts'))
  const navigator = (scope as { navigator?: { sendBeacon?: unknown } }).navigator
  if (navigator && 'sendBeacon' in navigator) define(navigator, 'sendBeacon', () => refuse('sendBeacon'))
}

/** Redefines a property here and wherever it is inherited from, so that nothing can call or restore the old one. */
function define(target: object, name: string, value: unknown): void {
  const replacement = { value, writable: false, configurable: false }
  Object.defineProperty(target, name, replacement)
  for (let owner = Object.getPrototypeOf(target); owner !== null; owner = Object.getPrototypeOf(owner)) {
    if (Object.hasOwn(owner, name)) Object.defineProperty(owner, name, replacement)
  }
}
