// Sections: the report as a list of parts, each a heading and elements, in the order in which to read them.
import type { Evaluation } from '../evaluate/evaluation.ts'
import { constraintsSection, fidelitySection, raritySection } from './fidelity.ts'
import { correlationsSection, marginalsSection, pairsSection } from './fields.ts'
import { distancesSection, membershipSection, riskSection } from './privacy.ts'
import type { Section } from './section.ts'
import { detectionSection, fairnessSection, usefulnessSection } from './usefulness.ts'
import type { Voice } from './words.ts'

/** Sections without any figure are left out. */
export function sectionsOf(evaluation: Evaluation, voice: Voice): readonly Section[] {
  return [
    fidelitySection(evaluation, voice),
    constraintsSection(evaluation, voice),
    marginalsSection(evaluation, voice),
    pairsSection(evaluation, voice),
    correlationsSection(evaluation, voice),
    raritySection(evaluation, voice),
    usefulnessSection(evaluation, voice),
    fairnessSection(evaluation, voice),
    detectionSection(evaluation, voice),
    distancesSection(evaluation, voice),
    riskSection(evaluation, voice),
    membershipSection(evaluation, voice),
  ].filter((section) => section !== null)
}
