// English words for what the worker finds: reasons by their key, failures by their class. Figures come with them.
export const findings = {
  reasons: {} as Record<string, unknown>,
  failures: {} as Record<string, string>,
}

export type Findings = typeof findings
