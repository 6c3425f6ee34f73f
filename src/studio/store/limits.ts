// Limits: which recipe numbers the page lets people change, and what it takes for each. The worker checks them again.
import type { Recipe } from '../../worker/protocol.ts'

interface NumberLimit {
  readonly kind: 'number'
  readonly minimum: number
  readonly maximum: number
  readonly whole: boolean
}

type Limit = NumberLimit | { readonly kind: 'widths' }

const whole = (minimum: number, maximum: number): NumberLimit => ({ kind: 'number', minimum, maximum, whole: true })
const real = (minimum: number, maximum: number): NumberLimit => ({ kind: 'number', minimum, maximum, whole: false })

export const limits = {
  steps: whole(1, 100_000_000),
  minutes: real(0.01, 100_000),
  /** 0: never. */
  patience: whole(0, 100_000),
  generatorWidths: { kind: 'widths' },
  discriminatorWidths: { kind: 'widths' },
  latent: whole(1, 4096),
  batch: whole(1, 65_536),
  generatorRate: real(0, 1),
  discriminatorRate: real(0, 1),
  discriminatorSteps: whole(1, 500),
  averaging: real(0, 0.99999),
  seed: whole(0, 2 ** 32 - 1),
  epsilon: real(0.01, 1000),
  delta: real(1e-15, 0.1),
  rowsPerPerson: whole(1, 1000),
  clipNorm: real(1e-6, 1e6),
  noiseMultiplier: real(0.01, 1e6),
  microbatches: whole(1, 65_536),
  /** Percent of ε that pays for ranges and categories, and for how often values occur. */
  domains: real(0, 50),
  shares: real(0, 50),
} as const satisfies Record<string, Limit>

export type LimitedName = keyof typeof limits

/** An empty text is an answer too: it is worked out, or done without. */
const mayBeEmpty: ReadonlySet<LimitedName> = new Set(['delta', 'noiseMultiplier', 'microbatches'])

export function isEmptyAnswer(name: LimitedName, text: string): boolean {
  return text.trim() === '' && mayBeEmpty.has(name)
}

const mostLayers = 8
const widest = 4096

/** The number or list of widths that a text stands for, or null where it is none or out of bounds. */
export function parseLimited(name: LimitedName, text: string): number | number[] | null {
  const limit: Limit = limits[name]
  if (limit.kind === 'widths') return parseWidths(text)
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value) || value < limit.minimum || value > limit.maximum) return null
  return limit.whole && !Number.isInteger(value) ? null : value
}

function parseWidths(text: string): number[] | null {
  const widths = text
    .split(/[\s,，、]+/)
    .filter((part) => part !== '')
    .map(Number)
  const fits = widths.every((width) => Number.isInteger(width) && width >= 1 && width <= widest)
  return fits && widths.length >= 1 && widths.length <= mostLayers ? widths : null
}

/** Shares of ε are told in percent; 12 digits hide what the binary fraction adds. */
const percent = (share: number) => Number((100 * share).toPrecision(12))

export function writeLimited(recipe: Recipe, name: LimitedName): string {
  const { privacy } = recipe
  switch (name) {
    case 'domains':
    case 'shares':
      return privacy ? String(percent(privacy.split[name])) : ''
    case 'epsilon':
    case 'delta':
    case 'rowsPerPerson':
    case 'clipNorm':
    case 'noiseMultiplier':
    case 'microbatches':
      return String(privacy?.[name] ?? '')
    case 'patience':
      return String(recipe.patience ?? 0)
    default: {
      const value = recipe[name]
      return Array.isArray(value) ? value.join(', ') : String(value ?? '')
    }
  }
}
