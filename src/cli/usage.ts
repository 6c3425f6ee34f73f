// The command line's grammar: which commands there are, their options, and the help that says so.
import { parseArgs } from 'node:util'

/** Wrong use of the command line: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export interface Option {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  /** What stands for the value in the help, e.g. `FILE`. */
  readonly value?: string
  readonly help: string
}

export interface Command {
  readonly name: string
  readonly summary: string
  /** Names of the arguments without a dash, e.g. `DATA`. */
  readonly operands: readonly string[]
  readonly options: Readonly<Record<string, Option>>
  readonly required?: readonly string[]
  run(input: Arguments): Promise<void>
}

const common = {
  json: { type: 'boolean', help: 'print the result as JSON' },
  help: { type: 'boolean', help: 'print this help' },
} satisfies Record<string, Option>

/** What a command was called with. Numbers are checked as they are taken out. */
export class Arguments {
  readonly operands: readonly string[]
  readonly #values: Readonly<Record<string, unknown>>

  constructor(operands: readonly string[], values: Readonly<Record<string, unknown>>) {
    this.operands = operands
    this.#values = values
  }

  flag(name: string): boolean {
    return this.#values[name] === true
  }

  text(name: string): string | undefined {
    return this.#values[name] as string | undefined
  }

  texts(name: string): readonly string[] {
    return (this.#values[name] as string[] | undefined) ?? []
  }

  /** A number within the bounds, or undefined where the option is absent. */
  number(name: string, minimum: number, maximum: number, whole = false): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const value = Number(text)
    if (
      text.trim() === '' ||
      !Number.isFinite(value) ||
      value < minimum ||
      value > maximum ||
      (whole && !Number.isInteger(value))
    ) {
      throw new UsageError(
        `--${name} takes a ${whole ? 'whole ' : ''}number from ${minimum} to ${maximum}, not "${text}"`,
      )
    }
    return value
  }

  /** Like `number`, for an option that must be there. */
  needed(name: string, minimum: number, maximum: number, whole = false): number {
    const value = this.number(name, minimum, maximum, whole)
    if (value === undefined) throw new UsageError(`--${name} is needed`)
    return value
  }
}

/** Reads the words after the command's name. Throws UsageError. */
export function parse(command: Command, words: readonly string[]): Arguments {
  const options: Record<string, Option> = { ...command.options, ...common }
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: Object.fromEntries(
        Object.entries(options).map(([name, { type, multiple }]) => [name, { type, multiple: multiple ?? false }]),
      ),
    })
  } catch (error) {
    throw new UsageError((error as Error).message.split('. To specify')[0])
  }
  const result = new Arguments(parsed.positionals, parsed.values)
  if (result.flag('help')) return result
  if (parsed.positionals.length !== command.operands.length) {
    const wanted = command.operands.length === 0 ? 'no argument' : command.operands.join(' ')
    throw new UsageError(`"${command.name}" takes ${wanted}, not ${parsed.positionals.length} arguments`)
  }
  for (const name of command.required ?? []) {
    if (result.text(name) === undefined) throw new UsageError(`"${command.name}" needs --${name}`)
  }
  return result
}

export function helpFor(command: Command): string {
  const options = Object.entries({ ...command.options, ...common } as Record<string, Option>)
  const left = options.map(
    ([name, { value, multiple }]) => `--${name}${value ? ` ${value}` : ''}${multiple ? ' …' : ''}`,
  )
  const width = Math.max(...left.map((text) => text.length)) + 2
  const needed = (command.required ?? []).map((name) => ` --${name} ${command.options[name].value ?? ''}`).join('')
  return [
    `understudy ${[command.name, ...command.operands].join(' ')}${needed} [options]`,
    '',
    command.summary,
    '',
    ...options.map(([, { help }], i) => `  ${left[i].padEnd(width)}${help}`),
  ].join('\n')
}

export function overview(commands: readonly Command[]): string {
  const left = commands.map(({ name, operands }) => [name, ...operands].join(' '))
  const width = Math.max(...left.map((text) => text.length)) + 2
  return [
    'understudy COMMAND [options]',
    '',
    'Learns a private table on this machine and writes a synthetic one. Nothing is sent anywhere.',
    '',
    ...commands.map(({ summary }, i) => `  ${left[i].padEnd(width)}${summary}`),
    '',
    'understudy COMMAND --help tells the options of a command.',
  ].join('\n')
}
