// Syntax: an expression as a tree, by precedence: or, and, not, comparison, + −, * /, sign.
import { ExpressionError } from '../errors.ts'
import { type Token, tokensOf } from './tokens.ts'

export const comparisons = ['=', '!=', '<', '<=', '>', '>='] as const
export type Comparison = (typeof comparisons)[number]
export type Arithmetic = '+' | '-' | '*' | '/'

/** `position`: of the character that the node is about, counted from 1. */
export type Node = { readonly position: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly parts: readonly Node[] }
  | { readonly kind: 'not' | 'negative'; readonly parts: readonly [Node] }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly [Node, Node] }
  | { readonly kind: 'compare'; readonly sign: Comparison; readonly parts: readonly [Node, Node] }
  | { readonly kind: 'arithmetic'; readonly sign: Arithmetic; readonly parts: readonly [Node, Node] }
)

/** Deeper expressions are refused: reading them calls itself. */
const mostDepth = 200

/** Other ways to write a comparison. */
const synonyms: Readonly<Record<string, Comparison>> = { '==': '=', '<>': '!=' }

/** Throws ExpressionError. */
export function parseExpression(expression: string): Node {
  return new Parser(expression).whole()
}

/** Every column that an expression names, each once, in order. */
export function columnsOf(node: Node): string[] {
  if (node.kind === 'column') return [node.name]
  return 'parts' in node ? [...new Set(node.parts.flatMap(columnsOf))] : []
}

class Parser {
  readonly #expression: string
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(expression: string) {
    this.#expression = expression
    this.#tokens = tokensOf(expression)
  }

  whole(): Node {
    const first = this.#next
    if (first.kind === 'end') throw this.#error('it is empty')
    const node = this.#or()
    const rest = this.#next
    if (rest.kind !== 'end') throw this.#error('the expression could end before this')
    return node
  }

  get #next(): Token {
    return this.#tokens[this.#at]
  }

  #error(why: string, { position }: Token = this.#next): ExpressionError {
    return new ExpressionError(this.#expression, position, why)
  }

  /** Takes the next token if it is one of these signs or, as they are written, words. */
  #take(...wanted: readonly string[]): Token | null {
    const { kind, text } = this.#next
    if (kind !== 'sign' && kind !== 'name') return null
    if (!wanted.includes(kind === 'name' ? text.toLowerCase() : text)) return null
    return this.#tokens[this.#at++]
  }

  #deeper<T>(read: () => T): T {
    if (++this.#depth > mostDepth) throw this.#error('it is nested too deeply')
    const result = read()
    this.#depth--
    return result
  }

  #or(): Node {
    let left = this.#and()
    for (let token = this.#take('or'); token; token = this.#take('or'))
      left = { kind: 'or', position: token.position, parts: [left, this.#and()] }
    return left
  }

  #and(): Node {
    let left = this.#not()
    for (let token = this.#take('and'); token; token = this.#take('and'))
      left = { kind: 'and', position: token.position, parts: [left, this.#not()] }
    return left
  }

  #not(): Node {
    const token = this.#take('not')
    if (token === null) return this.#comparison()
    return { kind: 'not', position: token.position, parts: [this.#deeper(() => this.#not())] }
  }

  #comparison(): Node {
    const left = this.#sum()
    const token = this.#take(...comparisons, ...Object.keys(synonyms))
    if (token === null) return left
    const sign = synonyms[token.text] ?? (token.text as Comparison)
    const node: Node = { kind: 'compare', sign, position: token.position, parts: [left, this.#sum()] }
    const second = this.#take(...comparisons, ...Object.keys(synonyms))
    if (second) throw this.#error('two comparisons in a row; join them with "and"', second)
    return node
  }

  #sum(): Node {
    let left = this.#product()
    for (let token = this.#take('+', '-'); token; token = this.#take('+', '-')) {
      const sign = token.text as Arithmetic
      left = { kind: 'arithmetic', sign, position: token.position, parts: [left, this.#product()] }
    }
    return left
  }

  #product(): Node {
    let left = this.#signed()
    for (let token = this.#take('*', '/'); token; token = this.#take('*', '/')) {
      const sign = token.text as Arithmetic
      left = { kind: 'arithmetic', sign, position: token.position, parts: [left, this.#signed()] }
    }
    return left
  }

  #signed(): Node {
    const token = this.#take('-')
    if (token === null) return this.#primary()
    return { kind: 'negative', position: token.position, parts: [this.#deeper(() => this.#signed())] }
  }

  #primary(): Node {
    const token = this.#next
    const { kind, text, position } = token
    if (this.#take('(')) {
      const inner = this.#deeper(() => this.#or())
      if (!this.#take(')')) throw this.#error('a closing parenthesis is missing here')
      return inner
    }
    if (kind === 'sign' || kind === 'end' || ['and', 'or', 'not'].includes(kind === 'name' ? text.toLowerCase() : ''))
      throw this.#error('a number, a text or a column is missing here')
    this.#at++
    if (kind === 'number') return { kind, value: Number(text), position }
    if (kind === 'text') return { kind, value: text, position }
    if (kind === 'column') return { kind, name: text, position }
    if (this.#next.text === '(' && this.#next.kind === 'sign') return this.#call(token)
    const lower = text.toLowerCase()
    if (lower === 'true' || lower === 'false') return { kind: 'truth', value: lower === 'true', position }
    return { kind: 'column', name: text, position }
  }

  #call({ text, position }: Token): Node {
    this.#take('(')
    const parts: Node[] = []
    if (!this.#take(')')) {
      do parts.push(this.#deeper(() => this.#or()))
      while (this.#take(','))
      if (!this.#take(')')) throw this.#error('a comma or a closing parenthesis is missing here')
    }
    return { kind: 'call', name: text.toLowerCase(), parts, position }
  }
}
