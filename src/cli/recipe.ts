// The recipe of a command: a file's, or the default, changed by the options.
import * as v from 'valibot'
import { type Recipe, recipeSchema } from '../models/recipe.ts'
import { qualities, suggestRecipe } from '../train/suggest.ts'
import { readJson } from './files.ts'
import { type Arguments, type Option, UsageError } from './usage.ts'

export const recipeOptions = {
  recipe: { type: 'string', value: 'FILE', help: 'a recipe as JSON; what it leaves out is filled in' },
  model: {
    type: 'string',
    value: 'NAME',
    help: 'gan, conditional, vae, autoencoder or marginals (default: what suits the choice of privacy and quality)',
  },
  quality: { type: 'string', value: 'Q', help: 'quick, balanced (default) or best: each some four times as long' },
  steps: { type: 'string', value: 'N', help: 'train for N steps' },
  minutes: { type: 'string', value: 'M', help: 'train for M minutes' },
  patience: {
    type: 'string',
    value: 'N',
    help: 'end when N looks in a row have brought no better likeness; 0: never',
  },
  holdout: { type: 'string', value: 'SHARE', help: 'share of the rows to keep aside, never learnt (default 0)' },
  epsilon: { type: 'string', value: 'E', help: 'train with differential privacy and spend at most this ε in all' },
  delta: { type: 'string', value: 'D', help: 'the δ that belongs to ε (default: from the number of rows)' },
  l2_norm_clip: { type: 'string', value: 'C', help: "largest norm of one row's gradient" },
  noise_multiplier: { type: 'string', value: 'S', help: 'noise in clip norms, instead of what ε asks for' },
  num_microbatches: { type: 'string', value: 'M', help: 'groups of rows that are clipped together (default: none)' },
  learning_rate: { type: 'string', value: 'R', help: 'learning rate of the discriminator' },
  'rows-per-person': { type: 'string', value: 'K', help: 'rows that one person has at most (default 1)' },
  'domain-share': {
    type: 'string',
    value: 'S',
    help: 'share of ε for bounds and categories (default 0.3 with marginals, else 0.2; 0: unpaid)',
  },
  'label-share': {
    type: 'string',
    value: 'S',
    help: 'share of ε for how often values occur (default 0.25 with marginals, else 0.1; 0: unpaid)',
  },
  adaptive: { type: 'boolean', help: 'under privacy, more updates of the discriminator when it falls behind' },
  'secret-form': {
    type: 'boolean',
    help: 'names, types and formats of the columns are not public: ε then covers the training only',
  },
  hardened: { type: 'boolean', help: 'noise on a grid, safe against floating-point attacks; slower' },
  seed: { type: 'string', value: 'S', help: 'seed of everything that privacy does not rest on' },
} as const satisfies Record<string, Option>

/** So many steps are never reached: the minutes end the run. */
export const untilMinutes = 10_000_000

/** A noise multiplier without an ε: all that the recipe format allows, which is no limit in earnest. */
const anyEpsilon = 1000

/** A recipe file: any part of a recipe. */
const { privacy: privacyEntry, ...entries } = recipeSchema.entries
const recipeFileCheck = v.partial(
  v.strictObject({
    ...entries,
    privacy: v.nullable(v.partial(v.strictObject(privacyEntry.wrapped.entries))),
  }),
)
type RecipeFile = v.InferOutput<typeof recipeFileCheck>

/** Throws UsageError. */
export async function recipeOf(input: Arguments, rows: number): Promise<Recipe> {
  const given = await recipeFile(input.text('recipe'))
  const asked = privacyOf(input)
  const epsilon = asked.epsilon ?? given.privacy?.epsilon ?? (asked.noiseMultiplier === undefined ? null : anyEpsilon)
  const [orphan] = Object.keys(asked)
  if (epsilon === null && orphan !== undefined) throw new UsageError(`${optionOf[orphan]} needs --epsilon`)
  const base = suggestRecipe(rows, {
    privacy: epsilon === null ? null : { epsilon, delta: null },
    model: oneOf(input, 'model', recipeSchema.entries.model.options) ?? given.model,
    quality: oneOf(input, 'quality', qualities),
  })
  const steps = input.number('steps', 1, 100_000_000, true)
  const minutes = input.number('minutes', 0.01, 100_000)
  const patience = input.number('patience', 0, 100_000, true)
  const { split, ...privacy } = asked
  return check({
    ...base,
    ...given,
    // The noise of a private run depends on its steps, which therefore stay bounded.
    ...(minutes === undefined ? {} : { minutes, steps: base.privacy ? base.steps : untilMinutes }),
    ...present({
      steps,
      seed: input.number('seed', 0, 2 ** 32 - 1, true),
      patience: patience === 0 ? null : patience,
      holdout: input.number('holdout', 0, 0.5),
      discriminatorRate: input.number('learning_rate', 0, 1),
      adaptiveSteps: input.flag('adaptive') ? true : undefined,
    }),
    privacy: base.privacy && {
      ...base.privacy,
      ...given.privacy,
      ...privacy,
      epsilon: base.privacy.epsilon,
      split: { ...base.privacy.split, ...given.privacy?.split, ...split },
    },
  })
}

/** Throws UsageError. */
function oneOf<Name extends string>(input: Arguments, option: string, names: readonly Name[]): Name | undefined {
  const text = input.text(option)
  const name = names.find((each) => each === text)
  if (text === undefined || name) return name
  throw new UsageError(`--${option} takes ${names.join(', ')}, not "${text}"`)
}

/** What the options say of privacy. */
function privacyOf(input: Arguments) {
  const domains = input.number('domain-share', 0, 0.5)
  const shares = input.number('label-share', 0, 0.5)
  return present({
    epsilon: input.number('epsilon', 0.01, 1000),
    delta: input.number('delta', 1e-15, 0.1),
    clipNorm: input.number('l2_norm_clip', 1e-6, 1e6),
    noiseMultiplier: input.number('noise_multiplier', 0.01, 1e6),
    microbatches: input.number('num_microbatches', 1, 65536, true),
    rowsPerPerson: input.number('rows-per-person', 1, 1000, true),
    split: domains === undefined && shares === undefined ? undefined : present({ domains, shares }),
    hardened: input.flag('hardened') ? true : undefined,
    publicForm: input.flag('secret-form') ? false : undefined,
  })
}

const optionOf: Readonly<Record<string, string>> = {
  delta: '--delta',
  clipNorm: '--l2_norm_clip',
  microbatches: '--num_microbatches',
  rowsPerPerson: '--rows-per-person',
  split: '--domain-share or --label-share',
  hardened: '--hardened',
  publicForm: '--secret-form',
}

/** Without what is undefined, so that it covers nothing that lies below. */
function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

async function recipeFile(path: string | undefined): Promise<RecipeFile> {
  if (path === undefined) return {}
  const result = v.safeParse(recipeFileCheck, await readJson(path))
  if (!result.success) {
    const issue = result.issues[0]
    throw new UsageError(`${path}: ${v.getDotPath(issue) ?? 'the recipe'}: ${issue.message}`)
  }
  return result.output
}

function check(recipe: unknown): Recipe {
  const result = v.safeParse(recipeSchema, recipe)
  if (result.success) return result.output
  const issue = result.issues[0]
  throw new UsageError(`${v.getDotPath(issue) ?? 'the recipe'}: ${issue.message}`)
}
