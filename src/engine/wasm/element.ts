// Element: the steps of a body, on four elements at a time.
import type { Operand, Step, Store } from '../program/launch.ts'
import type { ElementFunction } from '../program/operation.ts'
import type { FunctionBuilder, Local } from './assembler.ts'
import type { Functions } from './functions.ts'

/** What the steps of a body are written with. */
export interface ElementContext {
  readonly f: FunctionBuilder
  readonly functions: Functions
  /** Whether functions are written out rather than called: where there are few copies of the body. */
  readonly inline: boolean
  /** Pushes the numbers of a load. */
  readonly load: (operand: Operand & { kind: 'load' }) => void
  /** Pushes what the part itself has computed. */
  readonly result?: () => void
  /** Locals for the steps' results, which bodies written one after another share; more are made as needed. */
  readonly pool: Local[]
}

/** Writes the steps and gives a function that pushes an operand. */
export function writeSteps(context: ElementContext, steps: readonly Step[]): (operand: Operand) => void {
  const { f, pool } = context
  while (pool.length < steps.length + 2) pool.push(f.local('v128'))
  const push = (operand: Operand): void => {
    if (operand.kind === 'load') context.load(operand)
    else if (operand.kind === 'number') f.f32x4(operand.value)
    else if (operand.kind === 'step') f.get(pool[operand.index])
    else if (context.result) context.result()
    else throw new TypeError('A step asks for the result of a part that has none.')
  }
  const [first, second] = pool.slice(steps.length)
  for (const [index, { function: what, operands }] of steps.entries()) {
    const [a, b] = operands
    writeFunction(
      context,
      what,
      () => push(a),
      () => push(b),
      [first, second],
    )
    f.set(pool[index])
  }
  return push
}

function writeFunction(
  { f, functions, inline }: ElementContext,
  what: ElementFunction,
  a: () => void,
  b: () => void,
  [x, mask]: readonly Local[],
): void {
  switch (what.name) {
    case 'identity':
      a()
      return
    case 'add':
      a()
      b()
      f.op('f32x4.add')
      return
    case 'subtract':
      a()
      b()
      f.op('f32x4.sub')
      return
    case 'multiply':
      a()
      b()
      f.op('f32x4.mul')
      return
    case 'divide':
      a()
      b()
      f.op('f32x4.div')
      return
    case 'minimum':
      a()
      b()
      f.op('f32x4.min')
      return
    case 'affine':
      writeAffine(f, functions, a, what.scale, what.shift)
      return
    case 'leakyRelu':
      a()
      f.tee(x).get(x).f32x4(what.slope).op('f32x4.mul')
      f.get(x).f32x4(0).op('f32x4.gt').op('v128.bitselect')
      return
    case 'leakyStep':
      a()
      f.f32x4(0).op('f32x4.gt').set(mask)
      f.f32x4(1).f32x4(what.slope).get(mask).op('v128.bitselect')
      return
    default:
      a()
      f.set(x)
      functions.unary(f, what.name, x, inline)
  }
}

function writeAffine(f: FunctionBuilder, functions: Functions, a: () => void, scale: number, shift: number): void {
  if (scale === 1) {
    a()
    f.f32x4(shift).op('f32x4.add')
  } else if (shift === 0) {
    a()
    f.f32x4(scale).op('f32x4.mul')
  } else {
    functions.multiplyAdd(
      f,
      a,
      () => f.f32x4(scale),
      () => f.f32x4(shift),
    )
  }
}

/** Every access that steps and operands load. */
export function loadsOf(steps: readonly Step[], operands: readonly Operand[]): (Operand & { kind: 'load' })[] {
  return [...steps.flatMap((step) => step.operands), ...operands].filter((operand) => operand.kind === 'load')
}

export const storedValues = (stores: readonly Store[]): Operand[] => stores.map(({ value }) => value)
