// Membership inference: what the synthetic rows tell about who was learnt.

/** One attack, judged on rows that were learnt against rows that were kept aside. */
export interface AttackScore {
  /** Area under the curve: 0.5 is chance. */
  readonly auc: number
  /** Share of members found at false-positive rates of 10 %, 1 % and 0.1 %; `null` where too few rows were kept aside to tell. */
  readonly truePositiveRate: { readonly at10: number; readonly at1: number | null; readonly at01: number | null }
}

export interface MembershipReport {
  readonly members: number
  readonly nonMembers: number
  /** GAN-Leaks with reference calibration (Chen et al. 2020). */
  readonly ganLeaks: AttackScore
  /** DOMIAS with kernel density estimates (van Breugel et al. 2023). */
  readonly domias: AttackScore
}
