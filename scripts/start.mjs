// `npm start`: installs, builds and serves the page on this machine, and says where.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { serve } from './serve.mjs'
import { fail, npm, root, setUp } from './setup.mjs'

const usage =
  'Usage: npm start [-- --port NUMBER]   (or the variable PORT; without either, the first free port from 4173)'

function wantedPort() {
  let values
  try {
    values = parseArgs({ options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }).values
  } catch (error) {
    process.stderr.write(`${error.message}\n${usage}\n`)
    process.exit(2)
  }
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    process.exit(0)
  }
  const text = values.port ?? process.env.PORT
  if (text === undefined || text === '') return null
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    process.stderr.write(`"${text}" is no port: give a whole number from 0 to 65535.\n${usage}\n`)
    process.exit(2)
  }
  return port
}

/** A port that was asked for is taken or refused; without one the next free port will do. */
async function serveSomewhere(port) {
  const folder = join(root, 'dist')
  for (let candidate = port ?? 4173; ; candidate++) {
    try {
      return await serve(folder, { port: candidate })
    } catch (error) {
      if (error.code === 'EADDRINUSE' && port === null && candidate < 4273) continue
      if (error.code === 'EADDRINUSE')
        fail(`Port ${candidate} is taken. Choose another one: npm start -- --port NUMBER`)
      if (error.code === 'EACCES')
        fail(`This user may not open port ${candidate}. Choose one above 1023: npm start -- --port NUMBER`)
      throw error
    }
  }
}

const port = wantedPort()
setUp()
if (npm(['run', '--silent', 'build']).status !== 0) fail('The page could not be built; the reason is above.')
const { address, close } = await serveSomewhere(port)
process.stdout.write(`\nUnderstudy is at ${address}  (Ctrl-C ends it)\n`)
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void close().then(() => process.exit(0)))
