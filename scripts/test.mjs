// `npm test`: sets up, then runs every check and every test, goes on after a failure, and counts it all in one last line.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium, noChromium } from './chromium.mjs'
import { npm, root, setUp } from './setup.mjs'

const results = join(root, '.understudy', 'test')
const one = (passed) => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1 })

/** Runs a script of package.json; true where it succeeded. */
function run(script, args = [], env = {}) {
  return (
    npm(['run', '--silent', script, ...(args.length ? ['--', ...args] : [])], { env: { ...process.env, ...env } })
      .status === 0
  )
}

/** Tests of a runner by its JSON report; a runner that failed without a failed test counts as one failure. */
function counted(passedRun, report, count) {
  let counts
  try {
    counts = count(JSON.parse(readFileSync(report, 'utf8')))
  } catch (error) {
    process.stderr.write(`The runner left no readable report (${error.message}).\n`)
    return one(false)
  }
  return { passed: counts.passed, failed: passedRun ? counts.failed : Math.max(1, counts.failed) }
}

function unit() {
  const report = join(results, 'unit.json')
  const passed = run('test:unit', ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`])
  return counted(passed, report, ({ numPassedTests, numFailedTests, testResults }) => {
    // A file that could not be loaded holds no test, and is a failure all the same.
    const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
    return { passed: numPassedTests, failed: numFailedTests + broken }
  })
}

async function journeys() {
  const chromium = await findChromium()
  if (!chromium) {
    process.stderr.write(`${noChromium()}\n`)
    return one(false)
  }
  process.stdout.write(`Browser: ${chromium}\n`)
  const report = join(results, 'e2e.json')
  const env = { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
  const passed = run('test:e2e', ['--reporter=list,json'], env)
  return counted(passed, report, ({ stats, errors }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
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
const total = { passed: 0, failed: 0 }
for (const name of names.length > 0 ? names : Object.keys(checks)) {
  process.stdout.write(`\n── ${name} ──\n`)
  const begin = performance.now()
  const { passed, failed } = await checks[name]()
  total.passed += passed
  total.failed += failed
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  lines.push(
    `${failed > 0 ? '✗' : '✓'} ${name.padEnd(7)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed  ${seconds.padStart(7)} s`,
  )
}

process.stdout.write(`\n${lines.join('\n')}\n\n`)
process.exitCode = total.failed > 0 ? 1 : 0
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`)
