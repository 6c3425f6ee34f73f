// Recipe: what the reader chose, laid over what the worker suggests for the open table.
import { create } from 'zustand'
import type { BackendName, DatasetAccountState, Failure, PrivacyPlan, Quality, Recipe } from '../../worker/protocol.ts'
import { worker } from './connection.ts'
import { failureOf } from './failure.ts'
import { isEmptyAnswer, type LimitedName, parseLimited, writeLimited } from './limits.ts'

export type Effort = 'steps' | 'minutes'

export interface Choices {
  /** The worker's suggestion; null until a table is open. */
  readonly suggested: Recipe | null
  readonly guarded: boolean
  readonly epsilon: number
  /** `null`: chosen from the number of rows. */
  readonly delta: number | null
  readonly rowsPerPerson: number
  readonly publicForm: boolean
  readonly hardened: boolean
  readonly adaptiveSteps: boolean
  /** `null`: as it is suggested. */
  readonly remedy: boolean | null
  /** Whether rows are kept aside to attack and judge the result with. */
  readonly keepAside: boolean
  readonly effort: Effort
  readonly minutes: number
  readonly loss: Recipe['loss'] | null
  /** `null`: what suits the other choices. */
  readonly model: Recipe['model'] | null
  readonly quality: Quality
  /** Numbers that the reader set, by name. */
  readonly set: Readonly<Partial<Record<LimitedName, number | number[]>>>
  /** Texts that stand for no usable number, kept as typed. */
  readonly refused: Readonly<Partial<Record<LimitedName, string>>>
}

interface Estimate {
  /** Of which recipe and backend. */
  readonly question: string
  /** Null where it cannot be told; absent while it is worked out. */
  readonly seconds?: number | null
}

export interface RecipeState extends Choices {
  readonly backend: BackendName | 'auto'
  readonly plan: PrivacyPlan | null
  readonly planning: boolean
  /** How long a training takes, as last asked; null: not asked since the table changed. */
  readonly estimate: Estimate | null
  readonly failure: Failure | null
}

export const firstChoices: Choices = {
  suggested: null,
  guarded: false,
  epsilon: 3,
  delta: null,
  rowsPerPerson: 1,
  publicForm: true,
  hardened: false,
  adaptiveSteps: false,
  remedy: null,
  keepAside: false,
  effort: 'steps',
  minutes: 5,
  loss: null,
  model: null,
  quality: 'balanced',
  set: {},
  refused: {},
}

const firstRecipe: RecipeState = {
  ...firstChoices,
  backend: 'auto',
  plan: null,
  planning: false,
  estimate: null,
  failure: null,
}

export const useRecipe = create<RecipeState>(() => firstRecipe)

/** Models that cannot have a guarantee. */
export const plainModels: readonly Recipe['model'][] = ['conditional', 'autoencoder']

/** Where a run is bound by minutes alone, its steps are out of reach. */
const endlessSteps = 100_000_000

/** The share of the rows that is kept aside, and the rows from which on that is suggested. */
const asideShare = 0.1
const asideFrom = 2000

/** The recipe that the choices amount to, or null before there is a suggestion. */
export function recipeOf(choices: Choices): Recipe | null {
  const { suggested, set, guarded, effort } = choices
  if (!suggested) return null
  const { clipNorm, noiseMultiplier, microbatches, domains, shares, ...numbers } = set
  // Under privacy the loss cannot be chosen, and not each is private.
  const loss = (guarded ? null : choices.loss) ?? suggested.loss
  const recipe = { ...suggested, ...numbers, loss } as Recipe
  // Under privacy the number of steps sets the noise, so it stays bounded when minutes are given as well.
  const steps = effort === 'minutes' && !guarded ? endlessSteps : recipe.steps
  const privacy = suggested.privacy && {
    ...suggested.privacy,
    ...(given({ clipNorm, noiseMultiplier, microbatches }) as Partial<NonNullable<Recipe['privacy']>>),
    split: { ...suggested.privacy.split, ...given({ domains: shareOf(domains), shares: shareOf(shares) }) },
    epsilon: choices.epsilon,
    delta: choices.delta,
    rowsPerPerson: choices.rowsPerPerson,
    publicForm: choices.publicForm,
    hardened: choices.hardened,
  }
  return {
    ...recipe,
    steps,
    minutes: effort === 'minutes' ? choices.minutes : null,
    patience: recipe.patience === 0 ? null : recipe.patience,
    remedy: choices.remedy ?? suggested.remedy,
    adaptiveSteps: guarded && choices.adaptiveSteps,
    holdout: choices.keepAside ? asideShare : 0,
    privacy,
  }
}

const shareOf = (percent: number | number[] | undefined) => (typeof percent === 'number' ? percent / 100 : undefined)

/** Without the values that are absent. */
function given<T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>
  }
}

/** Choices of their own, which "back to the suggested values" leaves alone. */
const own = ['epsilon', 'delta', 'rowsPerPerson', 'minutes'] as const

const isOwn = (name: LimitedName): name is (typeof own)[number] => (own as readonly string[]).includes(name)

/** What the field of a number shows while nobody types in it. */
export function textOf(choices: Choices, name: LimitedName): string {
  if (isOwn(name)) {
    const value = choices[name]
    return value === null ? '' : String(value)
  }
  const { [name]: set } = choices.set
  if (set !== undefined) return Array.isArray(set) ? set.join(', ') : String(set)
  const recipe = recipeOf({ ...choices, effort: 'steps' })
  return recipe ? writeLimited(recipe, name) : ''
}

/** Takes a text that the reader typed for a number: a usable one is set, any other is kept and refused. */
export function reduceText(choices: Choices, name: LimitedName, text: string): Partial<Choices> {
  const { [name]: _, ...refused } = choices.refused
  const { [name]: __, ...set } = choices.set
  if (isEmptyAnswer(name, text)) return name === 'delta' ? { delta: null, refused } : { set, refused }
  const value = parseLimited(name, text)
  if (value === null) return { refused: { ...refused, [name]: text } }
  if (isOwn(name)) return { [name]: value as number, refused }
  return { set: { ...set, [name]: value }, refused }
}

/**
 * Why the choices cannot be trained with. `advice`: the plan is refused. `limit`: the data set's limit would be passed.
 * `unguarded`: a run without a guarantee, or any run after one, has no ε to hold against the limit.
 */
export type Obstacle = 'advice' | 'limit' | 'unguarded'

type Planned = Pick<RecipeState, 'guarded' | 'plan' | 'planning'>

export function obstacleOf({ guarded, plan, planning }: Planned, account: DatasetAccountState | null): Obstacle | null {
  const limited = account !== null && account.limit !== null
  if (limited && (!guarded || account.unguardedRuns > 0)) return 'unguarded'
  if (!guarded || !plan || planning) return null
  if (plan.advice.refused) return 'advice'
  const { epsilon, limit } = plan.after
  return limit !== null && epsilon > limit ? 'limit' : null
}

/** Whether all is planned and no number is refused. */
export function isPlanned(state: RecipeState): boolean {
  const { suggested, guarded, plan, planning, failure, refused } = state
  const planned = suggested !== null && !planning && !failure && (plan !== null || !guarded)
  return planned && Object.keys(refused).length === 0
}

let latest = 0
let asking: Promise<void> | null = null
let timer: ReturnType<typeof setTimeout> | undefined

/** Resolves once the worker has suggested and planned for the choices as they then stand. */
export function suggest(): Promise<void> {
  clearTimeout(timer)
  timer = undefined
  latest++
  useRecipe.setState({ planning: useRecipe.getState().guarded, failure: null })
  asking ??= askForLatest().finally(() => {
    asking = null
  })
  return asking
}

/** One question at a time: a plan takes up to seconds, and those that choices have overtaken must not queue up. */
async function askForLatest(): Promise<void> {
  let turn: number
  do {
    turn = latest
    await ask(turn)
  } while (turn !== latest && timer === undefined)
}

/** Asks the worker for a suggestion and a plan; an answer that choices have overtaken is dropped. */
async function ask(turn: number): Promise<void> {
  const { guarded, epsilon, delta, model, quality } = useRecipe.getState()
  try {
    const suggested = await worker().suggest({
      privacy: guarded ? { epsilon, delta } : null,
      quality,
      ...(model && { model }),
    })
    if (turn !== latest) return
    useRecipe.setState({ suggested })
    const recipe = recipeOf(useRecipe.getState())
    const plan = guarded && recipe ? await worker().plan(recipe) : null
    if (turn === latest) useRecipe.setState({ plan, planning: false })
  } catch (error) {
    if (turn === latest) useRecipe.setState({ plan: null, planning: false, failure: failureOf(error) })
  }
}

/** What an estimate is of. */
export function questionOf(state: RecipeState): string {
  return JSON.stringify([recipeOf(state), state.backend])
}

/**
 * Asks how long a training by the choices as they stand will take, which make this question; a failure leaves the time untold, as the
 * training itself will say what is wrong.
 */
export async function askForEstimate(question: string): Promise<void> {
  const state = useRecipe.getState()
  const recipe = recipeOf(state)
  if (!recipe || recipe.minutes !== null) return
  const estimate: Estimate = { question }
  useRecipe.setState({ estimate })
  const seconds = await worker()
    .estimate(recipe, state.backend)
    .catch(() => null)
  if (useRecipe.getState().estimate === estimate) useRecipe.setState({ estimate: { question, seconds } })
}

/** For a table that has changed: the same recipe takes another time on it. */
export function forgetEstimate(): void {
  useRecipe.setState({ estimate: null })
}

/** A slider moves through many values; only the one it rests on is planned. */
function suggestSoon(): void {
  clearTimeout(timer)
  latest++
  if (useRecipe.getState().guarded) useRecipe.setState({ planning: true })
  timer = setTimeout(suggest, 300)
}

type Choice =
  | 'guarded'
  | 'epsilon'
  | 'delta'
  | 'publicForm'
  | 'hardened'
  | 'adaptiveSteps'
  | 'remedy'
  | 'keepAside'
  | 'effort'
  | 'loss'
  | 'model'
  | 'quality'
  | 'backend'

/** Choices by which fields are shown or not. */
const showing: readonly Choice[] = ['guarded', 'effort', 'model', 'quality']

export function choose(choice: Partial<Pick<RecipeState, Choice>>): void {
  const { refused, model } = useRecipe.getState()
  const lost = choice.guarded && model !== null && plainModels.includes(model)
  const change = lost ? { ...choice, model: null } : choice
  // A choice made by a button or a slider stands for what was typed before it. With some, fields go: what is refused in a field
  // that is gone could never be mended.
  const kept = showing.some((name) => name in change)
    ? []
    : Object.entries(refused).filter(([name]) => !(name in change))
  useRecipe.setState({ ...change, refused: Object.fromEntries(kept) })
  if ('backend' in change) return
  // What was set by hand belonged to the model and its size.
  if ('quality' in change || 'model' in change) useRecipe.setState({ set: {} })
  if ('guarded' in change || 'quality' in change || 'model' in change) void suggest()
  else suggestSoon()
}

export function type(name: LimitedName, text: string): void {
  useRecipe.setState((state) => reduceText(state, name, text))
  suggestSoon()
}

export function takeSuggestion(): void {
  useRecipe.setState(({ refused }) => ({
    set: {},
    refused: Object.fromEntries(Object.entries(refused).filter(([name]) => isOwn(name as LimitedName))),
    loss: null,
    model: null,
    hardened: false,
    adaptiveSteps: false,
    remedy: null,
  }))
  suggestSoon()
}

/** For a plan that a run, a new limit or a corrected field has overtaken. */
export function forgetPlan(): void {
  useRecipe.setState(({ guarded }) => ({ plan: null, planning: guarded }))
}

/** For a table that was just opened: choices about numbers belonged to the last one, the wish for privacy stays. */
export async function startRecipe(rows: number): Promise<void> {
  useRecipe.setState({
    suggested: null,
    plan: null,
    delta: null,
    keepAside: rows >= asideFrom,
    set: {},
    refused: {},
    loss: null,
    model: null,
    estimate: null,
  })
  await suggest()
}
