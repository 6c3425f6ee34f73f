// A reporter of Vitest that leaves what `npm test` counts: tests passed, and what failed by name, errors outside of any test too.
import { writeFileSync } from 'node:fs'

export default class UnitReport {
  onTestRunEnd(modules, errors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const failed = tests.filter((test) => test.result().state === 'failed')
    // A file that could not be loaded holds no test, and is a failure all the same.
    const broken = modules.filter((module) => module.errors().length > 0)
    const counts = {
      passed: tests.filter((test) => test.result().state === 'passed').length,
      failures: [
        ...failed.map((test) => `${test.module.relativeModuleId}: ${test.fullName}`),
        ...broken.map((module) => `${module.relativeModuleId}: ${module.errors()[0].message}`),
        ...errors.map((error) => `outside of any test: ${error.message}`),
      ],
    }
    writeFileSync(process.env.UNIT_REPORT, JSON.stringify(counts))
  }
}
