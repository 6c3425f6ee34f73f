// The privacy thread's entry in a browser: shuts its own network, then makes noise and epsilons for whoever sends a port.
import { servePrivacy } from '../privacy/thread.ts'
import { sealNetwork } from './seal.ts'

sealNetwork()
self.onmessage = ({ data }: MessageEvent<MessagePort>) => servePrivacy(data, () => self.close())
self.postMessage('ready')
