// understudy audit: tries to break the private mechanism, and mechanisms that are broken on purpose.
import { type AuditReport, audit } from '../../audit/audit.ts'
import { engineOf, engineOptions, openEngine } from '../engine.ts'
import { Progress, percent, print, printJson, table } from '../output.ts'
import type { Command } from '../usage.ts'

/** The audit ran, and what it found is not as it must be: exit code 1. */
class AuditFailedError extends Error {
  override readonly name = 'AuditFailedError'
}

export const auditCommand: Command = {
  name: 'audit',
  summary: 'Attack the private training with canaries, and six broken trainings that must be caught.',
  operands: [],
  options: {
    ...engineOptions,
    canaries: { type: 'string', value: 'M', help: 'rows made for the attack, in the training or not (default 1000)' },
    steps: { type: 'string', value: 'T', help: 'updates that are watched (default 32)' },
    epsilon: { type: 'string', value: 'E', help: 'ε that the attacked training is set to, about (default 4)' },
  },
  async run(input) {
    const canaries = input.number('canaries', 64, 4000, true)
    const steps = input.number('steps', 1, 10_000, true)
    const epsilon = input.number('epsilon', 0.01, 1000)
    const progress = new Progress()
    const kernels = await openEngine(engineOf(input))
    const report = await audit({
      kernels,
      ...(canaries !== undefined && { canaries }),
      ...(steps !== undefined && { steps }),
      ...(epsilon !== undefined && { epsilon }),
      onProgress: (done, of) => progress.show(`auditing: ${Math.round((100 * done) / of)}%`),
    })
    progress.end()
    if (input.flag('json')) printJson(report)
    else print(reportText(report))
    const failure = failureOf(report)
    if (failure) throw new AuditFailedError(failure)
  },
}

const meanings: Readonly<Record<string, string>> = {
  real: 'the mechanism that trains',
  'no noise': 'sums are released as they are',
  'half noise': 'half of the noise that is accounted for',
  'no clipping': 'a row may move the sum as far as it likes',
  'clip after sum': 'the mean gradient is clipped instead of each',
  'shuffled batches': 'fixed batches of a known order, accounted for as Poisson draws',
  'seed reused': 'the same noise in every update',
}

function reportText(report: AuditReport): string {
  const { real, broken, canaries, steps, noiseMultiplier, delta } = report
  const rows = [{ ...real, caught: real.lowerBound >= real.epsilon }, ...broken].map((mechanism) => [
    mechanism.name,
    mechanism.epsilon.toFixed(2),
    mechanism.lowerBound.toFixed(2),
    mechanism.oneRunBound.toFixed(2),
    percent(mechanism.accuracy),
    mechanism.caught ? 'refuted' : 'stands',
    meanings[mechanism.name] ?? '',
  ])
  return [
    `${canaries} canaries, ${steps} updates, noise multiplier ${noiseMultiplier.toFixed(4)}, δ = ${delta}`,
    '',
    table([['mechanism', 'claimed ε', 'seen ε', 'one-run', 'guessed', 'claim', 'what it does'], ...rows]),
    '',
    'seen ε: the same mechanism, with more noise and so a smaller ε, could not have let the attack guess so well (95 % confidence).',
    'one-run: the same by a weaker test that assumes nothing of how canaries influence each other.',
    'guessed: canaries of which the attack said rightly whether they were in the training; chance is 50 %.',
  ].join('\n')
}

/** What is wrong, or null. */
function failureOf({ real, broken }: AuditReport): string | null {
  if (real.lowerBound >= real.epsilon) {
    return `the mechanism claims ε ${real.epsilon.toFixed(2)}, but the attack refutes all below ${real.lowerBound.toFixed(2)}: its guarantee does not hold. Do not train privately with this version.`
  }
  const missed = broken.filter(({ caught }) => !caught).map(({ name }) => name)
  if (missed.length === 0) return null
  return `the attack did not catch ${missed.join(', ')}, so that it proves nothing. Give it more to see: more --canaries, more --steps, or a larger --epsilon.`
}
