// Recipe: what the reader chose, laid over what the worker suggests for the open table.
import { create } from 'zustand'
import type { BackendName, Failure, PrivacyPlan, Recipe } from '../../worker/protocol.ts'
import { worker } from './connection.ts'
import { failureOf } from './failure.ts'
import { type LimitedName, parseLimited } from './limits.ts'

export type Effort = 'steps' | 'minutes'

export interface Choices {
  /** The worker's suggestion; null until a table is open. */
  readonly suggested: Recipe | null
  readonly guarded: boolean
  readonly epsilon: number
  readonly effort: Effort
  readonly minutes: number
  readonly loss: Recipe['loss'] | null
  /** Numbers that the reader set, by name. */
  readonly set: Readonly<Partial<Record<LimitedName, number | number[]>>>
  /** Texts that stand for no usable number, kept as typed. */
  readonly refused: Readonly<Partial<Record<LimitedName, string>>>
}

export interface RecipeState extends Choices {
  readonly backend: BackendName | 'auto'
  readonly plan: PrivacyPlan | null
  readonly planning: boolean
  readonly failure: Failure | null
}

export const firstChoices: Choices = {
  suggested: null,
  guarded: false,
  epsilon: 3,
  effort: 'steps',
  minutes: 5,
  loss: null,
  set: {},
  refused: {},
}

const firstRecipe: RecipeState = { ...firstChoices, backend: 'auto', plan: null, planning: false, failure: null }

export const useRecipe = create<RecipeState>(() => firstRecipe)

/** Where a run is bound by minutes alone, its steps are out of reach. */
const endlessSteps = 100_000_000

/** The recipe that the choices amount to, or null before there is a suggestion. */
export function recipeOf(choices: Choices): Recipe | null {
  const { suggested, set, guarded, effort } = choices
  if (!suggested) return null
  const { epsilon: _, delta, clipNorm, minutes: __, ...numbers } = set
  const recipe = { ...suggested, ...numbers, loss: choices.loss ?? suggested.loss } as Recipe
  // Under privacy the number of steps sets the noise, so it stays bounded when minutes are given as well.
  const steps = effort === 'minutes' && !guarded ? endlessSteps : recipe.steps
  const privacy = suggested.privacy && {
    ...suggested.privacy,
    epsilon: choices.epsilon,
    delta: typeof delta === 'number' ? delta : suggested.privacy.delta,
    clipNorm: typeof clipNorm === 'number' ? clipNorm : suggested.privacy.clipNorm,
  }
  return { ...recipe, steps, minutes: effort === 'minutes' ? choices.minutes : null, privacy }
}

/** Takes a text that the reader typed for a number: a usable one is set, any other is kept and refused. */
export function reduceText(choices: Choices, name: LimitedName, text: string): Partial<Choices> {
  const { [name]: _, ...refused } = choices.refused
  const { [name]: __, ...set } = choices.set
  if (name === 'delta' && text.trim() === '') return { set, refused }
  const value = parseLimited(name, text)
  if (value === null) return { refused: { ...refused, [name]: text } }
  if (name === 'epsilon') return { epsilon: value as number, refused }
  if (name === 'minutes') return { minutes: value as number, refused }
  return { set: { ...set, [name]: value }, refused }
}

let latest = 0
let timer: ReturnType<typeof setTimeout> | undefined

/** Asks the worker for a suggestion and a plan; an answer that choices have overtaken is dropped. */
export async function suggest(): Promise<void> {
  clearTimeout(timer)
  const turn = ++latest
  const { guarded, epsilon } = useRecipe.getState()
  useRecipe.setState({ planning: guarded, failure: null })
  try {
    const suggested = await worker().suggest(guarded ? { epsilon, delta: null } : null)
    if (turn !== latest) return
    useRecipe.setState({ suggested })
    const recipe = recipeOf(useRecipe.getState())
    const plan = guarded && recipe ? await worker().plan(recipe) : null
    if (turn === latest) useRecipe.setState({ plan, planning: false })
  } catch (error) {
    if (turn === latest) useRecipe.setState({ plan: null, planning: false, failure: failureOf(error) })
  }
}

/** A slider moves through many values; only the one it rests on is planned. */
function suggestSoon(): void {
  clearTimeout(timer)
  if (useRecipe.getState().guarded) useRecipe.setState({ planning: true })
  timer = setTimeout(suggest, 300)
}

export function choose(
  change: Partial<Pick<RecipeState, 'guarded' | 'epsilon' | 'effort' | 'minutes' | 'loss' | 'backend'>>,
): void {
  useRecipe.setState(change)
  if ('backend' in change) return
  if ('guarded' in change) void suggest()
  else suggestSoon()
}

export function type(name: LimitedName, text: string): void {
  useRecipe.setState((state) => reduceText(state, name, text))
  suggestSoon()
}

export function takeSuggestion(): void {
  useRecipe.setState({ set: {}, refused: {}, loss: null })
  suggestSoon()
}

/** For a table that was just opened: choices about numbers belonged to the last one, the wish for privacy stays. */
export async function startRecipe(): Promise<void> {
  useRecipe.setState({ suggested: null, plan: null, set: {}, refused: {}, loss: null })
  await suggest()
}
