// Opcodes: the WebAssembly instructions that the generators use (Core specification 2.0, chapter 5; relaxed SIMD proposal).

const simd = (code: number): readonly number[] => [0xfd, ...leb(code)]
const atomic = (code: number): readonly number[] => [0xfe, ...leb(code)]

/** Unsigned LEB128. */
export function leb(value: number): number[] {
  const bytes: number[] = []
  let rest = value >>> 0
  do {
    const low = rest & 0x7f
    rest >>>= 7
    bytes.push(rest === 0 ? low : low | 0x80)
  } while (rest !== 0)
  return bytes
}

/** Signed LEB128 of a 32-bit integer. */
export function signedLeb(value: number): number[] {
  const bytes: number[] = []
  let rest = value | 0
  for (;;) {
    const low = rest & 0x7f
    rest >>= 7
    const last = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)
    bytes.push(last ? low : low | 0x80)
    if (last) return bytes
  }
}

/** Instructions without immediates. */
export const plainOpcodes = {
  unreachable: [0x00],
  return: [0x0f],
  drop: [0x1a],
  select: [0x1b],

  'i32.eqz': [0x45],
  'i32.eq': [0x46],
  'i32.ne': [0x47],
  'i32.lt_s': [0x48],
  'i32.lt_u': [0x49],
  'i32.gt_s': [0x4a],
  'i32.le_s': [0x4c],
  'i32.ge_s': [0x4e],
  'i32.ge_u': [0x4f],
  'i32.add': [0x6a],
  'i32.sub': [0x6b],
  'i32.mul': [0x6c],
  'i32.div_u': [0x6e],
  'i32.rem_u': [0x70],
  'i32.and': [0x71],
  'i32.or': [0x72],
  'i32.shl': [0x74],
  'i32.shr_u': [0x76],

  'memory.fill': [0xfc, 0x0b, 0x00],

  'f32.add': [0x92],
  'f32.sub': [0x93],
  'f32.mul': [0x94],
  'f32.div': [0x95],
  'f32.max': [0x97],

  'i32x4.splat': simd(0x11),
  'f32x4.splat': simd(0x13),
  'i32x4.eq': simd(0x37),
  'i32x4.ne': simd(0x38),
  'i32x4.gt_s': simd(0x3b),
  'f32x4.eq': simd(0x41),
  'f32x4.lt': simd(0x43),
  'f32x4.gt': simd(0x44),
  'f32x4.le': simd(0x45),
  'f32x4.ge': simd(0x46),
  'v128.not': simd(0x4d),
  'v128.and': simd(0x4e),
  'v128.andnot': simd(0x4f),
  'v128.or': simd(0x50),
  'v128.xor': simd(0x51),
  'v128.bitselect': simd(0x52),
  'f32x4.floor': simd(0x68),
  'f32x4.nearest': simd(0x6a),
  'i32x4.shl': simd(0xab),
  'i32x4.shr_s': simd(0xac),
  'i32x4.shr_u': simd(0xad),
  'i32x4.add': simd(0xae),
  'i32x4.sub': simd(0xb1),
  'i32x4.mul': simd(0xb5),
  'f32x4.abs': simd(0xe0),
  'f32x4.neg': simd(0xe1),
  'f32x4.sqrt': simd(0xe3),
  'f32x4.add': simd(0xe4),
  'f32x4.sub': simd(0xe5),
  'f32x4.mul': simd(0xe6),
  'f32x4.div': simd(0xe7),
  'f32x4.min': simd(0xe8),
  'f32x4.max': simd(0xe9),
  'f32x4.pmin': simd(0xea),
  'f32x4.pmax': simd(0xeb),
  'i32x4.trunc_sat_f32x4_s': simd(0xf8),
  'f32x4.convert_i32x4_s': simd(0xfa),
  'f32x4.convert_i32x4_u': simd(0xfb),
  /** a · b + c in one rounding where the processor has it. */
  'f32x4.relaxed_madd': simd(0x105),
} satisfies Record<string, readonly number[]>

export type PlainOpcode = keyof typeof plainOpcodes

/** Loads and stores, each with the logarithm of its natural alignment. */
export const memoryOpcodes = {
  'i32.load': [[0x28], 2],
  'f32.load': [[0x2a], 2],
  'i32.load16_u': [[0x2f], 1],
  'i32.store': [[0x36], 2],
  'f32.store': [[0x38], 2],
  'v128.load': [simd(0x00), 2],
  'v128.load32_splat': [simd(0x09), 2],
  'v128.store': [simd(0x0b), 2],
  'v128.load32_zero': [simd(0x5c), 2],
  'v128.load64_zero': [simd(0x5d), 2],
  'memory.atomic.notify': [atomic(0x00), 2],
  'memory.atomic.wait32': [atomic(0x01), 2],
  'i32.atomic.load': [atomic(0x10), 2],
  'i32.atomic.store': [atomic(0x17), 2],
  'i32.atomic.rmw.add': [atomic(0x1e), 2],
} satisfies Record<string, readonly [readonly number[], number]>

export type MemoryOpcode = keyof typeof memoryOpcodes

/** Instructions with a lane. */
export const laneOpcodes = {
  'i32x4.extract_lane': simd(0x1b),
  'f32x4.extract_lane': simd(0x1f),
  'f32x4.replace_lane': simd(0x20),
} satisfies Record<string, readonly number[]>

export type LaneOpcode = keyof typeof laneOpcodes

/** Loads and stores of one lane. */
export const laneMemoryOpcodes = {
  'v128.load32_lane': [simd(0x56), 2],
  'v128.store32_lane': [simd(0x5a), 2],
  'v128.store64_lane': [simd(0x5b), 2],
} satisfies Record<string, readonly [readonly number[], number]>

export type LaneMemoryOpcode = keyof typeof laneMemoryOpcodes

export const shuffleOpcode = simd(0x0d)
export const v128ConstantOpcode = simd(0x0c)
