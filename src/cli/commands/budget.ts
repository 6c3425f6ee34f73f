// understudy budget: what a private training costs, or the noise that a target needs.
import { budget } from '../../privacy/budget.ts'
import { print, printJson } from '../output.ts'
import { type Command, UsageError } from '../usage.ts'

export const budgetCommand: Command = {
  name: 'budget',
  summary: 'Tell ε of a private training by both accountants, or the noise that a target ε needs.',
  operands: [],
  options: {
    n: { type: 'string', value: 'N', help: 'rows of the table' },
    batch: { type: 'string', value: 'B', help: 'expected rows a step' },
    steps: { type: 'string', value: 'T', help: 'private steps' },
    delta: { type: 'string', value: 'D', help: 'δ' },
    sigma: { type: 'string', value: 'S', help: 'noise multiplier: standard deviation of the noise over the clip norm' },
    epsilon: { type: 'string', value: 'E', help: 'target ε, instead of --sigma' },
  },
  required: ['n', 'batch', 'steps', 'delta'],
  async run(input) {
    const n = input.needed('n', 1, 1e12, true)
    const settings = {
      n,
      batch: input.needed('batch', 1, n),
      steps: input.needed('steps', 1, 1e9, true),
      delta: input.needed('delta', 1e-300, 0.999999),
    }
    const sigma = input.number('sigma', 1e-3, 1e6)
    const epsilon = input.number('epsilon', 1e-6, 1e6)
    if ((sigma === undefined) === (epsilon === undefined)) {
      throw new UsageError('"budget" needs either --sigma or --epsilon')
    }
    const result = budget(sigma === undefined ? { ...settings, epsilon: epsilon as number } : { ...settings, sigma })
    if (input.flag('json')) return printJson(result)
    print(`noise multiplier ${result.noiseMultiplier.toFixed(6)}, ${result.steps} steps, δ = ${settings.delta}`)
    print(`ε ≤ ${result.pld.epsilon.toFixed(6)} by privacy loss distributions`)
    print(`ε ≤ ${result.rdp.epsilon.toFixed(6)} by Rényi divergence, order ${result.rdp.order}`)
  },
}
