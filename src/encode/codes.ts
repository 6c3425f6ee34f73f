// Codes: new identifiers of given parts, no two alike, in an order that looks random.
import { checkRules } from '../table/codeparts.ts'
import type { CheckRule, IdentifierPart } from '../table/schema.ts'

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b)
}

/**
 * Row r gets combination (start + r·step) modulo the number of all combinations; as the step shares no factor with that number, none
 * comes twice before all have come. A table with more rows than there are combinations gets longer codes.
 */
export class Codes {
  readonly #parts: readonly IdentifierPart[]
  readonly #check: CheckRule | null
  readonly #capacity: bigint
  readonly #start: bigint
  readonly #step: bigint

  constructor(parts: readonly IdentifierPart[], check: CheckRule | null, start: number) {
    this.#parts = parts
    this.#check = check
    this.#capacity = parts.reduce(
      (product, part) => ('text' in part ? product : product * BigInt(part.alphabet.length) ** BigInt(part.length)),
      1n,
    )
    // By the golden ratio neighbours lie as far from each other as they can.
    let step = (this.#capacity * 618_033_988_749_895n) / 1_000_000_000_000_000n + 1n
    while (gcd(step, this.#capacity) !== 1n) step++
    this.#step = step
    this.#start = BigInt(start) * step
  }

  /** The code of row `r`, from 0. */
  code(r: number): string {
    const round = BigInt(r) / this.#capacity
    let rest = (this.#start + BigInt(r) * this.#step) % this.#capacity
    let body = ''
    for (const part of this.#parts) {
      if ('text' in part) {
        body += part.text
        continue
      }
      const base = BigInt(part.alphabet.length)
      for (let i = 0; i < part.length; i++) {
        body += part.alphabet[Number(rest % base)]
        rest /= base
      }
    }
    const more = round === 0n ? '' : String(round)
    return this.#check === null ? body + more : more + body + checkRules[this.#check](body)
  }
}
