// Meaning: what an expression says of a row. A missing cell makes unknown all that rests on it, as in SQL.
import type { Schema } from '../../schema.ts'
import type { Table } from '../../table.ts'
import { ExpressionError } from '../errors.ts'
import { instantFrom } from '../instant.ts'
import { numbersAt, wordsOf } from '../kind.ts'
import type { Comparison, Node } from './syntax.ts'

/** A date is an instant in milliseconds since 1970; a difference of dates counts in days. */
type Kind = 'number' | 'date' | 'text' | 'truth'

/** Numbers, dates and truths (1, 0) as numbers, NaN where unknown; texts as they are, `null` where unknown. */
type Cells = (table: Table) => (row: number) => number
type Words = (table: Table) => (row: number) => string | null

type Meaning =
  | { readonly kind: Exclude<Kind, 'text'>; readonly cells: Cells }
  | {
      readonly kind: 'text'
      readonly words: Words
      /** What a text in quotes says. */
      readonly literal?: string
    }

const day = 86_400_000

const needed: Readonly<Record<Kind, string>> = {
  number: 'a number is needed here',
  date: 'a date is needed here',
  text: 'a text is needed here',
  truth: 'something true or false is needed here',
}

const unknown = Number.NaN

/** For each row: 1 true, 0 false, NaN unknown. Throws ExpressionError. */
export function meaningOf(expression: string, node: Node, schema: Schema): Cells {
  return new Reader(expression, schema).as('truth', node)
}

class Reader {
  readonly #expression: string
  readonly #schema: Schema

  constructor(expression: string, schema: Schema) {
    this.#expression = expression
    this.#schema = schema
  }

  /** What a node says, which must be of that kind. */
  as(kind: Exclude<Kind, 'text'>, node: Node): Cells {
    return this.#cells(kind, this.#read(node), node)
  }

  /** A node is read once: what holds it looks at what it means. */
  #cells(kind: Exclude<Kind, 'text'>, meaning: Meaning, node: Node): Cells {
    if (meaning.kind !== kind) throw this.#error(node, needed[kind])
    return meaning.cells
  }

  #error({ position }: Node, why: string): ExpressionError {
    return new ExpressionError(this.#expression, position, why)
  }

  #read(node: Node): Meaning {
    switch (node.kind) {
      case 'number':
        return { kind: 'number', cells: () => () => node.value }
      case 'text':
        return { kind: 'text', words: () => () => node.value, literal: node.value }
      case 'truth':
        return { kind: 'truth', cells: () => () => (node.value ? 1 : 0) }
      case 'column':
        return this.#column(node, node.name)
      case 'call':
        return this.#call(node, node.name, node.parts)
      case 'not':
        return { kind: 'truth', cells: mapped([this.as('truth', node.parts[0])], ([truth]) => 1 - truth) }
      case 'negative':
        return { kind: 'number', cells: mapped([this.as('number', node.parts[0])], ([value]) => -value) }
      case 'and':
      case 'or': {
        // One side can settle it alone, however unknown the other is.
        const settles = node.kind === 'and' ? 0 : 1
        const sides = node.parts.map((part) => this.as('truth', part))
        const cells = mapped(sides, ([left, right]) => {
          if (left === settles || right === settles) return settles
          return Number.isNaN(left + right) ? unknown : 1 - settles
        })
        return { kind: 'truth', cells }
      }
      case 'compare':
        return this.#compare(node, node.sign, node.parts)
      case 'arithmetic':
        return this.#arithmetic(node, node.sign, node.parts)
    }
  }

  #column(node: Node, name: string): Meaning {
    const index = this.#schema.fields.findIndex((field) => field.name === name)
    if (index < 0) throw this.#error(node, 'there is no such column')
    const { format } = this.#schema.fields[index]
    if (format.kind !== 'number' && format.kind !== 'datetime')
      return { kind: 'text', words: (table) => wordsOf(table.columns[index]) }
    const cells: Cells = (table) => {
      const { values, missing } = numbersAt(table, index)
      return (row) => (missing[row] === 1 ? unknown : values[row])
    }
    return { kind: format.kind === 'datetime' ? 'date' : 'number', cells }
  }

  #call(node: Node, name: string, parts: readonly Node[]): Meaning {
    const needs = () => {
      if (parts.length !== 1) throw this.#error(node, 'this function takes one value')
    }
    switch (name) {
      case 'abs':
        needs()
        return { kind: 'number', cells: mapped([this.as('number', parts[0])], ([value]) => Math.abs(value)) }
      case 'min':
      case 'max': {
        if (parts.length < 2) throw this.#error(node, 'this function takes two values or more')
        const values = parts.map((part) => this.as('number', part))
        const pick = name === 'min' ? Math.min : Math.max
        return { kind: 'number', cells: mapped(values, (all) => pick(...all)) }
      }
      case 'length': {
        needs()
        const text = this.#read(parts[0])
        if (text.kind !== 'text') throw this.#error(parts[0], needed.text)
        const cells: Cells = (table) => {
          const words = text.words(table)
          return (row) => {
            const word = words(row)
            return word === null ? unknown : [...word].length
          }
        }
        return { kind: 'number', cells }
      }
      case 'year':
      case 'month':
      case 'day': {
        needs()
        const read = dateParts[name]
        const cells = mapped([this.#dates(this.#read(parts[0]), parts[0])], ([instant]) => read(new Date(instant)))
        return { kind: 'number', cells }
      }
      case 'missing': {
        needs()
        const [column] = parts
        if (column.kind !== 'column') throw this.#error(column, 'this function takes a column')
        const index = this.#schema.fields.findIndex((field) => field.name === column.name)
        if (index < 0) throw this.#error(column, 'there is no such column')
        return { kind: 'truth', cells: (table) => (row) => table.columns[index].missing[row] }
      }
      default:
        throw this.#error(
          node,
          'there is no such function; there are abs, min, max, length, year, month, day and missing',
        )
    }
  }

  /** Dates, also as a text in quotes that says one. */
  #dates(meaning: Meaning, node: Node): Cells {
    if (meaning.kind !== 'text' || meaning.literal === undefined) return this.#cells('date', meaning, node)
    const instant = instantFrom(meaning.literal)
    if (Number.isNaN(instant)) throw this.#error(node, 'this is no date; write it like "2024-01-31"')
    return () => () => instant
  }

  #compare(node: Node, sign: Comparison, [left, right]: readonly [Node, Node]): Meaning {
    const [a, b] = [this.#read(left), this.#read(right)]
    const compare = compares[sign]
    if (a.kind === 'text' && b.kind === 'text') {
      if (sign !== '=' && sign !== '!=') throw this.#error(node, 'texts can only be compared by = and !=')
      const cells: Cells = (table) => {
        const [first, second] = [a.words(table), b.words(table)]
        return (row) => {
          const [one, other] = [first(row), second(row)]
          return one === null || other === null ? unknown : Number((one === other) === (sign === '='))
        }
      }
      return { kind: 'truth', cells }
    }
    const date = a.kind === 'date' || b.kind === 'date'
    const kind = date ? 'date' : a.kind
    if (!date && a.kind !== b.kind) throw this.#error(right, needed[a.kind])
    if (kind === 'truth' && sign !== '=' && sign !== '!=')
      throw this.#error(node, 'what is true or false can only be compared by = and !=')
    const sides = date
      ? [this.#dates(a, left), this.#dates(b, right)]
      : [this.#cells(kind as 'number', a, left), this.#cells(kind as 'number', b, right)]
    return {
      kind: 'truth',
      cells: mapped(sides, ([one, other]) => (Number.isNaN(one + other) ? unknown : Number(compare(one, other)))),
    }
  }

  #arithmetic(node: Node, sign: '+' | '-' | '*' | '/', [left, right]: readonly [Node, Node]): Meaning {
    const [a, b] = [this.#read(left), this.#read(right)]
    const work = works[sign]
    if (a.kind === 'date' || b.kind === 'date') {
      // Dates less dates are days; days may be added to a date or taken from it.
      if (sign === '-' && a.kind === 'date' && b.kind !== 'number')
        return {
          kind: 'number',
          cells: mapped([a.cells, this.#dates(b, right)], ([one, other]) => (one - other) / day),
        }
      if (sign === '*' || sign === '/' || (sign === '-' && a.kind !== 'date'))
        throw this.#error(node, 'this cannot be done with dates')
      const [dates, days] =
        a.kind === 'date'
          ? [a.cells, this.#cells('number', b, right)]
          : [this.#cells('date', b, right), this.#cells('number', a, left)]
      return { kind: 'date', cells: mapped([dates, days], ([date, more]) => work(date, more * day)) }
    }
    const sides = [this.#cells('number', a, left), this.#cells('number', b, right)]
    const cells = mapped(sides, ([one, other]) => {
      const result = work(one, other)
      return Number.isFinite(result) ? result : unknown
    })
    return { kind: 'number', cells }
  }
}

const compares: Readonly<Record<Comparison, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
}

const works = {
  '+': (left: number, right: number) => left + right,
  '-': (left: number, right: number) => left - right,
  '*': (left: number, right: number) => left * right,
  '/': (left: number, right: number) => left / right,
}

const dateParts = {
  year: (date: Date) => date.getUTCFullYear(),
  month: (date: Date) => date.getUTCMonth() + 1,
  day: (date: Date) => date.getUTCDate(),
}

/** Unknown where one of the parts is. */
function mapped(parts: readonly Cells[], work: (values: readonly number[]) => number): Cells {
  return (table) => {
    const read = parts.map((part) => part(table))
    const values = new Array<number>(read.length)
    return (row) => {
      for (let i = 0; i < read.length; i++) values[i] = read[i](row)
      return work(values)
    }
  }
}
