// What an attack's score amounts to, given how many rows it was judged on.
import type { MembershipReport } from '../../worker/protocol.ts'

export type AttackVerdict = 'guessing' | 'slight' | 'clear' | 'strong'

/** Areas under the curve from which on an attack tells members clearly, and strongly, from others. */
const clear = 0.6
const strong = 0.75

/**
 * An attack that guesses scores 0.5 with a standard deviation of √((m + n + 1) / (12 m n)) (Mann & Whitney 1947): what
 * lies within two of them is no more than guessing.
 */
export function attackVerdict(
  { members, nonMembers }: Pick<MembershipReport, 'members' | 'nonMembers'>,
  auc: number,
): AttackVerdict {
  const deviation = Math.sqrt((members + nonMembers + 1) / (12 * members * nonMembers))
  if (auc <= 0.5 + 2 * deviation) return 'guessing'
  if (auc < clear) return 'slight'
  return auc < strong ? 'clear' : 'strong'
}
