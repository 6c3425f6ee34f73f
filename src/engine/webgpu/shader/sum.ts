// Sum: several lanes an output, brought together in the workgroup's memory.
import type { SumPart } from '../../program/launch.ts'
import { Addresses, Body } from './body.ts'
import { Numbers } from './numbers.ts'
import { added, groupSize, lanesMemory, type PartShader, partShader, powerFrom, reduction } from './part.ts'

/** Terms that a lane should have at least before there is another one. */
const termsALane = 4
/** Lanes over rows: with these, eight neighbouring columns are read together. */
const rowLanes = 32

function lanesOf(over: SumPart['over'], outputs: number, terms: number): number {
  const wanted = powerFrom(terms / termsALane)
  if (over === 'columns') return Math.min(wanted, groupSize)
  // Where there are few columns, the lanes take the whole workgroup.
  return Math.max(Math.min(wanted, rowLanes), groupSize / powerFrom(Math.min(outputs, groupSize)))
}

/** `cooperative`: whether invocations share the workgroup's memory; else one makes a whole sum. */
export function sumShader(part: SumPart, cooperative: boolean): PartShader {
  const { over, rows, columns, before, summand, steps, stores } = part
  const overRows = over === 'rows'
  const [outputs, terms] = overRows ? [columns, rows] : [rows, columns]
  const lanes = cooperative ? lanesOf(over, outputs, terms) : 1
  const across = groupSize / lanes

  const numbers = new Numbers()
  const addresses = new Addresses(numbers)
  const term = new Body(numbers, addresses, {
    row: overRows ? 'term' : 'output',
    column: overRows ? 'output' : 'term',
    rows,
    columns,
  })
  term.run(before)
  const value = term.value(summand)
  const last = { row: overRows ? '0u' : 'output', column: overRows ? 'output' : '0u' }
  const shape = overRows ? { rows: 1, columns } : { rows, columns: 1 }
  const after = new Body(numbers, addresses, { ...last, ...shape, index: 'output' }, 'result')
  after.run(steps)
  after.store(stores)
  // Neighbouring invocations read neighbouring words: along a row they are lanes, over rows they are outputs.
  const lines = [
    overRows
      ? `let lane = local / ${across}u;\nlet output = group * ${across}u + local % ${across}u;`
      : `let lane = local % ${lanes}u;\nlet output = group * ${across}u + local / ${lanes}u;`,
    'var total = 0.0;',
    `if (output < ${outputs}u) {`,
    `for (var term = lane; term < ${terms}u; term += ${lanes}u) {`,
    term.text,
    `total += ${value};`,
    '}',
    '}',
    reduction('total', 'result', added, lanes, overRows ? across : 1),
    `if (lane == 0u && output < ${outputs}u) {`,
    after.text,
    '}',
  ]
  return partShader(numbers, lines, Math.ceil(outputs / across), { shared: lanes === 1 ? '' : lanesMemory })
}
