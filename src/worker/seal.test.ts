// Tests of the seal on a scope of its own.
import { expect, it } from 'vitest'
import { NetworkSealedError, sealNetwork } from './seal.ts'

function sealedScope(assets = new Map<string, ArrayBuffer>()) {
  const scope = {
    fetch: async () => new Response('leak'),
    WebSocket: class {},
    importScripts: () => 'leak',
    navigator: { sendBeacon: () => true },
  } as unknown as typeof globalThis
  sealNetwork(assets, scope)
  return scope as unknown as {
    fetch: (url: string) => Promise<Response>
    WebSocket: new () => unknown
    importScripts: () => unknown
    navigator: { sendBeacon: () => boolean }
  }
}

it('refuses every way out', async () => {
  const scope = sealedScope()
  await expect(scope.fetch('https://example.org/')).rejects.toThrow(NetworkSealedError)
  expect(() => new scope.WebSocket()).toThrow(NetworkSealedError)
  expect(() => scope.importScripts()).toThrow(NetworkSealedError)
  expect(() => scope.navigator.sendBeacon()).toThrow(NetworkSealedError)
})

it('answers what was loaded before from memory', async () => {
  const scope = sealedScope(new Map([['https://host/a.wasm', Uint8Array.of(1, 2).buffer]]))
  const response = await scope.fetch('https://host/a.wasm')
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(Uint8Array.of(1, 2))
})

it('leaves nothing to call on the prototypes', () => {
  class Scope {
    fetch() {
      return 'leak'
    }
  }
  const scope = Object.assign(new Scope(), { navigator: {} })
  sealNetwork(new Map(), scope as unknown as typeof globalThis)
  expect(Scope.prototype.fetch.toString()).not.toContain('leak')
})

it('cannot be undone', () => {
  const scope = sealedScope()
  expect(() => {
    scope.fetch = async () => new Response('leak')
  }).toThrow(TypeError)
})
