// Part: what a part of a launch becomes in WGSL.
import type { WebGpuTable } from '../table.ts'
import type { Numbers } from './numbers.ts'

/** Invocations a workgroup for everything but products: what every device offers (WebGPU's default limit). */
export const groupSize = 256

export interface PartShader {
  /** Body of a function of `group` (workgroup), `local` (invocation within it) and `base` (its first index in `numbers`). */
  readonly body: string
  /** What it reads from `numbers[base]` on. */
  readonly numbers: readonly number[]
  /** Workgroups. */
  readonly groups: number
  /** Invocations a workgroup. */
  readonly size: number
  /** Memory of a workgroup. */
  readonly shared: string
  readonly table: WebGpuTable | null
}

/** Memory for `reduction`. */
export const lanesMemory = `var<workgroup> lanes: array<f32, ${groupSize}>;`

export function partShader(
  numbers: Numbers,
  lines: readonly string[],
  groups: number,
  more: Partial<Pick<PartShader, 'size' | 'shared' | 'table'>> = {},
): PartShader {
  const text = lines.filter((line) => line !== '').join('\n')
  const body = `${numbers.declarations(text)}\n${text}`
  return { size: groupSize, shared: '', table: null, ...more, body, numbers: numbers.values, groups }
}

/** The least power of two that is not below `value`. */
export const powerFrom = (value: number): number => 2 ** Math.ceil(Math.log2(Math.max(value, 1)))

/**
 * Brings `value`s of `count` lanes together, `step` invocations apart, into `target` on all of them. `lane` is the number
 * of this one's. All invocations of the workgroup must come by.
 */
export function reduction(
  value: string,
  target: string,
  join: (a: string, b: string) => string,
  count: number,
  step: number,
) {
  if (count === 1) return `let ${target} = ${value};`
  const other = step === 1 ? 'local + half' : `local + half * ${step}u`
  return `workgroupBarrier();
lanes[local] = ${value};
workgroupBarrier();
for (var half = ${count / 2}u; half > 0u; half >>= 1u) {
if (lane < half) { lanes[local] = ${join('lanes[local]', `lanes[${other}]`)}; }
workgroupBarrier();
}
let ${target} = lanes[local - lane${step === 1 ? '' : ` * ${step}u`}];`
}

export const added = (a: string, b: string): string => `${a} + ${b}`
export const larger = (a: string, b: string): string => `max(${a}, ${b})`
