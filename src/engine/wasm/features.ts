// Features: what the WebAssembly of this machine can do.
import { ModuleBuilder } from './assembler.ts'

export interface Features {
  readonly simd: boolean
  /** A multiply-add in one rounding (relaxed SIMD). */
  readonly fused: boolean
  /** Memory that several threads share. */
  readonly shared: boolean
}

export const inNode = (): boolean => typeof process === 'object' && process.versions?.node !== undefined

/** Loads a module of Node; the name is a parameter so that bundlers for browsers leave it alone. */
export const importNode = <Module>(name: string): Promise<Module> => import(/* @vite-ignore */ name)

/** Looks by validating modules of a few bytes, which depends on nothing else. */
export async function findFeatures(): Promise<Features> {
  if (inNode()) {
    // Node 20 has relaxed SIMD behind a flag, which newer versions do not need and may not know.
    const v8 = await importNode<typeof import('node:v8')>('node:v8')
    if (!validates(true)) v8.setFlagsFromString('--experimental-wasm-relaxed-simd')
  }
  const isolated = inNode() || globalThis.crossOriginIsolated === true
  return { simd: validates(false), fused: validates(true), shared: isolated && typeof SharedArrayBuffer === 'function' }
}

function validates(fused: boolean): boolean {
  const module = new ModuleBuilder({ minimum: 1, maximum: 1, shared: false })
  module.function(['v128'], ['v128'], (f) => {
    const [x] = f.parameters
    f.get(x).get(x)
    if (fused) f.get(x).op('f32x4.relaxed_madd')
    else f.op('f32x4.mul')
  })
  return WebAssembly.validate(module.encode())
}
