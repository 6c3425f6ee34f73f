// Assembler: writes WebAssembly modules, function by function, as bytes.
import {
  type LaneMemoryOpcode,
  type LaneOpcode,
  laneMemoryOpcodes,
  laneOpcodes,
  leb,
  type MemoryOpcode,
  memoryOpcodes,
  type PlainOpcode,
  plainOpcodes,
  shuffleOpcode,
  signedLeb,
  v128ConstantOpcode,
} from './opcodes.ts'

export type ValueType = 'i32' | 'f32' | 'v128'

const typeCodes: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, v128: 0x7b }

/** A local variable of a function. */
export interface Local {
  readonly index: number
  readonly type: ValueType
}

/** A function of a module, to be called by others. */
export interface FunctionReference {
  readonly index: number
}

/** Writes the body of one function. Every method appends instructions; the stack is the writer's to keep in order. */
export class FunctionBuilder implements FunctionReference {
  readonly parameters: readonly Local[]
  readonly #locals: ValueType[] = []
  readonly #code: number[] = []

  constructor(
    readonly index: number,
    parameterTypes: readonly ValueType[],
    readonly results: readonly ValueType[],
  ) {
    this.parameters = parameterTypes.map((type, i) => ({ index: i, type }))
  }

  local(type: ValueType): Local {
    this.#locals.push(type)
    return { index: this.parameters.length + this.#locals.length - 1, type }
  }

  locals(type: ValueType, count: number): Local[] {
    return Array.from({ length: count }, () => this.local(type))
  }

  get({ index }: Local): this {
    return this.#emit(0x20, ...leb(index))
  }

  set({ index }: Local): this {
    return this.#emit(0x21, ...leb(index))
  }

  tee({ index }: Local): this {
    return this.#emit(0x22, ...leb(index))
  }

  i32(value: number): this {
    return this.#emit(0x41, ...signedLeb(value))
  }

  /** As a 64-bit integer. */
  i64(value: number): this {
    return this.#emit(0x42, ...signedLeb(value))
  }

  f32(value: number): this {
    return this.#emit(0x43, ...new Uint8Array(Float32Array.of(value).buffer))
  }

  /** The same number in all four lanes. Not as a vector: V8 puts those together from two halves, which takes longer. */
  f32x4(value: number): this {
    return Object.is(value, 0) ? this.i32x4(0, 0, 0, 0) : this.f32(value).op('f32x4.splat')
  }

  i32x4(...lanes: [number, number, number, number]): this {
    const [first] = lanes
    if (first !== 0 && lanes.every((lane) => lane === first)) return this.i32(first).op('i32x4.splat')
    return this.#emit(...v128ConstantOpcode, ...new Uint8Array(Int32Array.from(lanes).buffer))
  }

  op(name: PlainOpcode): this {
    return this.#emit(...plainOpcodes[name])
  }

  /** A load or store at the address on the stack plus `offset` bytes. */
  memory(name: MemoryOpcode, offset = 0): this {
    const [code, alignment] = memoryOpcodes[name]
    return this.#emit(...code, alignment, ...leb(offset))
  }

  lane(name: LaneOpcode, lane: number): this {
    return this.#emit(...laneOpcodes[name], lane)
  }

  laneMemory(name: LaneMemoryOpcode, lane: number, offset = 0): this {
    const [code, alignment] = laneMemoryOpcodes[name]
    return this.#emit(...code, alignment, ...leb(offset), lane)
  }

  /** Each lane of the result is the named lane of the two operands, 0 to 7. */
  shuffle32(...lanes: [number, number, number, number]): this {
    const bytes = lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte))
    return this.#emit(...shuffleOpcode, ...bytes)
  }

  call({ index }: FunctionReference): this {
    return this.#emit(0x10, ...leb(index))
  }

  /** A block; `branch(depth)` within leaves it. */
  block(body: () => void): this {
    this.#emit(0x02, 0x40)
    body()
    return this.#emit(0x0b)
  }

  /** A loop; `branch(depth)` within starts it anew. */
  loop(body: () => void): this {
    this.#emit(0x03, 0x40)
    body()
    return this.#emit(0x0b)
  }

  /** Takes the condition off the stack. */
  if(then: () => void, otherwise?: () => void): this {
    this.#emit(0x04, 0x40)
    then()
    if (otherwise) {
      this.#emit(0x05)
      otherwise()
    }
    return this.#emit(0x0b)
  }

  branch(depth: number): this {
    return this.#emit(0x0c, ...leb(depth))
  }

  branchIf(depth: number): this {
    return this.#emit(0x0d, ...leb(depth))
  }

  /** Adds a constant to an i32 local. */
  increase(local: Local, by: number): this {
    return this.get(local).i32(by).op('i32.add').set(local)
  }

  /** Runs `body` while `counter`, which goes up by `step` from where it stands, is below the number that `end` pushes. */
  countUp(counter: Local, end: number | Local, step: number, body: () => void): this {
    const pushEnd = () => (typeof end === 'number' ? this.i32(end) : this.get(end))
    this.get(counter)
    pushEnd().op('i32.lt_s')
    return this.if(() => {
      this.loop(() => {
        body()
        this.get(counter).i32(step).op('i32.add').tee(counter)
        pushEnd().op('i32.lt_s').branchIf(0)
      })
    })
  }

  /** As an entry of the code section. */
  encode(): number[] {
    // One entry a run of equal types would be shorter; one a local is simpler.
    const locals = [...leb(this.#locals.length), ...this.#locals.flatMap((type) => [1, typeCodes[type]])]
    const size = locals.length + this.#code.length + 1
    return [...leb(size)].concat(locals, this.#code, [0x0b])
  }

  #emit(...bytes: readonly number[]): this {
    for (const byte of bytes) this.#code.push(byte)
    return this
  }
}

export interface MemoryImport {
  /** Pages of 64 KiB, to begin with and at most. */
  readonly minimum: number
  readonly maximum: number
  readonly shared: boolean
}

/** A module that imports its memory as `host.memory` and exports functions by name. */
export class ModuleBuilder {
  readonly #functions: FunctionBuilder[] = []
  readonly #exports: { readonly name: string; readonly index: number }[] = []
  readonly #memory: MemoryImport

  constructor(memory: MemoryImport) {
    this.#memory = memory
  }

  /** Starts a function, which `build` writes; exported where it has a name. */
  function(
    parameters: readonly ValueType[],
    results: readonly ValueType[],
    build: (f: FunctionBuilder) => void,
    name?: string,
  ): FunctionReference {
    const f = new FunctionBuilder(this.#functions.length, parameters, results)
    this.#functions.push(f)
    if (name !== undefined) this.#exports.push({ name, index: f.index })
    build(f)
    return f
  }

  encode(): Uint8Array<ArrayBuffer> {
    const { minimum, maximum, shared } = this.#memory
    const text = (value: string) => {
      const bytes = new TextEncoder().encode(value)
      return [...leb(bytes.length), ...bytes]
    }
    const vector = (entries: readonly (readonly number[])[]) => leb(entries.length).concat(...entries)
    const types = (list: readonly ValueType[]) => [...leb(list.length), ...list.map((type) => typeCodes[type])]
    const section = (id: number, content: readonly number[]) => [id, ...leb(content.length)].concat(content)
    const limits = [shared ? 0x03 : 0x01, ...leb(minimum), ...leb(maximum)]
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      // One type a function: no need to look for equal ones.
      ...section(
        1,
        vector(
          this.#functions.map(({ parameters, results }) => [
            0x60,
            ...types(parameters.map(({ type }) => type)),
            ...types(results),
          ]),
        ),
      ),
      ...section(2, vector([[...text('host'), ...text('memory'), 0x02, ...limits]])),
      ...section(3, vector(this.#functions.map(({ index }) => leb(index)))),
      ...section(7, vector(this.#exports.map(({ name, index }) => [...text(name), 0x00, ...leb(index)]))),
      ...section(10, vector(this.#functions.map((f) => f.encode()))),
    ])
  }
}
