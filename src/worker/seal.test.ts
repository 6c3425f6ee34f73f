// Tests of the seal on a scope of its own.
import { expect, it } from 'vitest'
import { NetworkSealedError, sealNetwork } from './seal.ts'

function sealedScope() {
  const scope = {
    fetch: async () => new Response('leak'),
    WebSocket: class {},
    importScripts: () => 'leak',
    navigator: { sendBeacon: () => true },
  } as unknown as typeof globalThis
  sealNetwork(scope)
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

it('leaves nothing to call on the prototypes', () => {
  class Scope {
    fetch() {
      return 'leak'
    }
  }
  const scope = Object.assign(new Scope(), { navigator: {} })
  sealNetwork(scope as unknown as typeof globalThis)
  expect(Scope.prototype.fetch.toString()).not.toContain('leak')
})

it('cannot be undone', () => {
  const scope = sealedScope()
  expect(() => {
    scope.fetch = async () => new Response('leak')
  }).toThrow(TypeError)
})
