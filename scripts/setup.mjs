// Set-up: checks Node and installs what package-lock.json names, so that every command works in a fresh clone.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Says one sentence on stderr and ends the process with code 1. */
export function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

/** Whether a version such as `20.19.0` fits `engines.node` of package.json, a list of `^a.b.c` and `>=a.b.c` joined by `||`. */
export function nodeFits(version, range) {
  const parts = (text) => text.split('.').map(Number)
  const have = parts(version)
  return range.split('||').some((alternative) => {
    const [, sign, text] = /^\s*(\^|>=)(\d+\.\d+\.\d+)\s*$/.exec(alternative) ?? []
    if (!text) throw new Error(`engines.node "${range}": only ^a.b.c and >=a.b.c are understood`)
    const need = parts(text)
    const difference = have.map((part, index) => part - need[index]).find((d) => d !== 0) ?? 0
    return difference >= 0 && (sign === '>=' || have[0] === need[0])
  })
}

/** Runs npm with the arguments; standard input is closed so that nothing can wait for an answer. */
export function npm(args, options = {}) {
  const cli = process.env.npm_execpath
  const settings = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options }
  return cli?.endsWith('.js')
    ? spawnSync(process.execPath, [cli, ...args], settings)
    : spawnSync('npm', args, { ...settings, shell: process.platform === 'win32' })
}

function readJson(...path) {
  try {
    return JSON.parse(readFileSync(join(root, ...path), 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes node_modules/.package-lock.json last, so a
 * broken install has none. Packages for other systems are optional and may be absent.
 */
function isInstalled() {
  const wanted = readJson('package-lock.json').packages
  const present = readJson('node_modules', '.package-lock.json')?.packages
  if (!present) return false
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true
    const found = present[path]
    return found ? found.version === version && found.integrity === integrity : optional === true
  })
}

/** Makes sure that Node is new enough and that the packages are there; ends the process with a sentence if not. */
export function setUp() {
  const { engines } = readJson('package.json')
  if (!nodeFits(process.versions.node, engines.node)) {
    fail(
      `Understudy needs Node ${engines.node}; this is Node ${process.versions.node}. Install a newer one from https://nodejs.org and try again.`,
    )
  }
  if (isInstalled()) return
  process.stdout.write('Installing the packages that package-lock.json names …\n')
  const { status, error } = npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  if (error) fail(`npm could not be started (${error.message}). Install Node together with npm and try again.`)
  if (status !== 0) {
    fail(
      'npm could not install the packages; its own message is above. Check the network (or the npm proxy) and try again.',
    )
  }
}
