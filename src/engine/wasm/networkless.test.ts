// Tests of the threads' loss of the network, on a scope of its own.
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { takeNetwork } from './networkless.ts'

it('takes the network from the scope and from what it inherits, and leaves the rest', () => {
  const inherited = { fetch: () => 'leak', postMessage: () => 'heard' }
  const self = Object.assign(Object.create(inherited), { WebSocket: class {}, Worker: class {}, Atomics })
  runInNewContext(takeNetwork, { self })
  expect(['fetch', 'WebSocket', 'Worker'].filter((way) => way in self)).toEqual([])
  expect('postMessage' in self && 'Atomics' in self).toBe(true)
})
