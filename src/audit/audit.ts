// Audit: tries to break the private mechanism, and says how much of the claimed ε it could see.

/** One attacked mechanism. */
export interface AuditedMechanism {
  readonly name: string
  /** ε that the accountant claims for what this mechanism pretends to be. */
  readonly epsilon: number
  /** Largest ε that the attack refutes at 95 % confidence: with a sound mechanism below the claim. */
  readonly lowerBound: number
}

export interface AuditReport {
  readonly real: AuditedMechanism
  /** Mechanisms broken on purpose: `caught` where the lower bound is above the claim. */
  readonly broken: readonly (AuditedMechanism & { readonly caught: boolean })[]
}
