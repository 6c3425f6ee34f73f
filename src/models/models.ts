// The models by name. A new one is a file and a line here.
import type { Codes, Kernels } from '../engine/kernels.ts'
import { AutoEncoder } from './autoencoder.ts'
import { Marginals } from './marginals.ts'
import type { Model } from './model.ts'
import { countPairs, type PairTables } from './pairtables.ts'
import type { OnCompile } from './programs.ts'
import type { Recipe } from './recipe.ts'
import type { Streams } from './streams.ts'
import { TabularGan } from './tabulargan.ts'

export interface ModelOptions {
  /** The rows that draws choose from. */
  readonly codes: Codes
  readonly streams: Streams
  /** The tables of the rows as they were released; null: a model that needs some counts them itself. */
  readonly tables?: PairTables | null
  readonly onCompile?: OnCompile
}

const models: Record<Recipe['model'], (kernels: Kernels, recipe: Recipe, options: ModelOptions) => Model> = {
  gan: (kernels, recipe, { codes, streams, onCompile }) => new TabularGan(kernels, recipe, codes, streams, onCompile),
  conditional: (kernels, recipe, { codes, streams, onCompile }) =>
    new TabularGan(kernels, recipe, codes, streams, onCompile),
  vae: (kernels, recipe, { codes, streams, onCompile }) => new AutoEncoder(kernels, recipe, codes, streams, onCompile),
  autoencoder: (kernels, recipe, { codes, streams, onCompile }) =>
    new AutoEncoder(kernels, recipe, codes, streams, onCompile),
  marginals: (kernels, recipe, { codes, streams, tables, onCompile }) =>
    new Marginals(kernels, recipe, codes, tables ?? countPairs(codes), streams, onCompile),
}

/** Throws PackingError, NotPrivateError. */
export function createModel(kernels: Kernels, recipe: Recipe, options: ModelOptions): Model {
  return models[recipe.model](kernels, recipe, options)
}
