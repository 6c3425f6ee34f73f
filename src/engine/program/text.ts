// Text: a plan as a page that one can read.
import { costOf } from './cost.ts'
import type { Access, Launch, Operand, Part, Step, Store } from './launch.ts'
import type { ElementFunction } from './operation.ts'
import type { Plan } from './plan.ts'

export function textOf(plan: Plan): string {
  const { operations, launches, bytes, workBytes } = costOf(plan)
  const million = (value: number) => (value / 1e6).toFixed(1)
  const cost = `${launches} launches, ${million(operations)} MFLOP, ${million(bytes)} MB moved, ${million(workBytes)} MB of working memory`
  const digits = String(plan.launches.length).length
  const lines = plan.launches.flatMap((launch, i) => launchText(launch, String(i + 1).padStart(digits)))
  return [`${plan.name}: ${cost}`, ...lines].join('\n')
}

function launchText({ parts }: Launch, number: string): string[] {
  return parts.map((part, i) => {
    const head = i === 0 ? number : ' '.repeat(number.length)
    return `${head}  ${part.kind.padEnd(13)} ${partText(part)}`
  })
}

function partText(part: Part): string {
  switch (part.kind) {
    case 'map':
      return storesText(part.stores, part.steps, '', part.rows, part.columns)
    case 'product': {
      const { a, b, transposeA, transposeB } = part
      const product = `${name(a)}${transposeA ? 'ᵀ' : ''} · ${name(b)}${transposeB ? 'ᵀ' : ''}`
      return storesText(part.stores, part.steps, product, part.rows, part.columns)
    }
    case 'sum': {
      const sum = `sum of ${part.over} of ${expression(part.summand, part.before, '')}`
      const [rows, columns] = part.over === 'rows' ? [1, part.columns] : [part.rows, 1]
      return storesText(part.stores, part.steps, sum, rows, columns)
    }
    case 'activate':
      return `${target(part.store, part.rows, part.columns)} = heads of ${expression(part.x, part.before, '')} at temperature ${part.temperature}`
    case 'differentiate':
      return `${target(part.store, part.rows, part.columns)} = gradient of the heads ${name(part.y)} along ${expression(part.dy, part.before, '')}`
    case 'random':
      return `${target(part.store, part.rows, part.columns)} = ${part.distribution} numbers, ${name(part.call)}`
    case 'expand':
      return `${target(part.store, part.rows, part.columns)} = rows ${name(part.indices)} of the table`
  }
}

function storesText(
  stores: readonly Store[],
  steps: readonly Step[],
  result: string,
  rows: number,
  columns: number,
): string {
  return stores
    .map(({ access, value }) => `${target(access, rows, columns)} = ${expression(value, steps, result)}`)
    .join('; ')
}

function target(access: Access, rows: number, columns: number): string {
  return `${name(access)} [${rows}, ${columns}]`
}

function name({ slot, offset }: Access): string {
  return offset === 0 ? slot.label : `${slot.label}+${offset}`
}

const infix: Partial<Record<ElementFunction['name'], string>> = { add: '+', subtract: '−', multiply: '×', divide: '÷' }

function expression(operand: Operand, steps: readonly Step[], result: string): string {
  switch (operand.kind) {
    case 'load':
      return name(operand.access)
    case 'number':
      return String(operand.value)
    case 'result':
      return result.includes(' ') ? `(${result})` : result
    case 'step': {
      const { function: f, operands } = steps[operand.index]
      const [a, b] = operands.map((each) => expression(each, steps, result))
      const sign = infix[f.name]
      if (sign) return `(${a} ${sign} ${b})`
      if (f.name === 'affine') return `(${a} × ${number(f.scale)} + ${number(f.shift)})`
      if (f.name === 'leakyRelu' || f.name === 'leakyStep') return `${f.name}(${a}, ${f.slope})`
      if (f.name === 'identity') return a
      return b === undefined ? `${f.name}(${a})` : `${f.name}(${a}, ${b})`
    }
  }
}

const number = (value: number): string => String(Number(value.toPrecision(6)))
