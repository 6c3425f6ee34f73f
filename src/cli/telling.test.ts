// Telling: what stays on the screen, and what the line of progress says.
import { expect, it } from 'vitest'
import { field } from '../encode/testcolumns.ts'
import type { TrainEvent } from '../train/events.ts'
import { hardestText, sharesByName, teller } from './telling.ts'

const values = { distinct: 4, expected: 990, missing: 0, count: 0, options: 20 }
const good = { key: 'health.good', values: { ...values, distinct: 985 } } as const
const collapsed = { key: 'health.collapsed', values } as const
const progress: TrainEvent = {
  kind: 'progress',
  step: 400,
  steps: 1000,
  seconds: 4,
  stepsPerSecond: 100,
  secondsLeft: 6,
  losses: [{ step: 400, discriminator: 0.5, generator: 1 }],
  budget: null,
}

function told(early: boolean, events: readonly TrainEvent[]) {
  const [lines, shown]: [string[], string[]] = [[], []]
  const tell = teller({ say: (line) => lines.push(line), show: (line) => shown.push(line) }, early)
  for (const event of events) tell(event)
  return { lines, shown }
}

it('says the likeness and the time left, which is the most it can take where a run may end early', () => {
  const judged: TrainEvent = { kind: 'judged', step: 400, score: 0.9312, health: null }
  expect(told(false, [progress, judged, progress]).shown).toEqual([
    'step 400 of 1000, 100.0 a second, 6 s left, losses 0.500 / 1.000',
    'step 400 of 1000, 100.0 a second, 6 s left, losses 0.500 / 1.000, likeness 93.12%',
  ])
  expect(told(true, [progress]).shown[0]).toContain('at most 6 s left')
})

it('says of health what changes, once', () => {
  const judged = (step: number, health: typeof good | typeof collapsed): TrainEvent => ({
    kind: 'judged',
    step,
    score: null,
    health,
  })
  const { lines } = told(false, [judged(200, good), judged(400, collapsed), judged(600, collapsed), judged(800, good)])
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^step 400: mode collapse: of 1,000 generated rows 4 differ/)
  expect(lines[1]).toBe('step 800: generated rows are well again')
})

it('says what was changed to bring a run back', () => {
  const changes = [{ name: 'generatorRate', before: 0.001, after: 0.00025 }] as const
  const remedy = { step: 600, backTo: 200, why: collapsed, changes }
  expect(told(false, [{ kind: 'remedied', remedy }]).lines).toEqual([
    'mode collapse at step 600: went back to step 200 with another setting (learning rate of the generator 0.001 → 0.00025)',
  ])
})

it('names the three fields that were hardest, and of all only those that are learnt', () => {
  const schema = { fields: ['age', 'city', 'id', 'income', 'sex'].map((name) => field(name, 'category')) }
  const attribution = { kind: 'sensitivity', step: 9, shares: [0.1, 0.4, null, 0.3, 0.2] } as const
  expect(hardestText(attribution, schema)).toBe(
    'hardest to get right: city 40.00%, income 30.00%, sex 20.00% of what moves the discriminator among generated rows',
  )
  expect(sharesByName(attribution, schema)).toEqual({ age: 0.1, city: 0.4, income: 0.3, sex: 0.2 })
})
