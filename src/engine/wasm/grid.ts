// Grid: steps and stores on a few vectors side by side, from registers or from memory.
import type { Access, Operand, Step, Store } from '../program/launch.ts'
import type { FunctionBuilder, Local } from './assembler.ts'
import { Cursor } from './cursor.ts'
import { type ElementContext, loadsOf, storedValues, writeSteps } from './element.ts'
import type { Functions } from './functions.ts'
import type { Place } from './generation.ts'
import type { LaneCount } from './lanes.ts'

/** Walks through the matrices of a body and writes the body for the vectors at a place. */
export class Grid {
  readonly cursor: Cursor
  readonly loads: readonly Place[]
  readonly #f: FunctionBuilder
  readonly #functions: Functions
  readonly #placeOf: (access: Access) => Place
  readonly #inline: boolean
  readonly #pool: Local[] = []
  readonly #value: Local

  /**
   * `others`: operands that are evaluated besides the stores' values. `inline`: functions are written out, for grids that
   * write their body for one vector at a time.
   */
  constructor(
    f: FunctionBuilder,
    functions: Functions,
    placeOf: (access: Access) => Place,
    steps: readonly Step[],
    stores: readonly Store[],
    others: readonly Operand[] = [],
    inline = false,
  ) {
    this.#inline = inline
    this.#f = f
    this.#functions = functions
    this.#placeOf = placeOf
    this.#value = f.local('v128')
    this.loads = loadsOf(steps, [...storedValues(stores), ...others]).map(({ access }) => placeOf(access))
    this.cursor = new Cursor(f, [...this.loads, ...stores.map(({ access }) => placeOf(access))])
  }

  /** Writes steps for the vector `down` rows below and `right` columns to the right of the cursor; gives what pushes an operand. */
  evaluate(
    steps: readonly Step[],
    down: number,
    right: number,
    lanes: LaneCount,
    result?: () => void,
  ): (operand: Operand) => void {
    const context: ElementContext = {
      f: this.#f,
      functions: this.#functions,
      inline: this.#inline,
      load: ({ access }) => this.cursor.load(this.#placeOf(access), down, right, lanes),
      pool: this.#pool,
      ...(result && { result }),
    }
    return writeSteps(context, steps)
  }

  /** All steps, then all stores. */
  write(
    steps: readonly Step[],
    stores: readonly Store[],
    down: number,
    right: number,
    lanes: LaneCount,
    result?: () => void,
  ): void {
    const push = this.evaluate(steps, down, right, lanes, result)
    // What a store takes straight from memory is loaded before the first store.
    for (const { access } of loadsOf([], storedValues(stores))) {
      this.cursor.load(this.#placeOf(access), down, right, lanes)
      this.#f.op('drop')
    }
    for (const { access, value } of stores) {
      push(value)
      this.#f.set(this.#value)
      this.cursor.store(this.#placeOf(access), down, right, lanes, this.#value)
    }
  }
}
