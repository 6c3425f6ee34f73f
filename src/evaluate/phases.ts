// Phases: the parts of an evaluation, and how much of the whole each is.

/** In their order. */
export const evaluationPhases = [
  'fidelity',
  'accuracy',
  'copies',
  'correlations',
  'holdout',
  'usefulness',
  'detection',
  'membership',
  'risk',
] as const
export type EvaluationPhase = (typeof evaluationPhases)[number]

/** Seconds that each phase will take, by the sizes of the tables and before any of it is done; what counts is how they compare. */
export type Efforts = Readonly<Record<EvaluationPhase, number>>

/** How much of all work is done, 0 to 1, when so much (0 to 1) of a phase is. */
export function wholeDone(efforts: Efforts, phase: EvaluationPhase, done: number): number {
  const sum = (phases: readonly EvaluationPhase[]) => phases.reduce((total, each) => total + efforts[each], 0)
  const before = evaluationPhases.slice(0, evaluationPhases.indexOf(phase))
  const all = sum(evaluationPhases)
  return all > 0 ? (sum(before) + done * efforts[phase]) / all : done
}
