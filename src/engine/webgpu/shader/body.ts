// Body: writes the steps and stores of one element.
import type { Access, Operand, Region, Step, Store } from '../../program/launch.ts'
import { call } from './functions.ts'
import type { Numbers } from './numbers.ts'

/** Where an element is: the names of its row and column, and the shape that they run over. */
export interface Place {
  readonly row: string
  readonly column: string
  readonly rows: number
  readonly columns: number
  /** The name of row · columns + column, where there is one. */
  readonly index?: string
}

const regions = { variable: 'variables', work: 'work', feed: 'feeds' } as const

/** The float at an index of a region. */
export function wordOf(region: Region, index: string): string {
  const word = `${regions[region]}[${index}]`
  return region === 'feed' ? `bitcast<f32>(${word})` : word
}

/** Addresses of a part: the start of each access is a number that is read once. */
export class Addresses {
  readonly #starts = new Map<string, string>()
  readonly #numbers: Numbers

  constructor(numbers: Numbers) {
    this.#numbers = numbers
  }

  /** The name of the access's first word within its region. */
  start({ slot, offset }: Access): string {
    const key = `${slot.region} ${slot.id} ${offset}`
    const known = this.#starts.get(key) ?? this.#numbers.integer(slot.offset + offset)
    this.#starts.set(key, known)
    return known
  }

  /** The expression of the access's word at a place. */
  at(access: Access, place: Place): string {
    const start = this.start(access)
    const way = wayOf(access, place)
    if (way === 'one') return start
    if (way === 'flat' && place.index) return `${start} + ${place.index}`
    const { rowStride, columnStride } = access
    const steps = [
      [place.row, place.rows === 1 ? 0 : rowStride],
      [place.column, place.columns === 1 ? 0 : columnStride],
    ] as const
    const terms = steps.flatMap(([name, stride]) =>
      stride === 0 ? [] : [stride === 1 ? name : `${name} * ${stride}u`],
    )
    return [start, ...terms].join(' + ')
  }

  load(access: Access, place: Place): string {
    return wordOf(access.slot.region, this.at(access, place))
  }
}

/** `one`: the same word everywhere; `flat`: the words in their order; else by strides. */
export function wayOf({ rowStride, columnStride }: Access, { rows, columns }: Omit<Place, 'row' | 'column'>) {
  if ((rows === 1 || rowStride === 0) && (columns === 1 || columnStride === 0)) return 'one'
  if ((rows === 1 || rowStride === columns) && (columns === 1 || columnStride === 1)) return 'flat'
  return 'strided'
}

/** The statements for one element. Every load comes before every store. */
export class Body {
  readonly #lines: string[] = []
  readonly #loads = new Map<string, string>()
  readonly #steps: string[] = []
  readonly #numbers: Numbers
  readonly #addresses: Addresses
  readonly #place: Place
  readonly #result: string | undefined

  /** `result`: the name of what the part itself computes. */
  constructor(numbers: Numbers, addresses: Addresses, place: Place, result?: string) {
    this.#numbers = numbers
    this.#addresses = addresses
    this.#place = place
    this.#result = result
  }

  get text(): string {
    return this.#lines.join('\n')
  }

  /** The name of an operand's value. */
  value(operand: Operand): string {
    switch (operand.kind) {
      case 'load': {
        const load = this.#addresses.load(operand.access, this.#place)
        const known = this.#loads.get(load) ?? this.#name('x', this.#loads.size, load)
        this.#loads.set(load, known)
        return known
      }
      case 'number': {
        // By name: WGSL refuses a constant expression that overflows.
        const literal = this.#numbers.float(operand.value)
        const known = this.#loads.get(literal) ?? this.#name('x', this.#loads.size, literal)
        this.#loads.set(literal, known)
        return known
      }
      case 'step':
        return this.#steps[operand.index]
      case 'result':
        if (this.#result === undefined) throw new TypeError('this part has no result')
        return this.#result
    }
  }

  run(steps: readonly Step[]): void {
    for (const step of steps) {
      const operands = step.operands.map((operand) => this.value(operand))
      this.#steps.push(this.#name('s', this.#steps.length, call(step.function, operands, this.#numbers)))
    }
  }

  store(stores: readonly Store[]): void {
    const values = stores.map(({ value }) => this.value(value))
    stores.forEach(({ access }, i) => {
      this.#lines.push(`${regions[access.slot.region]}[${this.#addresses.at(access, this.#place)}] = ${values[i]};`)
    })
  }

  #name(letter: string, number: number, expression: string): string {
    this.#lines.push(`let ${letter}${number} = ${expression};`)
    return `${letter}${number}`
  }
}
