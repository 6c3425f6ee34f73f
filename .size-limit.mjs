// The budget of the first load: the entry and all that it imports statically. Lazy chunks and the worker come later.
import { existsSync, readFileSync } from 'node:fs'

const path = 'dist/.vite/manifest.json'
if (!existsSync(path)) throw new Error(`${path} is not there: run "npm run build" first`)
const manifest = JSON.parse(readFileSync(path, 'utf8'))

const files = new Set()
function collect(name) {
  const chunk = manifest[name]
  if (files.has(chunk.file)) return
  files.add(chunk.file)
  for (const next of chunk.imports ?? []) collect(next)
}
collect('index.html')

export default [
  {
    name: 'Script of the first load',
    path: [...files].filter((file) => file.endsWith('.js')).map((file) => `dist/${file}`),
    limit: '300 kB',
    gzip: true,
  },
]
