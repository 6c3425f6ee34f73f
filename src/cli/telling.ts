// Telling: what the command line says of a run while it goes, and of what it found.
import type { AttributionKind } from '../models/attribution.ts'
import type { Schema } from '../table/schema.ts'
import { type FieldAttribution, hardestFields } from '../train/attribution.ts'
import type { LossPoint, TrainEvent } from '../train/events.ts'
import type { Health } from '../train/health.ts'
import type { Remedy } from '../train/remedy.ts'
import { duration, type Progress, percent } from './output.ts'
import { untilMinutes } from './recipe.ts'

/** Tells how a run goes: a line of progress, and a line that stays for what happens to it. `early`: it may end before its time. */
export function teller(progress: Pick<Progress, 'say' | 'show'>, early: boolean): (event: TrainEvent) => void {
  let score: number | null = null
  let health: Health['key'] = 'health.good'
  return (event) => {
    if (event.kind === 'recovered') progress.say(`set back to step ${event.step}: ${event.reason}`)
    if (event.kind === 'remedied') {
      progress.say(remedyText(event.remedy))
      health = 'health.good'
    }
    if (event.kind === 'judged') {
      score = event.score
      if (event.health && event.health.key !== health) {
        health = event.health.key
        progress.say(`step ${event.step}: ${healthText(event.health)[0] ?? 'generated rows are well again'}`)
      }
    }
    if (event.kind === 'progress') progress.show(progressText(event, score, early))
  }
}

function progressText(
  { step, steps, stepsPerSecond, secondsLeft, budget, losses }: Extract<TrainEvent, { kind: 'progress' }>,
  score: number | null,
  early: boolean,
): string {
  const loss = losses.at(-1)
  const parts = [
    steps >= untilMinutes ? `step ${step}` : `step ${step} of ${steps}`,
    `${stepsPerSecond.toFixed(1)} a second`,
    ...(secondsLeft === null ? [] : [`${early ? 'at most ' : ''}${duration(secondsLeft)} left`]),
    ...(loss ? [lossesText(loss)] : []),
    ...(score === null ? [] : [`likeness ${percent(score)}`]),
    ...(budget ? [`ε ${budget.epsilon.toFixed(3)} of ${budget.target}`] : []),
  ]
  return parts.join(', ')
}

/** Settings that a remedy changes, as people call them. */
const settings: Readonly<Record<Remedy['changes'][number]['name'], string>> = {
  pairWeight: 'weight of the tables of pairs',
  generatorRate: 'learning rate of the generator',
}

export function remedyText({ step, backTo, why, changes }: Remedy): string {
  const found = why.key === 'health.collapsed' ? 'mode collapse' : `${why.values.missing} common values missing`
  const changed = changes.map(({ name, before, after }) => `${settings[name]} ${before} → ${after}`).join(', ')
  return `${found} at step ${step}: went back to step ${backTo} with another setting (${changed})`
}

function lossesText({ discriminator, generator }: LossPoint): string {
  return discriminator === null
    ? `loss ${generator.toPrecision(3)}`
    : `losses ${discriminator.toFixed(3)} / ${generator.toFixed(3)}`
}

/** What shares of attribution are shares of. */
const shared: Readonly<Record<AttributionKind, string>> = {
  contrast: 'what the discriminator tells real rows from generated ones by',
  sensitivity: 'what moves the discriminator among generated rows',
  tables: 'what the tables of pairs are off by',
  reconstruction: 'what is lost of a row that is packed and unpacked',
  cycle: 'what is lost of a generated row that is packed and unpacked',
}

/** The fields that are hardest to get right, in one line. */
export function hardestText(attribution: FieldAttribution, { fields }: Schema): string {
  const { kind, shares } = attribution
  const named = hardestFields(attribution, 3).map((index) => `${fields[index].name} ${percent(shares[index] ?? 0)}`)
  return `hardest to get right: ${named.join(', ')} of ${shared[kind]}`
}

/** Of all fields of which something is learnt. */
export function sharesByName({ shares }: FieldAttribution, { fields }: Schema): Record<string, number> {
  return Object.fromEntries(fields.flatMap(({ name }, i) => (shares[i] == null ? [] : [[name, shares[i]]])))
}

/** What is wrong with the generated rows, if anything. */
export function healthText({ key, values }: Health): string[] {
  const { distinct, expected, missing, options } = values
  if (key === 'health.good') return []
  return key === 'health.collapsed'
    ? [
        `mode collapse: of 1,000 generated rows ${distinct} differ, where ${expected} could; train for more steps, with another --seed, or with --model marginals`,
      ]
    : [
        `${missing} of ${options} values that should be common never come; train for more steps, or with --model marginals`,
      ]
}
