// Program: what a training step at the reference size is compiled to, as a page to read.
import { parseArgs } from 'node:util'
import { createCompiledKernels } from '../src/engine/program/compiled.ts'
import { textOf } from '../src/engine/program/text.ts'
import { ganContender } from './gan.ts'
import { IdleExecutor } from './plans.ts'
import { reference, referenceMatrix } from './reference.ts'

export async function program(input: string[]): Promise<void> {
  const { values } = parseArgs({ args: input, options: { private: { type: 'boolean', default: false } } })
  const idle = new IdleExecutor('webgpu')
  const noise = values.private ? 'on the spot' : 'none'
  const gan = ganContender(createCompiledKernels(idle), reference, referenceMatrix(), noise, 1)
  for (const plan of await idle.plans(gan.step)) console.log(textOf(plan))
  gan.dispose()
}
