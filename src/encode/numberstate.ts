// NumberState: all that a NumberCodec needs to live again, as it is saved.
import * as v from 'valibot'
import { sources } from './codec.ts'

const finite = v.pipe(v.number(), v.finite())
const rising = v.check((list: number[]) => list.every((value, i) => i === 0 || value >= list[i - 1]), 'must not fall')
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))

const quantileMap = v.pipe(
  v.object({
    levels: v.pipe(v.array(share), v.minLength(2), rising),
    values: v.pipe(v.array(finite), v.minLength(2), rising),
  }),
  v.check((map) => map.levels.length === map.values.length, 'needs one value a level'),
)

export const numberState = v.pipe(
  v.object({
    kind: v.literal('number'),
    /** Digits behind the decimal mark that decoded numbers carry; `null`: all. */
    decimals: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20))),
    minimum: finite,
    maximum: finite,
    /** Where the bounds come from. */
    bounds: v.picklist(sources),
    /** Where atoms, components and shares come from. */
    shape: v.picklist(sources),
    atoms: v.pipe(v.array(finite), rising),
    cuts: v.pipe(v.array(finite), rising),
    maps: v.array(quantileMap),
    /** Of the cells with a value: how often each atom, then each component occurs. */
    shares: v.array(share),
    /** False: where a number lies within its component is drawn anew, and has no place in an encoded row. */
    scalar: v.optional(v.boolean(), true),
    /** True: missing is a category. */
    missing: v.boolean(),
    /** Of all cells; `null`: not known. */
    missingShare: v.optional(v.nullable(share), null),
  }),
  v.check((state) => state.minimum <= state.maximum, 'needs minimum ≤ maximum'),
  v.check((state) => state.cuts.length === Math.max(0, state.maps.length - 1), 'needs a cut between components'),
  v.check((state) => state.shares.length === state.atoms.length + state.maps.length, 'needs a share a category'),
)

export type NumberState = v.InferOutput<typeof numberState>
