// Finds a Chromium for the browser journeys, or fetches one.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from './setup.mjs'

/** Minutes that a download may take before another source is tried. */
const patience = 10 * 60_000

/** Whether the program starts, loads a page and ends. */
function starts(path) {
  const { status, stdout } = spawnSync(
    path,
    ['--headless=new', '--no-sandbox', '--disable-gpu', '--dump-dom', 'data:text/html,<p>understudy</p>'],
    { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'ignore'] },
  )
  return status === 0 && stdout.includes('<p>understudy</p>')
}

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, name)).filter((path) => existsSync(path))
}

/** Browsers of the Chromium family where their installers put them. */
function installed() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    )
  }
  if (process.platform === 'win32') {
    const folders = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(
      Boolean,
    )
    const programs = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ]
    return folders.flatMap((folder) => programs.map((program) => join(folder, program)))
  }
  return ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'].flatMap(onPath)
}

/** The place where Playwright keeps its own Chromium, whether or not it was downloaded. */
async function playwrights() {
  const { chromium } = await import('@playwright/test')
  return [chromium.executablePath()]
}

function downloadPlaywrights() {
  process.stdout.write('No Chromium here; asking Playwright for its own …\n')
  spawnSync(process.execPath, [join(root, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: patience,
    env: { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '30000' },
  })
}

function installDebians() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || onPath('apt-get').length === 0) return
  process.stdout.write("Still no Chromium; installing Debian's package …\n")
  const settings = {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: patience,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }
  spawnSync('apt-get', ['update', '-qq'], settings)
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], settings)
}

/**
 * The path of a Chromium that starts. Looks at CHROMIUM_PATH, at installed browsers and at Playwright's own; fetches
 * Playwright's, then Debian's package, where none is there. Null where nothing helped. Needs the packages installed.
 */
export async function findChromium() {
  const given = process.env.CHROMIUM_PATH
  if (given) return starts(given) ? given : null
  const first = (paths) => paths.find((path) => existsSync(path) && starts(path)) ?? null
  const present = first(installed()) ?? first(await playwrights())
  if (present) return present
  downloadPlaywrights()
  const downloaded = first(await playwrights())
  if (downloaded) return downloaded
  installDebians()
  return first(installed())
}

/** What to tell somebody whose machine has none. */
export const noChromium = () =>
  process.env.CHROMIUM_PATH
    ? `CHROMIUM_PATH names ${process.env.CHROMIUM_PATH}, which does not start. Correct it, or unset it to let one be found.`
    : 'No Chromium was found, and none could be fetched. Install Chrome or Chromium, or set CHROMIUM_PATH to one, and try again.'
