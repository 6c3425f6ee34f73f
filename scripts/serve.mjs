// A small static server for the built page, for `npm start` and for the browser journeys.
import { createReadStream, readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** The file below `folder` that a request path names, or null where there is none. Never leaves the folder. */
async function find(folder, url) {
  let path
  try {
    path = decodeURIComponent(new URL(url, 'http://host').pathname)
  } catch {
    return null
  }
  const file = normalize(join(folder, path.endsWith('/') ? `${path}index.html` : path))
  if (!file.startsWith(normalize(folder) + sep) || file.includes('\0')) return null
  const found = await stat(file).catch(() => null)
  return found?.isFile() ? { file, size: found.size } : null
}

/** The headers that the build asks for on every path, from its `_headers` file: a line `/*`, then `  Name: value` lines. */
function builtHeaders(folder) {
  const lines = readFileSync(join(folder, '_headers'), 'utf8').split('\n').slice(1).filter(Boolean)
  return Object.fromEntries(lines.map((line) => line.trim().split(/: (.*)/, 2)))
}

/** Serves `folder` on this machine alone; the types stand in serve.d.mts. Rejects with EADDRINUSE where the port is taken. */
export function serve(folder, { port, headers = true, onRequest }) {
  const security = headers ? builtHeaders(folder) : {}
  const server = createServer(async (request, response) => {
    onRequest?.(request.method, request.url)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end()
      return
    }
    const found = await find(folder, request.url)
    const head = {
      ...security,
      'Content-Type': types[extname(found?.file ?? '.txt')] ?? 'application/octet-stream',
      // Names under assets/ carry a hash of their content.
      'Cache-Control': request.url.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    }
    if (!found) {
      response.writeHead(404, head).end('Not found\n')
      return
    }
    response.writeHead(200, { ...head, 'Content-Length': found.size })
    if (request.method === 'HEAD') response.end()
    else {
      const stream = createReadStream(found.file)
      stream.on('error', () => response.destroy())
      stream.pipe(response)
    }
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      resolve({
        address: `http://localhost:${server.address().port}/`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed())
            server.closeAllConnections()
          }),
      })
    })
  })
}
