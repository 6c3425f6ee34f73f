// Models: who is compared, which packages it is, and what of the settings it heeds.
import { ctganPackages } from '../python.ts'

export type PeerName = 'ctgan' | 'tvae' | 'dpctgan' | 'mst'
export type ModelName = PeerName | 'ours' | 'ours-private'

interface Peer {
  /** What must be there to be imported, and what is installed where it is not. */
  readonly modules: readonly string[]
  readonly packages: readonly string[]
  readonly private: boolean
  /** Trains for a number of epochs. */
  readonly epochs: boolean
}

const [ctgan, torch] = ctganPackages
/** It imports `packaging` without asking for it. */
const smartnoise = { modules: ['snsynth', 'packaging'], packages: ['smartnoise-synth==1.0.8', torch, 'packaging'] }

export const peers: Readonly<Record<PeerName, Peer>> = {
  ctgan: { modules: ['ctgan'], packages: [ctgan, torch], private: false, epochs: true },
  tvae: { modules: ['ctgan'], packages: [ctgan, torch], private: false, epochs: true },
  dpctgan: { ...smartnoise, private: true, epochs: true },
  mst: { ...smartnoise, private: true, epochs: false },
}

export const modelNames: readonly ModelName[] = ['ctgan', 'tvae', 'ours', 'dpctgan', 'mst', 'ours-private']

export const isPeer = (name: ModelName): name is PeerName => name in peers

export const isPrivate = (name: ModelName): boolean => (isPeer(name) ? peers[name].private : name === 'ours-private')

/** Names between commas, in our order. Throws where one is unknown. */
export function modelsOf(text: string): ModelName[] {
  const asked = text.split(',').map((name) => name.trim())
  const unknown = asked.find((name) => !modelNames.some((model) => model === name))
  if (unknown !== undefined) throw new Error(`--model takes ${modelNames.join(', ')}, not "${unknown}".`)
  return modelNames.filter((name) => asked.includes(name))
}

/** Epochs at which CTGAN is looked at: 1, 3, 10, 30 … and the last. */
export function looksOf(epochs: number): number[] {
  const looks: number[] = []
  for (let power = 1; power < epochs; power *= 10) looks.push(power, ...(3 * power < epochs ? [3 * power] : []))
  return [...looks, epochs]
}
