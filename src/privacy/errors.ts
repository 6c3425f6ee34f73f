// Errors of the privacy room: what cannot be accounted, and what cannot be reached.

export class PrivacyParameterError extends Error {
  override readonly name = 'PrivacyParameterError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(parameter: string, value: number, wanted: string) {
    super(`The privacy parameter ${parameter} is ${value}, but it must be ${wanted}.`)
    this.values = { parameter, value, wanted }
  }
}

export class UnreachableEpsilonError extends Error {
  override readonly name = 'UnreachableEpsilonError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(values: { epsilon: number; delta: number; steps: number; sampleRate: number; noiseMultiplier: number }) {
    super(
      `No noise makes ${values.steps} steps at sample rate ${values.sampleRate} cost at most epsilon ${values.epsilon} ` +
        `with delta ${values.delta}: a noise multiplier of ${values.noiseMultiplier} was tried. ` +
        'Take fewer steps, a smaller batch, or a larger epsilon or delta.',
    )
    this.values = values
  }
}

export class NoStepAllowedError extends Error {
  override readonly name = 'NoStepAllowedError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(values: { epsilon: number; delta: number; noiseMultiplier: number; cost: number }) {
    super(
      `With a noise multiplier of ${values.noiseMultiplier} even one step costs epsilon ${values.cost} at delta ` +
        `${values.delta}, looks at the data before it included, but only ${values.epsilon} is allowed. ` +
        'Take more noise, a smaller batch, or a larger epsilon or delta.',
    )
    this.values = values
  }
}

export class SpentBeforeTrainingError extends Error {
  override readonly name = 'SpentBeforeTrainingError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(values: { epsilon: number; delta: number; spent: number }) {
    super(
      `The looks at the data before training alone cost epsilon ${values.spent} at delta ${values.delta}, but only ` +
        `${values.epsilon} is allowed in all. Give them a smaller share, declare more as public, or take a larger epsilon.`,
    )
    this.values = values
  }
}

export class NoSecureRandomError extends Error {
  override readonly name = 'NoSecureRandomError'
  readonly values: Readonly<Record<string, string | number>> = {}

  constructor() {
    super(
      'This browser offers no cryptographic randomness (crypto.getRandomValues), which private training needs. ' +
        'Use a current browser over https or localhost.',
    )
  }
}

/** A question about real rows that was not charged ahead; a mistake in the program, never in the data. */
export class UnplannedReleaseError extends Error {
  override readonly name = 'UnplannedReleaseError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(kind: string, what: string) {
    super(`No budget was set aside for one more look at the ${kind} of "${what}". Nothing was released; report this.`)
    this.values = { kind, what }
  }
}

/** What a subsampled Gaussian mechanism is asked about; only what is given is checked. */
export function checkParameters(parameters: {
  readonly sampleRate?: number
  readonly noiseMultiplier?: number
  readonly steps?: number
  readonly delta?: number
  readonly epsilon?: number
}): void {
  const { sampleRate, noiseMultiplier, steps, delta, epsilon } = parameters
  const check = (parameter: string, value: number | undefined, valid: (value: number) => boolean, wanted: string) => {
    if (value !== undefined && !valid(value)) throw new PrivacyParameterError(parameter, value, wanted)
  }
  check('sampleRate', sampleRate, (q) => q >= 0 && q <= 1, 'from 0 to 1')
  check(
    'noiseMultiplier',
    noiseMultiplier,
    (sigma) => sigma >= 0 && sigma < Number.POSITIVE_INFINITY,
    'a finite number, 0 or above',
  )
  check('steps', steps, (count) => Number.isSafeInteger(count) && count >= 0, 'a whole number, 0 or above')
  check('delta', delta, (d) => d > 0 && d < 1, 'above 0 and below 1')
  check('epsilon', epsilon, (e) => e > 0 && e < Number.POSITIVE_INFINITY, 'a finite number above 0')
}
