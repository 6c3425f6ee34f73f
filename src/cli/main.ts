// The command line: the same core without a browser.
import process from 'node:process'
import { StoppedError } from '../work/errors.ts'
import { auditCommand } from './commands/audit.ts'
import { budgetCommand } from './commands/budget.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { imputeCommand } from './commands/impute.ts'
import { inspectCommand } from './commands/inspect.ts'
import { sampleCommand } from './commands/sample.ts'
import { showCommand } from './commands/show.ts'
import { synthCommand } from './commands/synth.ts'
import { trainCommand } from './commands/train.ts'
import { interrupted } from './interrupt.ts'
import { print } from './output.ts'
import { helpFor, overview, parse, UsageError } from './usage.ts'

const commands = [
  inspectCommand,
  trainCommand,
  sampleCommand,
  imputeCommand,
  synthCommand,
  evaluateCommand,
  budgetCommand,
  auditCommand,
  showCommand,
]

async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words
  try {
    if (name === undefined) throw new UsageError('a command is needed')
    if (name === '--help' || name === 'help') {
      print(overview(commands))
      return 0
    }
    const command = commands.find((candidate) => candidate.name === name)
    if (!command) throw new UsageError(`there is no command "${name}"`)
    const input = parse(command, rest)
    if (input.flag('help')) print(helpFor(command))
    else await command.run(input)
    return 0
  } catch (error) {
    if (error instanceof StoppedError) {
      process.stderr.write('understudy: stopped; no file was written\n')
      return interrupted
    }
    const message = error instanceof Error ? error.message : String(error)
    process.stderr.write(`understudy: ${message}\n`)
    if (error instanceof UsageError) {
      process.stderr.write(
        `understudy ${commands.some((command) => command.name === name) ? `${name} ` : ''}--help tells how.\n`,
      )
      return 2
    }
    if (process.env.UNDERSTUDY_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`)
    return 1
  }
}

process.exitCode = await main(process.argv.slice(2))
