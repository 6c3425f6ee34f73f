// Launch: one shader and one dispatch for all parts of a launch.
import type { Launch, Part } from '../../program/launch.ts'
import type { WebGpuTable } from '../table.ts'
import { directProductShader } from './directproduct.ts'
import { expandShader } from './expand.ts'
import { helpersOf } from './functions.ts'
import { mapShader } from './map.ts'
import type { PartShader } from './part.ts'
import { productShader } from './product.ts'
import { randomShader } from './random.ts'
import { activateShader, differentiateShader } from './segments.ts'
import { sumShader } from './sum.ts'

export interface LaunchShader {
  /** WGSL. Launches with the same text differ in their numbers alone. */
  readonly text: string
  readonly numbers: Uint32Array
  /** Workgroups along x and y. */
  readonly groups: readonly [x: number, y: number]
  readonly table: WebGpuTable | null
}

/** Workgroups along one dimension that every device can do (WebGPU's default limit). */
const mostGroups = 65535

/**
 * `cooperative`: whether invocations of a workgroup work together through its memory. A graphics processor is quicker so;
 * one imitated by software is slower, and compiles for seconds, since it writes out the zeroing of that memory word by word.
 */
export function launchShader({ parts }: Launch, cooperative: boolean): LaunchShader {
  const shaders = parts.map((part) => shaderOf(part, cooperative))
  const [{ size, table }] = shaders
  if (shaders.some((shader) => shader.size !== size || (table && shader !== shaders[0])))
    throw new TypeError('these parts cannot be in one launch')
  const bodies = [...new Set(shaders.map(({ body }) => body))]
  const record = 1 + Math.max(...shaders.map(({ numbers }) => numbers.length))

  // First of all the first workgroup of every part, then a record a part: which body, and its numbers.
  const numbers = new Uint32Array(parts.length * (1 + record))
  let groups = 0
  shaders.forEach((shader, i) => {
    numbers[i] = groups
    const base = parts.length + i * record
    numbers[base] = bodies.indexOf(shader.body)
    numbers.set(shader.numbers, base + 1)
    groups += shader.groups
  })

  const y = Math.ceil(groups / mostGroups)
  const shared = [...new Set(shaders.map((shader) => shader.shared))].join('\n')
  const functions = bodies.map((body, i) => `fn part${i}(group: u32, local: u32, base: u32) {\n${body}\n}`).join('\n')
  const own = `${shared}\n${functions}`
  const text = `@group(0) @binding(0) var<storage, read_write> variables: array<f32>;
@group(0) @binding(1) var<storage, read_write> work: array<f32>;
@group(0) @binding(2) var<storage, read> feeds: array<u32>;
@group(0) @binding(3) var<storage, read> numbers: array<u32>;
${table ? '@group(1) @binding(0) var<storage, read> rowsOfTable: array<u32>;' : ''}
${helpersOf(own)}${own}
@compute @workgroup_size(${size})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) local: u32) {
let group = id.y * ${mostGroups}u + id.x;
${y > 1 ? `if (group >= ${groups}u) { return; }` : ''}
${dealt(parts.length, record, bodies.length)}
}
`
  return { text, numbers, groups: [y > 1 ? mostGroups : groups, y], table }
}

/** Gives the workgroup to its part. */
function dealt(parts: number, record: number, bodies: number): string {
  const one = `var part = 0u;
while (part + 1u < ${parts}u && group >= numbers[part + 1u]) { part++; }`
  const find = parts === 1 ? 'let part = 0u;' : one
  const give = (body: number) => `part${body}(group - numbers[part], local, ${parts}u + part * ${record}u + 1u);`
  if (bodies === 1) return `${find}\n${give(0)}`
  const cases = Array.from({ length: bodies - 1 }, (_, i) => `case ${i + 1}u: { ${give(i + 1)} }`)
  return `${find}
switch numbers[${parts}u + part * ${record}u] {
${cases.join('\n')}
default: { ${give(0)} }
}`
}

function shaderOf(part: Part, cooperative: boolean): PartShader {
  switch (part.kind) {
    case 'map':
      return mapShader(part)
    case 'product':
      return cooperative ? productShader(part) : directProductShader(part)
    case 'sum':
      return sumShader(part, cooperative)
    case 'activate':
      return activateShader(part, cooperative)
    case 'differentiate':
      return differentiateShader(part, cooperative)
    case 'random':
      return randomShader(part)
    case 'expand':
      return expandShader(part)
  }
}
