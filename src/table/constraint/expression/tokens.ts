// Tokens: an expression as its words, numbers and signs, each with its place.
import { ExpressionError } from '../errors.ts'

export interface Token {
  /** `name`: a plain word; `column`: a name in backquotes. */
  readonly kind: 'number' | 'text' | 'name' | 'column' | 'sign' | 'end'
  /** What it says, without quotes. */
  readonly text: string
  /** Of its first character, counted from 1. */
  readonly position: number
}

/** Longer expressions are refused. */
const mostCharacters = 4000

const signs = ['<=', '>=', '!=', '<>', '==', '=', '<', '>', '+', '-', '*', '/', '(', ')', ',']
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const word = /[\p{L}_][\p{L}\p{N}_]*/uy
const blank = /\s+/y

/** Ends with a token of kind `end`. Throws ExpressionError. */
export function tokensOf(expression: string): Token[] {
  if (expression.length > mostCharacters)
    throw new ExpressionError(expression, mostCharacters + 1, 'it is longer than 4000 characters')
  const tokens: Token[] = []
  let at = 0
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at
    return pattern.exec(expression)?.[0] ?? null
  }
  while (at < expression.length) {
    const space = match(blank)
    if (space !== null) {
      at += space.length
      continue
    }
    const position = at + 1
    const first = expression[at]
    if (first === '`' || first === "'" || first === '"') {
      const { text, end } = quoted(expression, at)
      tokens.push({ kind: first === '`' ? 'column' : 'text', text, position })
      at = end
      continue
    }
    const digits = match(number)
    const name = digits === null ? match(word) : null
    const sign = signs.find((each) => expression.startsWith(each, at))
    const text = digits ?? name ?? sign
    if (text === undefined || text === null)
      throw new ExpressionError(expression, position, 'this character means nothing here')
    tokens.push({ kind: digits !== null ? 'number' : name !== null ? 'name' : 'sign', text, position })
    at += text.length
  }
  tokens.push({ kind: 'end', text: '', position: expression.length + 1 })
  return tokens
}

/** The text between the quote at `start` and the next one like it; the quote itself is written twice. */
function quoted(expression: string, start: number): { text: string; end: number } {
  const quote = expression[start]
  let text = ''
  for (let at = start + 1; at < expression.length; at++) {
    if (expression[at] !== quote) text += expression[at]
    else if (expression[at + 1] === quote) text += expression[at++]
    else return { text, end: at + 1 }
  }
  throw new ExpressionError(expression, start + 1, 'the quote that opens here never closes')
}
