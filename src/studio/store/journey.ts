// Journey: which part of the page is open, and what one part's end means for the next.
import { create } from 'zustand'
import type { Constraint, FieldChange, ReadOptions } from '../../worker/protocol.ts'
import { forgetAccount, refreshAccount, setLimit } from './account.ts'
import { useConnection } from './connection.ts'
import { forgetSuggestions, setConstraints } from './constraints.ts'
import * as data from './data.ts'
import { forgetEstimate, forgetPlan, recipeOf, startRecipe, suggest, useRecipe } from './recipe.ts'
import { forgetResult, generate } from './result.ts'
import { adoptRun, forgetRun, train } from './run.ts'

export const sections = ['data', 'fields', 'train', 'result'] as const
export type Section = (typeof sections)[number]

interface JourneyState {
  readonly open: Section | null
}

export const useJourney = create<JourneyState>(() => ({ open: 'data' }))

export function go(open: Section | null): void {
  useJourney.setState({ open })
}

/** A first table is drawn at the size of the real one, but never so large that the scores make people wait. */
const firstRowsAtMost = 50_000
const firstRowsOfModel = 1000

/** How many rows are drawn before anyone has said how many. */
export function firstRows(): number {
  const { inspection } = data.useData.getState()
  return inspection ? Math.min(inspection.rows, firstRowsAtMost) : firstRowsOfModel
}

/** Which parts can be entered, given what stands already. */
export function reachable(
  table: boolean,
  model: boolean,
  included: boolean,
  trained: boolean,
): Record<Section, boolean> {
  return { data: true, fields: table, train: table && included, result: trained && (table || model) }
}

/** Which saved models the page opens, by the end of their name. */
const isModel = (file: File) => file.name.toLowerCase().endsWith('.understudy')

export async function openFile(file: File): Promise<void> {
  if (isModel(file)) {
    if (await data.openModel(file, leave)) await enterModel()
  } else if (await data.openTable(file, leave)) await enterTable()
}

export async function openSample(name: string): Promise<void> {
  if (await data.openSample(name, leave)) await enterTable()
}

/** Reads the file again in another way; stays where the correction was made. */
export async function reread(options: ReadOptions): Promise<void> {
  if (await data.rereadTable(options, leave)) await startTable()
}

export async function takeRecovered(): Promise<void> {
  const { recovered } = useConnection.getState()
  if (!recovered) return
  if (await data.openRecovered(recovered.name, leave)) {
    useConnection.setState({ recovered: null })
    await enterModel()
  }
}

async function enterTable(): Promise<void> {
  go('fields')
  await startTable()
}

/** What was made of a table or a model goes before the next is shown. */
function leave(): void {
  forgetSuggestions()
  forgetRun()
  forgetResult()
}

async function startTable(): Promise<void> {
  await Promise.all([refreshAccount(), startRecipe(data.useData.getState().inspection?.rows ?? 0)])
}

async function enterModel(): Promise<void> {
  const { model } = data.useData.getState()
  if (!model) return
  forgetAccount()
  adoptRun(model.run)
  go('result')
  await generate(firstRows())
}

/** A model stands for the fields it was trained with: a change of one sets it aside. */
export async function changeField(change: FieldChange): Promise<boolean> {
  if (!(await data.amend(change))) return false
  leave()
  forgetEstimate()
  await suggest()
  return true
}

/** A model stands for the constraints it was trained with, as it does for the fields. */
export async function changeConstraints(constraints: readonly Constraint[]): Promise<boolean> {
  if (!(await setConstraints(constraints))) return false
  forgetRun()
  forgetResult()
  forgetEstimate()
  await suggest()
  return true
}

export async function startTraining(): Promise<void> {
  const choices = useRecipe.getState()
  const recipe = recipeOf(choices)
  const { inspection } = data.useData.getState()
  if (!recipe || !inspection) return
  forgetResult()
  const trained = await train(recipe, choices.backend)
  // The run has been charged to the data set, whichever way it ended. Adding up may take seconds: the result comes first.
  forgetAccount()
  forgetPlan()
  if (trained) {
    go('result')
    await generate(firstRows())
  }
  await refreshAccount()
  await suggest()
}

export async function changeLimit(epsilon: number | null): Promise<void> {
  if (!(await setLimit(epsilon))) return
  forgetPlan()
  await suggest()
}
