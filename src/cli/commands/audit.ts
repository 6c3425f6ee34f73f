// understudy audit: tries to break what a private run does with real rows, and mechanisms that are broken on purpose.
import { type AuditedSubject, type AuditOptions, type AuditReport, audit } from '../../audit/audit.ts'
import type { Recipe } from '../../models/recipe.ts'
import { openProject } from '../../project/project.ts'
import { suggestRecipe } from '../../train/suggest.ts'
import { engineOf, engineOptions, openEngine } from '../engine.ts'
import { readBytes } from '../files.ts'
import { interruptible } from '../interrupt.ts'
import { Progress, percent, print, printJson, table } from '../output.ts'
import { type Arguments, type Command, UsageError } from '../usage.ts'

/** The audit ran, and what it found is not as it must be: exit code 1. */
class AuditFailedError extends Error {
  override readonly name = 'AuditFailedError'
}

/** Those that can be private, the default first. */
const models = ['marginals', 'gan', 'vae'] as const

export const auditCommand: Command = {
  name: 'audit',
  summary:
    'Attack all that a private training does with real rows with canaries, and broken trainings that must be caught.',
  operands: [],
  options: {
    ...engineOptions,
    model: {
      type: 'string',
      value: 'M',
      help: `whose training is attacked: ${models.join(', ')} (default ${models[0]})`,
    },
    run: { type: 'string', value: 'FILE', help: 'attack what this saved model was trained with, at its noise' },
    canaries: { type: 'string', value: 'N', help: 'rows made for the attack, in the training or not (default 1000)' },
    steps: { type: 'string', value: 'T', help: 'updates that are watched, where there are updates (default 32)' },
    epsilon: { type: 'string', value: 'E', help: 'ε that what is attacked is set to, about (default 4)' },
  },
  async run(input) {
    const canaries = input.number('canaries', 64, 4000, true)
    const steps = input.number('steps', 1, 10_000, true)
    const epsilon = input.number('epsilon', 0.01, 1000)
    const target = await targetOf(input)
    const progress = new Progress()
    const kernels = await openEngine(engineOf(input))
    const report = await interruptible(progress, (control) =>
      audit({
        kernels,
        ...target,
        ...(canaries !== undefined && { canaries }),
        ...(steps !== undefined && { steps }),
        ...(epsilon !== undefined && { epsilon }),
        control,
        onProgress: (done, of) => progress.show(`auditing: ${Math.round((100 * done) / of)}%`),
      }),
    )
    if (input.flag('json')) printJson(jsonOf(report))
    else print(reportText(report))
    const failure = failureOf(report)
    if (failure) throw new AuditFailedError(failure)
  },
}

/** What is audited: a kind of training, or that of a saved model. */
async function targetOf(input: Arguments): Promise<Pick<AuditOptions, 'recipe' | 'run' | 'epsilon'>> {
  const file = input.text('run')
  const name = input.text('model')
  if (file === undefined) return { recipe: recipeOf(name ?? models[0]) }
  if (name !== undefined) throw new UsageError('--model is for a training, --run for a saved model: give one of them')
  const { recipe, account } = openProject(await readBytes(file))
  if (recipe.privacy === null) throw new UsageError(`"${file}" was trained without privacy: there is nothing to audit`)
  return { recipe, run: account, epsilon: recipe.privacy.epsilon }
}

/** The rows of the table that it would suit do not matter to its mechanism. */
const suitedRows = 10_000

function recipeOf(name: string): Recipe {
  const model = models.find((model) => model === name)
  if (!model) throw new UsageError(`--model takes ${models.join(', ')}, not "${name}"`)
  return suggestRecipe(suitedRows, { privacy: { epsilon: 3, delta: null }, model })
}

/** The report, with what scripts look for first: the sound mechanism of whose claim most is seen, and all that are broken. */
function jsonOf(report: AuditReport) {
  const { subjects } = report
  const seen = ({ real }: AuditedSubject) => real.lowerBound / real.epsilon
  const { real } = subjects.reduce((most, each) => (seen(each) > seen(most) ? each : most))
  const broken = subjects.flatMap(({ subject, broken }) => broken.map((each) => ({ subject, ...each })))
  return { real, broken, ...report }
}

const titles: Readonly<Record<AuditedSubject['subject'], string>> = {
  looks: 'looks before training: which words occur, and how often',
  tables: 'the tables of all pairs of columns',
  updates: 'the updates of the network that sees real rows',
}

const meanings: Readonly<Record<AuditedSubject['subject'], Readonly<Record<string, string>>>> = {
  looks: {
    real: 'the door that looks go through',
    'half noise': 'half of the noise that is accounted for',
    'one field': 'every field with the noise that would do for one',
    'rare words': 'words are told however few rows hold them',
    'seed reused': 'noise from a seed that is known',
  },
  tables: {
    real: 'the release that trains',
    'half noise': 'half of the noise that is accounted for',
    'one table': 'noise for a row in one table, not in all of them',
    'new noise': 'fresh noise at each of three restarts, paid for once',
    'seed reused': 'noise from a seed that is known',
    'exact margins': 'counts of single columns beside them, without noise',
  },
  updates: {
    real: 'the mechanism that trains',
    'no noise': 'sums are released as they are',
    'half noise': 'half of the noise that is accounted for',
    'no clipping': 'a row may move the sum as far as it likes',
    'clip after sum': 'the mean gradient is clipped instead of each',
    'shuffled batches': 'fixed batches of a known order, accounted for as Poisson draws',
    'seed reused': 'the same noise in every update',
  },
}

function reportText({ subjects }: AuditReport): string {
  return [
    ...subjects.flatMap((subject) => [subjectText(subject), '']),
    'seen ε: the same mechanism, with more noise and so a smaller ε, could not have let the attack guess so well (95 % confidence).',
    'one-run: the same by a weaker test that assumes nothing of how canaries influence each other.',
    'guessed: canaries of which the attack said rightly whether they were in the training; chance is 50 %.',
  ].join('\n')
}

function subjectText({ subject, real, broken, canaries, releases, noiseMultiplier, delta }: AuditedSubject): string {
  const rows = [{ ...real, caught: real.lowerBound >= real.epsilon }, ...broken].map((mechanism) => [
    mechanism.name,
    mechanism.epsilon.toFixed(2),
    mechanism.lowerBound.toFixed(2),
    mechanism.oneRunBound.toFixed(2),
    percent(mechanism.accuracy),
    mechanism.caught ? 'refuted' : 'stands',
    meanings[subject][mechanism.name] ?? '',
  ])
  return [
    titles[subject],
    `${canaries} canaries, ${counted(subject, releases)}, noise multiplier ${noiseMultiplier.toFixed(4)}, δ = ${delta.toExponential(2)}`,
    '',
    table([['mechanism', 'claimed ε', 'seen ε', 'one-run', 'guessed', 'claim', 'what it does'], ...rows]),
  ].join('\n')
}

function counted(subject: AuditedSubject['subject'], releases: number): string {
  const noun = { looks: 'histogram', tables: 'release', updates: 'update' }[subject]
  return `${releases} ${noun}${releases === 1 ? '' : 's'}`
}

/** What is wrong, or null. */
function failureOf({ subjects }: AuditReport): string | null {
  const refuted = subjects.find(({ real }) => real.lowerBound >= real.epsilon)
  if (refuted) {
    const { epsilon, lowerBound } = refuted.real
    return `of ${titles[refuted.subject]} ε ${epsilon.toFixed(2)} is claimed, but the attack refutes all below ${lowerBound.toFixed(2)}: the guarantee does not hold. Do not train privately with this version.`
  }
  const missed = subjects.flatMap(({ subject, broken }) =>
    broken.filter(({ caught }) => !caught).map(({ name }) => `"${name}" of the ${subject}`),
  )
  if (missed.length === 0) return null
  return `the attack did not catch ${missed.join(', ')}, so that it proves nothing. Give it more to see: more --canaries, more --steps, or a larger --epsilon.`
}
