// Own kernels: what tfjs lacks, or has only slowly, is registered with tfjs under names of our own, a backend at a time.
import {
  getKernel,
  type KernelBackend,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import type { AdamSettings, Segment } from '../kernels.ts'

/** tfjs's own names of its backends. */
export type TfjsBackend = 'webgpu' | 'webgl' | 'wasm' | 'cpu'

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
/** Inputs value, first, second, gradient, rate [1, 1], epsilon [1, 1]; attributes AdamAttributes. Outputs value, first, second. */
export const AdamStep = 'AdamStep'

export interface AffineAttributes {
  readonly scale: number
  readonly shift: number
}

export interface SegmentAttributes {
  readonly segments: readonly Segment[]
  readonly temperature: number
}

export type AdamAttributes = Pick<AdamSettings, 'beta1' | 'beta2' | 'weightDecay'>

type Inputs = Record<string, TensorInfo>
type Body = (inputs: Inputs, attributes: unknown, backend: KernelBackend) => TensorInfo | TensorInfo[]

/** An own kernel may carry the name of one of tfjs, with the same inputs and attributes: then it takes its place. */
const ownName = (kernel: string): string => `understudy/${kernel}`

/** Whether the own kernels of a backend are registered: tfjs keeps them for good, over closing and opening. */
export const hasOwnKernels = (backend: TfjsBackend): boolean => getKernel(ownName(Affine), backend) !== undefined

export function registerOwn(backendName: TfjsBackend, kernel: string, body: Body): void {
  registerKernel({
    kernelName: ownName(kernel),
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => body(inputs as Inputs, attrs, backend as KernelBackend),
  })
}

/** The own kernel of that name where the backend has one, else tfjs's. */
export function preferredKernel(kernel: string, backend: TfjsBackend): string {
  return getKernel(ownName(kernel), backend) ? ownName(kernel) : kernel
}

/** Runs one of tfjs's kernels from within an own one. The result is the caller's to give on or to free. */
export function callKernel(
  kernel: string,
  backendName: TfjsBackend,
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
