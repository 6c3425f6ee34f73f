// Text: a plan as a page that one can read.
import { costOf } from './cost.ts'
import type { Access, Launch, Operand, Part, Step, Store } from './launch.ts'
import type { ElementFunction } from './operation.ts'
import type { Plan } from './plan.ts'

export function textOf(plan: Plan): string {
  const { operations, launches, bytes, workBytes } = costOf(plan)
  const cost = [
    `${launches} launches`,
    amount(operations, 'FLOP'),
    `${amount(bytes, 'B')} read and written`,
    `${amount(workBytes, 'B')} of working memory`,
  ]
  const digits = String(plan.launches.length).length
  const lines = plan.launches.flatMap((launch, i) => launchLines(launch, String(i + 1).padStart(digits)))
  return [`${plan.name}: ${cost.join(', ')}`, ...lines].join('\n')
}

/** One line a result; the launch's number stands before the first. */
function launchLines({ parts }: Launch, number: string): string[] {
  const indent = ' '.repeat(number.length)
  return parts
    .flatMap((part) => partLines(part).map((line, i) => `${i === 0 ? part.kind.padEnd(13) : ' '.repeat(13)} ${line}`))
    .map((line, i) => `${i === 0 ? number : indent}  ${line}`)
}

function partLines(part: Part): string[] {
  const { rows, columns } = part
  switch (part.kind) {
    case 'map':
      return new Writer(part.steps, '').lines(part.stores, rows, columns)
    case 'product': {
      const { a, b, transposeA, transposeB } = part
      const product = `${name(a)}${transposeA ? 'ᵀ' : ''} · ${name(b)}${transposeB ? 'ᵀ' : ''}`
      return new Writer(part.steps, product).lines(part.stores, rows, columns)
    }
    case 'sum': {
      const before = new Writer(part.before, '')
      const sum = `Σ ${part.over} of ${before.inner(part.summand)}`
      const after = new Writer(part.steps, sum)
      const results = part.over === 'rows' ? after.lines(part.stores, 1, columns) : after.lines(part.stores, rows, 1)
      return [...before.named, ...results]
    }
    case 'activate': {
      const before = new Writer(part.before, '')
      const x = before.inner(part.x)
      return [...before.named, `${target(part.store, rows, columns)} = heads of ${x}, temperature ${part.temperature}`]
    }
    case 'differentiate': {
      const before = new Writer(part.before, '')
      const dy = before.inner(part.dy)
      return [
        ...before.named,
        `${target(part.store, rows, columns)} = gradient of the heads ${name(part.y)} along ${dy}`,
      ]
    }
    case 'random':
      return [`${target(part.store, rows, columns)} = ${part.distribution} numbers of ${name(part.call)}`]
    case 'expand':
      return [`${target(part.store, rows, columns)} = the table's rows ${name(part.indices)}`]
  }
}

const infix: Partial<Record<ElementFunction['name'], string>> = { add: '+', subtract: '−', multiply: '×', divide: '÷' }

/** Writes steps as expressions; what is used more than once gets a name of its own. */
class Writer {
  readonly named: string[] = []
  readonly #steps: readonly Step[]
  readonly #result: string
  readonly #names = new Map<number, string>()

  constructor(steps: readonly Step[], result: string) {
    this.#steps = steps
    this.#result = result
  }

  lines(stores: readonly Store[], rows: number, columns: number): string[] {
    const uses = new Map<number, number>()
    for (const operand of [...this.#steps.flatMap(({ operands }) => operands), ...stores.map(({ value }) => value)]) {
      if (operand.kind === 'step') uses.set(operand.index, (uses.get(operand.index) ?? 0) + 1)
    }
    for (let i = 0; i < this.#steps.length; i++) {
      if ((uses.get(i) ?? 0) < 2) continue
      const text = this.#step(i)
      const label = `v${this.#names.size + 1}`
      this.#names.set(i, label)
      this.named.push(`${label} = ${text}`)
    }
    const results = stores.map(({ access, value }) => `${target(access, rows, columns)} = ${this.#outer(value)}`)
    return [...this.named, ...results]
  }

  /** An operand as part of an expression: in brackets, unless it is a name, a number or a call. */
  inner(operand: Operand): string {
    const text = this.#outer(operand)
    const plain =
      operand.kind === 'result' ? !text.includes(' ') : operand.kind !== 'step' || this.#isOneWord(operand.index)
    return plain ? text : `(${text})`
  }

  #isOneWord(index: number): boolean {
    const { name } = this.#steps[index].function
    return this.#names.has(index) || !(name === 'affine' || name === 'identity' || name in infix)
  }

  #outer(operand: Operand): string {
    switch (operand.kind) {
      case 'load':
        return name(operand.access)
      case 'number':
        return number(operand.value)
      case 'result':
        return this.#result
      case 'step':
        return this.#names.get(operand.index) ?? this.#step(operand.index)
    }
  }

  #step(index: number): string {
    const { function: f, operands } = this.#steps[index]
    const sign = infix[f.name]
    if (sign) return operands.map((each) => this.inner(each)).join(` ${sign} `)
    const [a, ...more] = operands.map((each) => this.#outer(each))
    if (f.name === 'identity') return a
    if (f.name === 'affine') return affine(this.inner(operands[0]), f.scale, f.shift)
    const settings = 'slope' in f ? [String(f.slope)] : []
    return `${f.name}(${[a, ...more, ...settings].join(', ')})`
  }
}

function affine(x: string, scale: number, shift: number): string {
  const scaled = scale === 1 ? x : scale === -1 ? `−${x}` : `${x} × ${number(scale)}`
  return shift === 0 ? scaled : `${scaled} + ${number(shift)}`
}

function target(access: Access, rows: number, columns: number): string {
  return `${name(access)} [${rows}, ${columns}]`
}

function name({ slot, offset }: Access): string {
  return offset === 0 ? slot.label : `${slot.label}+${offset}`
}

const number = (value: number): string => String(Number(value.toPrecision(6)))

/** With the prefix that leaves one to three digits before the point. */
function amount(value: number, unit: string): string {
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, value)) / 3))
  return `${number(Number((value / 1000 ** power).toPrecision(3)))} ${['', 'k', 'M', 'G'][power]}${unit}`
}
