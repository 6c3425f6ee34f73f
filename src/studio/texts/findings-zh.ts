// 中文：The worker's findings in Chinese, by the same keys as in English.
import type { Findings } from './findings-en.ts'

export const findings: Findings = {
  reasons: {},
  failures: {},
}
