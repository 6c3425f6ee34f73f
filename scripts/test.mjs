// `npm test`: sets up, then runs every check and every test, goes on after a failure, names what failed, and counts it all in one last line.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium, noChromium } from './chromium.mjs'
import { npm, root, setUp } from './setup.mjs'

const results = join(root, '.understudy', 'test')
const one = (passed) => ({ passed: passed ? 1 : 0, failures: passed ? [] : ['see above'] })

/** Runs a script of package.json; true where it succeeded. */
function run(script, args = [], env = {}) {
  return (
    npm(['run', '--silent', script, ...(args.length ? ['--', ...args] : [])], { env: { ...process.env, ...env } })
      .status === 0
  )
}

/** Tests of a runner by its JSON report; a runner that failed without a failed test counts as one failure. */
function counted(passedRun, report, count) {
  try {
    const { passed, failures } = count(JSON.parse(readFileSync(report, 'utf8')))
    return { passed, failures: passedRun || failures.length > 0 ? failures : ['the runner failed, see above'] }
  } catch (error) {
    return { passed: 0, failures: [`the runner left no readable report (${error.message})`] }
  }
}

function unit() {
  const report = join(results, 'unit.json')
  const passed = run('test:unit', ['--reporter=default', '--reporter=./scripts/unitreport.mjs'], {
    UNIT_REPORT: report,
  })
  return counted(passed, report, (counts) => counts)
}

/** Journeys of Playwright's suites, which nest, that did not pass at once. */
const failedJourneys = (suites) =>
  suites.flatMap(({ specs, suites: inner = [] }) => [
    ...specs
      .filter(({ tests }) => tests.some(({ status }) => status === 'unexpected' || status === 'flaky'))
      .map(({ file, line, title }) => `${file}:${line}: ${title}`),
    ...failedJourneys(inner),
  ])

async function journeys() {
  const chromium = await findChromium()
  if (!chromium) return { passed: 0, failures: [noChromium()] }
  process.stdout.write(`Browser: ${chromium}\n`)
  const report = join(results, 'e2e.json')
  const env = { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
  const passed = run('test:e2e', ['--reporter=list,json'], env)
  return counted(passed, report, ({ stats, suites, errors }) => ({
    passed: stats.expected,
    failures: [...failedJourneys(suites), ...errors.map(({ message }) => `outside of any journey: ${message}`)],
  }))
}

const checks = {
  types: () => one(run('check:types')),
  lint: () => one(run('check:lint')),
  rooms: () => one(run('check:rooms')),
  unused: () => one(run('check:unused')),
  unit,
  build: () => one(run('build')),
  size: () => one(run('check:size')),
  e2e: journeys,
}

const names = process.argv.slice(2)
const unknown = names.filter((name) => !(name in checks))
if (unknown.length > 0) {
  process.stderr.write(`Unknown: ${unknown.join(', ')}. Usage: npm test [-- ${Object.keys(checks).join(' | ')} …]\n`)
  process.exit(2)
}

setUp()
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const lines = []
const failed = []
let total = 0
for (const name of names.length > 0 ? names : Object.keys(checks)) {
  process.stdout.write(`\n── ${name} ──\n`)
  const begin = performance.now()
  const { passed, failures } = await checks[name]()
  total += passed
  failed.push(...failures.map((failure) => `${name}: ${failure}`))
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  lines.push(
    `${failures.length > 0 ? '✗' : '✓'} ${name.padEnd(7)} ${String(passed).padStart(5)} passed ${String(failures.length).padStart(4)} failed  ${seconds.padStart(7)} s`,
  )
}

process.stdout.write(`\n${lines.join('\n')}\n\n`)
for (const failure of failed) process.stdout.write(`✗ ${failure}\n`)
process.exitCode = failed.length > 0 ? 1 : 0
process.stdout.write(`${total} passed, ${failed.length} failed\n`)
