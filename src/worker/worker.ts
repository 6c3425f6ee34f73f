// The worker's entry: offers a Session to the page, and hands its errors over as Failures.
import * as Comlink from 'comlink'
import { toFailure } from './failure.ts'
import type { UnderstudyWorker } from './protocol.ts'
import { Session } from './session.ts'

const session: UnderstudyWorker = new Session()

Comlink.expose(
  new Proxy(session, {
    get(target, name) {
      const method = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return async (...input: unknown[]) => {
        try {
          return await Reflect.apply(method, target, input)
        } catch (error) {
          throw toFailure(error)
        }
      }
    },
  }),
)
