// What an attack's score amounts to.
import type { MembershipReport } from '../../worker/protocol.ts'

export type AttackVerdict = 'guessing' | 'slight' | 'clear' | 'strong'

/** Areas under the curve from which on an attack tells members clearly, and strongly, from others. */
const clear = 0.6
const strong = 0.75

/** What lies within chance, given how many rows were attacked, is no more than guessing. */
export function attackVerdict({ chance }: Pick<MembershipReport, 'chance'>, auc: number): AttackVerdict {
  if (auc <= 0.5 + chance) return 'guessing'
  if (auc < clear) return 'slight'
  return auc < strong ? 'clear' : 'strong'
}
