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
    sigma: { type: 'string', value: 'S', help: 'noise multiplier: standard deviation of the noise over the clip norm' },
    epsilon: { type: 'string', value: 'E', help: 'ε: with --delta the target, with --sigma the ε whose δ is wanted' },
    delta: { type: 'string', value: 'D', help: 'δ' },
    cap: { type: 'string', value: 'C', help: 'most rows of one draw (truncated Poisson sampling)' },
    group: { type: 'string', value: 'K', help: 'rows that one person has at most' },
    microbatches: { type: 'string', value: 'M', help: 'groups of rows that are clipped together (num_microbatches)' },
  },
  required: ['n', 'batch', 'steps'],
  async run(input) {
    const n = input.needed('n', 1, 1e12, true)
    const given = {
      sigma: input.number('sigma', 1e-3, 1e6),
      epsilon: input.number('epsilon', 1e-6, 1e6),
      delta: input.number('delta', 1e-300, 0.999999),
      cap: input.number('cap', 1, n, true),
      group: input.number('group', 1, 1000, true),
      microbatches: input.number('microbatches', 1, 1e9, true),
    }
    const asked = [given.sigma, given.epsilon, given.delta].filter((value) => value !== undefined)
    if (asked.length !== 2) throw new UsageError('"budget" needs two of --sigma, --epsilon and --delta')
    const plan = { n, batch: input.needed('batch', 1, n), steps: input.needed('steps', 1, 1e9, true) }
    const result = budget(Object.assign(plan, defined(given)))
    if (input.flag('json')) return printJson(result)
    const { rdp, pld } = result
    print(`noise multiplier ${result.noiseMultiplier.toFixed(6)}, ${result.steps} steps`)
    if (pld.delta !== undefined) {
      print(`at ε = ${given.epsilon}:`)
      print(`δ ≤ ${pld.delta.toExponential(6)} by privacy loss distributions`)
      print(`δ ≤ ${rdp.delta?.toExponential(6)} by Rényi divergence`)
      return
    }
    print(`at δ = ${given.delta}:`)
    print(`ε ≤ ${pld.epsilon?.toFixed(6) ?? '∞'} by privacy loss distributions`)
    const bound = rdp.epsilon === null ? '∞' : rdp.epsilon.toFixed(6)
    print(`ε ≤ ${bound} by Rényi divergence${rdp.order === null ? '' : `, order ${rdp.order}`}`)
  },
}

/** Without what is undefined. */
function defined<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never
}
