// Own kernels: what tfjs lacks, or has only slowly, is registered with tfjs under names of our own, a backend at a time.
import {
  getKernel,
  type KernelBackend,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import type { AdamSettings, BackendName, Segment } from './kernels.ts'

/** x · scale + shift. Inputs x; attributes AffineAttributes. */
export const Affine = 'Affine'
/** x where finite, else 0. Inputs x. */
export const Finite = 'Finite'
/** x · weights + bias. Inputs x, weights, bias. */
export const Dense = 'Dense'
/** Inputs x; attributes SegmentAttributes. */
export const SegmentActivation = 'SegmentActivation'
/** Inputs y, dy; attributes SegmentAttributes. */
export const SegmentActivationGradient = 'SegmentActivationGradient'
/** Inputs value, first, second, gradient; attributes AdamAttributes. Outputs value, first, second. */
export const AdamStep = 'AdamStep'

export interface AffineAttributes {
  readonly scale: number
  readonly shift: number
}

export interface SegmentAttributes {
  readonly segments: readonly Segment[]
  readonly temperature: number
}

export interface AdamAttributes extends AdamSettings {
  readonly step: number
}

/** The bias corrections of Adam folded into its rate and its epsilon (Kingma and Ba 2015, end of section 2). */
export function foldedAdam({ learningRate, beta1, beta2, epsilon, step }: AdamAttributes) {
  const root = Math.sqrt(1 - beta2 ** step)
  return { rate: (learningRate * root) / (1 - beta1 ** step), epsilon: epsilon * root }
}

type Inputs = Record<string, TensorInfo>
type Body = (inputs: Inputs, attributes: unknown, backend: KernelBackend) => TensorInfo | TensorInfo[]

/** An own kernel may carry the name of one of tfjs, with the same inputs and attributes: then it takes its place. */
const ownName = (kernel: string): string => `understudy/${kernel}`

/** Whether the own kernels of a backend are registered: tfjs keeps them for good, over closing and opening. */
export const hasOwnKernels = (backend: BackendName): boolean => getKernel(ownName(Affine), backend) !== undefined

export function registerOwn(backendName: BackendName, kernel: string, body: Body): void {
  registerKernel({
    kernelName: ownName(kernel),
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => body(inputs as Inputs, attrs, backend as KernelBackend),
  })
}

/** The own kernel of that name where the backend has one, else tfjs's. */
export function preferredKernel(kernel: string, backend: BackendName): string {
  return getKernel(ownName(kernel), backend) ? ownName(kernel) : kernel
}

/** Runs one of tfjs's kernels from within an own one. The result is the caller's to give on or to free. */
export function callKernel(
  kernel: string,
  backendName: BackendName,
  backend: KernelBackend,
  inputs: Inputs,
  attributes: object = {},
): TensorInfo {
  return getKernel(kernel, backendName).kernelFunc({
    inputs: inputs as NamedTensorInfoMap,
    attrs: attributes as NamedAttrMap,
    backend,
  }) as TensorInfo
}
