// Check digits: the sums by which numbers of persons, accounts and cards are told from other numbers.

/** Σ wᵢ·dᵢ over the digits of `text`, of which there are at most as many as weights. */
export function weighted(text: string, weights: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < text.length; i++) sum += (text.charCodeAt(i) - 48) * weights[i]
  return sum
}

/** The digit that ISO/IEC 7812-1 (Luhn) puts behind these. */
export function luhnDigit(text: string): number {
  let sum = 0
  for (let i = text.length - 1, double = true; i >= 0; i--, double = !double) {
    const digit = text.charCodeAt(i) - 48
    sum += double ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit
  }
  return (10 - (sum % 10)) % 10
}

/** True where the last digit is Luhn's. */
export function passesLuhn(text: string): boolean {
  return luhnDigit(text.slice(0, -1)) === text.charCodeAt(text.length - 1) - 48
}

/** The character that ISO/IEC 7064 MOD 11-2 puts behind these digits: 0 … 9 or X. */
export function mod11p2(text: string): string {
  let rest = 0
  for (const digit of text) rest = ((rest + Number(digit)) * 2) % 11
  const check = (12 - rest) % 11
  return check === 10 ? 'X' : String(check)
}

/** The digit that ISO/IEC 7064 MOD 11,10 puts behind these. */
export function mod11to10(text: string): number {
  let product = 10
  for (const digit of text) {
    const sum = (Number(digit) + product) % 10 || 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10
}

/** The remainder by 97 of a number of any length, its letters read as two digits each (A = 10), as ISO/IEC 7064 MOD 97-10 has it. */
export function mod97(text: string): number {
  let rest = 0
  for (const character of text) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}
