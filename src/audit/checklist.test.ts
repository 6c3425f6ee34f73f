// Checklist: what must be tested of private training, and where it is. A test that is renamed or lost fails here.
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import { planPrivacy } from '../train/plan.ts'
import { train } from '../train/run.ts'
import { smallPrivate, smallProblem } from '../train/testing.ts'
import { Control } from '../work/control.ts'

/** What must hold, and the tests that show it, as [file in src/, name]. */
const checklist: readonly (readonly [what: string, tests: readonly (readonly [file: string, name: string])[]])[] = [
  [
    'per-example norms and clipped sums are those of a loop over single rows, for every layer and size of chunk',
    [
      ['nn/layers.test.ts', 'equal those of each row alone, first and second order'],
      ['nn/network.test.ts', 'gives per-example norms and weighted sums of a loop over single rows'],
      ['nn/groups.test.ts', 'have the norms of their summed gradients'],
      ['models/mechanism.test.ts', 'adds up the same in chunks of %i rows as in one'],
    ],
  ],
  [
    'one row, however adversarial, moves the clipped sum by the clip norm at most',
    [
      ['models/mechanism.test.ts', 'moves the sum by the clip norm at most: %s'],
      ['models/mechanism.test.ts', 'moves a sum of microbatches by twice that at most: %s'],
      ['nn/groups.test.ts', 'stay within the bound where gradients cancel down to rounding errors'],
    ],
  ],
  [
    'no row changes what the discriminator makes of another',
    [
      ['nn/network.test.ts', 'gives a row the same output and adjoint whatever rows come with it'],
      ['models/mechanism.test.ts', 'refuses a network whose rows depend on each other, and says why'],
    ],
  ],
  [
    'padding adds nothing, and an empty draw makes an update of noise alone',
    [
      ['nn/network.test.ts', 'clips to the bound, and neither padding nor rows that are not finite add anything'],
      ['models/tabulargan.test.ts', 'moves by the noise alone when a draw is empty'],
      ['privacy/poisson.test.ts', 'makes one piece of padding of an empty draw, so that its step is pure noise'],
    ],
  ],
  [
    'noise has its distribution and no other, never repeats, and never comes from Math.random',
    [
      ['privacy/gaussian.test.ts', 'draws normals of the wanted standard deviation, and of no other'],
      ['privacy/gaussian.test.ts', 'draws values that do not hang together, within a call and across calls'],
      ['privacy/discretegaussian.test.ts', 'has the masses of its distribution at scale %i'],
      ['privacy/noise.test.ts', 'has the wanted standard deviation and no other, each array by itself, %s'],
      ['privacy/noise.test.ts', 'never comes twice: not across takes, not across sources, ready or not'],
      ['privacy/releases.test.ts', 'is a rounded Gaussian of the planned deviation and of no other'],
      ['privacy/secure.test.ts', 'is never Math.random'],
      ['audit/checklist.test.ts', 'trains without ever asking Math.random'],
    ],
  ],
  [
    'every update takes noise once and is accounted for once',
    [
      ['models/mechanism.test.ts', 'adds its noise to every number once, and draws it once a release'],
      ['train/run.test.ts', 'takes noise once for every update that it accounts (%s)'],
    ],
  ],
  [
    'both accountants equal the references and are monotone, consistent and never negative',
    [
      ['privacy/rdp.test.ts', 'equals the reference: %o'],
      ['privacy/rdp.test.ts', 'rises with steps and sample rate and falls with noise and delta'],
      ['privacy/pld.test.ts', 'equals the reference: %o'],
      ['privacy/pld.test.ts', 'with a cap equals the reference: %o'],
      ['privacy/pld.test.ts', 'are the exact ε of the Gaussian mechanism where all rows are taken: σ %d, %d steps'],
      ['privacy/pld.test.ts', 'cost less than RDP says and more than nothing'],
      ['privacy/pld.test.ts', 'only grow on a coarser grid, before and after composition'],
      [
        'privacy/composition.test.ts',
        'cost the same for steps in one stretch and in two, and for four times the steps with twice the noise of all rows',
      ],
    ],
  ],
  [
    'calibrated noise never overshoots its target',
    [
      ['privacy/calibrate.test.ts', 'never overshoots the target and wastes little, by RDP'],
      ['privacy/calibrate.test.ts', 'never overshoots the target and wastes little, by PLD'],
    ],
  ],
  [
    'a run stops before the update that would exceed its target',
    [
      ['privacy/accountant.test.ts', 'lets a calibrated run finish, and stops before the step that would overspend'],
      ['train/run.test.ts', 'stops before the step that would exceed the target'],
    ],
  ],
  [
    'a run that goes on from a checkpoint has spent what it had spent',
    [
      ['privacy/accountant.test.ts', 'goes on from a checkpoint with the same figures'],
      ['train/run.test.ts', 'counts the private steps that a failure set back: what is spent never falls'],
      ['cli/cli.test.ts', 'stays charged with what a run had reserved when it is killed'],
    ],
  ],
  [
    'draws are Poisson draws, truncated as accounted for',
    [
      ['privacy/poisson.test.ts', 'takes each row independently at the sample rate'],
      ['privacy/poisson.test.ts', 'takes a row exactly when its bits are at most the rate'],
      ['privacy/poisson.test.ts', 'is as rare as the binomial tail says'],
      ['train/source.test.ts', 'gives every drawn row once, in chunks of one shape, and padding'],
    ],
  ],
  [
    'without clipping and noise a private update is a plain one',
    [
      [
        'models/tabulargan.test.ts',
        'is the plain step where nothing is clipped and no noise is added, on the device and on the host',
      ],
    ],
  ],
  [
    'a saved model holds its ledger, and ε worked out again from it is the same',
    [
      ['project/project.test.ts', 'works the ledger out from the looks, again when it is opened'],
      ['privacy/ledger.test.ts', 'is recomputed from its JSON'],
    ],
  ],
  [
    'second-order gradients are those of finite differences',
    [
      ['nn/gradientpenalty.test.ts', 'has the gradient of finite differences'],
      ['nn/layers.test.ts', 'has the second-order gradient of finite differences'],
    ],
  ],
  [
    'on neighbouring tables nothing differs but what each release was declared to hide',
    [
      ['audit/replay.test.ts', 'tell of a row %s only what they pay for'],
      ['audit/replay.test.ts', 'are caught where the clip norm is ignored'],
      ['audit/replay.test.ts', 'move by a row just as far as is declared'],
      ['audit/passage.test.ts', 'learns of real rows by what its mechanism releases on %s, and by nothing else'],
      ['audit/passage.test.ts', 'learns of real rows by the tables that it is given, and by nothing else'],
    ],
  ],
]

describe('the tests of private training', () => {
  it.each(checklist)('show that %s', (_, tests) => {
    for (const [file, name] of tests) {
      const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
      const named = text.includes(`'${name}'`) || text.includes(`"${name}"`)
      expect(named, `${file} has a test "${name}"`).toBe(true)
    }
  })

  it('are fifteen', () => {
    expect(checklist).toHaveLength(15)
  })
})

describe('a private run', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('trains without ever asking Math.random', async () => {
    const { encoder, matrix } = smallProblem(100)
    // Much noise, whose ε is soon worked out.
    const privacy = smallPrivate.privacy && { ...smallPrivate.privacy, epsilon: 100, noiseMultiplier: 10 }
    const recipe = { ...smallPrivate, steps: 5, privacy }
    const plan = planPrivacy(recipe, matrix.rows)
    const kernels = await openBackend('wasm')
    const asked = vi.spyOn(Math, 'random').mockImplementation(() => {
      throw new Error('Math.random was asked')
    })
    const { steps } = await train({
      recipe,
      preparation: { encoder, matrix, plan, looks: [], trainRows: null, holdoutRows: null },
      open: async () => ({ kernels, trials: [] }),
      control: new Control(),
      onEvent: () => undefined,
    })
    expect(steps).toBe(5)
    expect(asked).not.toHaveBeenCalled()
  })
})
