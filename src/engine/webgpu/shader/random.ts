// Random: one invocation a block of Threefry, which gives two numbers.
import type { RandomPart } from '../../program/launch.ts'
import { Addresses } from './body.ts'
import { Numbers } from './numbers.ts'
import { groupSize, type PartShader, partShader } from './part.ts'

export function randomShader({ rows, columns, distribution, call, store }: RandomPart): PartShader {
  const numbers = new Numbers()
  const addresses = new Addresses(numbers)
  const key = addresses.start(call)
  const out = addresses.start(store)
  const region = store.slot.region === 'variable' ? 'variables' : 'work'
  const count = numbers.integer(rows * columns)
  const pair =
    distribution === 'uniform' ? 'let pair = u;' : 'let pair = sqrt(-2.0 * logarithm(1.0 - u.x)) * circle(u.y).yx;'
  const lines = [
    `let block = group * ${groupSize}u + local;`,
    'let i = block * 2u;',
    `if (i < ${count}) {`,
    `let words = threefry(vec2u(feeds[${key}], feeds[${key} + 1u]), vec2u(block, feeds[${key} + 2u]));`,
    'let u = vec2f(words >> vec2u(8u)) * 5.9604644775390625e-8;',
    pair,
    `${region}[${out} + i] = pair.x;`,
    `if (i + 1u < ${count}) { ${region}[${out} + i + 1u] = pair.y; }`,
    '}',
  ]
  return partShader(numbers, lines, Math.ceil((rows * columns) / 2 / groupSize))
}
