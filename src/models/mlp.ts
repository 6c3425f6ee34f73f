// The networks of the models: multilayer perceptrons in the shape that a recipe asks for.
import type { Kernels } from '../engine/kernels.ts'
import type { Random } from '../math/random.ts'
import { Activation, leakyRelu, relu } from '../nn/activation.ts'
import { BatchNorm } from '../nn/batchnorm.ts'
import { Dense } from '../nn/dense.ts'
import { Dropout } from '../nn/dropout.ts'
import type { Layer } from '../nn/layer.ts'
import { LayerNorm } from '../nn/layernorm.ts'
import { Network } from '../nn/network.ts'
import { Residual } from '../nn/residual.ts'
import type { Layout } from './model.ts'
import type { Recipe } from './recipe.ts'

/**
 * latent, and the condition's vector where the model has one → [dense, norm, ReLU] for each width → dense → logits. In a
 * residual body each of the blocks hands on its input beside its output.
 */
export function buildGeneratorBody(kernels: Kernels, recipe: Recipe, layout: Layout, random: Random): Network {
  const layers: Layer[] = []
  let width = recipe.latent + (recipe.model === 'conditional' ? layout.width : 0)
  // The latent rows of a plain autoencoder have a distribution of their own, which this layer gives them.
  if (recipe.model === 'autoencoder')
    layers.push(new Dense(kernels, 'generator.latent', width, width, random, 'glorot'))
  recipe.generatorWidths.forEach((next, i) => {
    const block: Layer[] = [new Dense(kernels, `generator.dense${i + 1}`, width, next, random, 'he')]
    if (recipe.generatorNorm === 'batch') block.push(new BatchNorm(kernels, `generator.norm${i + 1}`, next))
    if (recipe.generatorNorm === 'layer') block.push(new LayerNorm(kernels, `generator.norm${i + 1}`, next))
    block.push(new Activation(`generator.relu${i + 1}`, next, relu))
    const residual = recipe.generatorBody === 'residual'
    layers.push(...(residual ? [new Residual(`generator.block${i + 1}`, new Network(kernels, block))] : block))
    width = residual ? width + next : next
  })
  layers.push(new Dense(kernels, 'generator.output', width, layout.width, random, 'glorot'))
  return new Network(kernels, layers)
}

/** row or pack, with conditions' vectors beside the rows where the model has them → [dense, norm, leaky ReLU, dropout] for each width → one logit. */
export function buildDiscriminator(kernels: Kernels, recipe: Recipe, layout: Layout, random: Random): Network {
  const layers: Layer[] = []
  let width = (recipe.model === 'conditional' ? 2 : 1) * layout.width * recipe.packing
  recipe.discriminatorWidths.forEach((next, i) => {
    layers.push(new Dense(kernels, `discriminator.dense${i + 1}`, width, next, random, 'he'))
    if (recipe.discriminatorNorm === 'layer') layers.push(new LayerNorm(kernels, `discriminator.norm${i + 1}`, next))
    layers.push(new Activation(`discriminator.relu${i + 1}`, next, leakyRelu(recipe.leakySlope)))
    if (recipe.dropout > 0) layers.push(new Dropout(`discriminator.dropout${i + 1}`, next, recipe.dropout))
    width = next
  })
  layers.push(new Dense(kernels, 'discriminator.output', width, 1, random, 'glorot'))
  return new Network(kernels, layers)
}
