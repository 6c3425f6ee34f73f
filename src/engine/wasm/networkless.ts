// Networkless: a thread that shares memory with private data runs this first, and has no way to the network from then on.

/** What a worker could reach a network by, or another worker that still has one. */
export const ways = [
  'fetch',
  'importScripts',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'EventSource',
  'WebTransport',
  'RTCPeerConnection',
  'BroadcastChannel',
  'Worker',
  'SharedWorker',
] as const

/** JavaScript for a worker: removes every way from its global scope and from what that inherits. */
export const takeNetwork = `
for (let scope = self; scope; scope = Object.getPrototypeOf(scope)) {
  for (const way of ${JSON.stringify(ways)}) delete scope[way]
}
`
