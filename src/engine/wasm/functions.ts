// Functions: exp, log and what is made of them, on four numbers at a time.
import type { Unary } from '../kernels.ts'
import type { FunctionBuilder, FunctionReference, Local, ModuleBuilder } from './assembler.ts'

/**
 * The polynomials and the splitting of ln 2 are those of the single-precision functions of the Cephes library
 * (S. L. Moshier, Methods and Programs for Mathematical Functions, 1989): about 2 units in the last place.
 */
const expPolynomial = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
]
const logPolynomial = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
]
const tanhPolynomial = [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1]
const sinPolynomial = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]
const cosPolynomial = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2]

/** ln 2 in two parts: whole multiples of the first are exact. */
const ln2High = 0.693359375
const ln2Low = -2.1219444e-4

/** 1.5 · 2²³: added to a small number, it leaves the nearest integer in the lowest bits. */
const roundingMagic = 12582912
const roundingMagicBits = 0x4b400000

/** The bits of √½: a mantissa taken above it lies between √½ and √2. */
const rootHalfBits = 0x3f3504f3

const smallestNormal = 2 ** -126

export type Transcendental = 'exp' | 'log' | 'tanh' | 'sigmoid' | 'softplus'

type Push = () => void

/** Writes functions of vectors. What is long becomes a function of the module, once. */
export class Functions {
  readonly #module: ModuleBuilder
  /** Whether multiply and add are done in one rounding. */
  readonly fused: boolean
  readonly #made = new Map<Transcendental, FunctionReference>()

  constructor(module: ModuleBuilder, fused: boolean) {
    this.#module = module
    this.fused = fused
  }

  /** Pushes a · b + c. */
  multiplyAdd(f: FunctionBuilder, a: Push, b: Push, c: Push): void {
    if (this.fused) {
      a()
      b()
      c()
      f.op('f32x4.relaxed_madd')
    } else {
      a()
      b()
      f.op('f32x4.mul')
      c()
      f.op('f32x4.add')
    }
  }

  /** Takes x off the stack, pushes the function of it. */
  call(f: FunctionBuilder, name: Transcendental): void {
    f.call(this.#function(name))
  }

  /** Pushes a function of x; `inline`: without a call, which is quicker and longer. */
  unary(f: FunctionBuilder, name: Unary, x: Local, inline: boolean): void {
    switch (name) {
      case 'relu':
        // pmax gives its first operand where that is NaN, as Math.max would.
        f.get(x).f32x4(0).op('f32x4.pmax')
        return
      case 'step':
        f.get(x).f32x4(0).op('f32x4.gt').f32x4(1).op('v128.and')
        return
      case 'sqrt':
        f.get(x).op('f32x4.sqrt')
        return
      case 'square':
        f.get(x).get(x).op('f32x4.mul')
        return
      case 'reciprocal':
        f.f32x4(1).get(x).op('f32x4.div')
        return
      case 'abs':
        f.get(x).op('f32x4.abs')
        return
      case 'finite':
        f.get(x).get(x).op('f32x4.abs').f32x4(Number.POSITIVE_INFINITY).op('f32x4.lt').op('v128.and')
        return
      default:
        if (inline) this[name](f, x)
        else {
          f.get(x)
          this.call(f, name)
        }
    }
  }

  /** Sets `cosine` and `sine` to those of 2π · turns, for turns from 0 to 1. */
  turn(f: FunctionBuilder, turns: Local, cosine: Local, sine: Local): void {
    const quarter = f.local('v128')
    const angle = f.local('v128')
    const square = f.local('v128')
    const odd = f.local('v128')
    const plainSine = f.local('v128')
    const plainCosine = f.local('v128')
    // Quarters are taken off exactly, before π comes in.
    f.get(turns).f32x4(4).op('f32x4.mul').op('f32x4.nearest').set(quarter)
    f.get(turns)
      .get(quarter)
      .f32x4(0.25)
      .op('f32x4.mul')
      .op('f32x4.sub')
      .f32x4(2 * Math.PI)
      .op('f32x4.mul')
      .set(angle)
    f.get(angle).get(angle).op('f32x4.mul').set(square)
    this.#polynomial(f, sinPolynomial, square)
    f.get(square).op('f32x4.mul').get(angle).op('f32x4.mul').get(angle).op('f32x4.add').set(plainSine)
    this.#polynomial(f, cosPolynomial, square)
    f.get(square).op('f32x4.mul').f32x4(0.5).op('f32x4.sub').get(square).op('f32x4.mul')
    f.f32x4(1).op('f32x4.add').set(plainCosine)

    f.get(quarter).op('i32x4.trunc_sat_f32x4_s').set(quarter)
    // All bits of a lane where its quarter is odd: sine and cosine change places.
    f.get(quarter).i32(31).op('i32x4.shl').i32(31).op('i32x4.shr_s').set(odd)
    const signed = (a: Local, b: Local, offset: number, into: Local) => {
      f.get(a).get(b).get(odd).op('v128.bitselect')
      f.get(quarter).i32x4(offset, offset, offset, offset).op('i32x4.add')
      f.i32(30)
        .op('i32x4.shl')
        .i32x4(...signBits)
        .op('v128.and')
        .op('v128.xor')
        .set(into)
    }
    signed(plainSine, plainCosine, 1, cosine)
    signed(plainCosine, plainSine, 0, sine)
  }

  #function(name: Transcendental): FunctionReference {
    const made = this.#made.get(name)
    if (made) return made
    const reference = this.#module.function(['v128'], ['v128'], (f) => this[name](f, f.parameters[0]))
    this.#made.set(name, reference)
    return reference
  }

  /** Cephes expf: the nearest power of two, and a polynomial for the rest. */
  exp(f: FunctionBuilder, x: Local): void {
    const clamped = f.local('v128')
    const shifted = f.local('v128')
    const power = f.local('v128')
    const rest = f.local('v128')
    // Beyond, the result is 0 or infinite. pmin and pmax keep NaN.
    f.get(x).f32x4(89).op('f32x4.pmin').f32x4(-104).op('f32x4.pmax').set(clamped)
    this.multiplyAdd(
      f,
      () => f.get(clamped),
      () => f.f32x4(Math.LOG2E),
      () => f.f32x4(roundingMagic),
    )
    f.tee(shifted).f32x4(roundingMagic).op('f32x4.sub').set(power)
    this.multiplyAdd(
      f,
      () => f.get(power),
      () => f.f32x4(-ln2High),
      () => f.get(clamped),
    )
    f.set(rest)
    this.multiplyAdd(
      f,
      () => f.get(power),
      () => f.f32x4(-ln2Low),
      () => f.get(rest),
    )
    f.set(rest)
    this.multiplyAdd(
      f,
      () => this.#polynomial(f, expPolynomial, rest),
      () => f.get(rest).get(rest).op('f32x4.mul'),
      () => f.get(rest),
    )
    f.f32x4(1).op('f32x4.add')
    // In two factors, so that results near overflow and below the normal numbers come out.
    const exponent = shifted
    const half = power
    f.get(shifted)
      .i32x4(...lanes(roundingMagicBits))
      .op('i32x4.sub')
      .set(exponent)
    f.get(exponent).i32(1).op('i32x4.shr_s').set(half)
    f.get(half)
      .i32x4(...lanes(127))
      .op('i32x4.add')
      .i32(23)
      .op('i32x4.shl')
      .op('f32x4.mul')
    f.get(exponent)
      .get(half)
      .op('i32x4.sub')
      .i32x4(...lanes(127))
      .op('i32x4.add')
      .i32(23)
      .op('i32x4.shl')
      .op('f32x4.mul')
  }

  /** Cephes logf: exponent, and a polynomial for the mantissa between √½ and √2. */
  log(f: FunctionBuilder, x: Local): void {
    const small = f.local('v128')
    const scaled = f.local('v128')
    const exponent = f.local('v128')
    const rest = f.local('v128')
    const square = f.local('v128')
    f.get(x).f32x4(smallestNormal).op('f32x4.lt').set(small)
    f.get(x)
      .f32x4(2 ** 23)
      .op('f32x4.mul')
      .get(x)
      .get(small)
      .op('v128.bitselect')
      .set(scaled)
    f.get(scaled)
      .i32x4(...lanes(rootHalfBits))
      .op('i32x4.sub')
      .i32(23)
      .op('i32x4.shr_s')
      .set(exponent)
    f.get(scaled).get(exponent).i32(23).op('i32x4.shl').op('i32x4.sub').f32x4(1).op('f32x4.sub').set(rest)
    f.get(exponent).op('f32x4.convert_i32x4_s')
    f.get(small).f32x4(23).op('v128.and').op('f32x4.sub').set(exponent)
    f.get(rest).get(rest).op('f32x4.mul').set(square)
    // Smallest terms first.
    this.#polynomial(f, logPolynomial, rest)
    f.get(rest).op('f32x4.mul').get(square).op('f32x4.mul')
    f.get(exponent).f32x4(ln2Low).op('f32x4.mul').op('f32x4.add')
    f.get(square).f32x4(0.5).op('f32x4.mul').op('f32x4.sub')
    f.get(rest).op('f32x4.add')
    f.get(exponent).f32x4(ln2High).op('f32x4.mul').op('f32x4.add').set(rest)
    f.f32x4(Number.NEGATIVE_INFINITY).get(rest).get(x).f32x4(0).op('f32x4.eq').op('v128.bitselect').set(rest)
    f.get(x).get(rest).get(x).f32x4(Number.POSITIVE_INFINITY).op('f32x4.eq').op('v128.bitselect')
    // All bits set is a NaN: for negative numbers and for NaN.
    f.get(x).f32x4(0).op('f32x4.ge').op('v128.not').op('v128.or')
  }

  /** Cephes tanhf: a polynomial below 0.625, else 1 − 2 / (e^2|x| + 1) with the sign of x. */
  tanh(f: FunctionBuilder, x: Local): void {
    const size = f.local('v128')
    const square = f.local('v128')
    f.get(x).op('f32x4.abs').set(size)
    f.get(x).get(x).op('f32x4.mul').set(square)
    this.multiplyAdd(
      f,
      () => this.#polynomial(f, tanhPolynomial, square),
      () => f.get(square).get(x).op('f32x4.mul'),
      () => f.get(x),
    )
    const double = f.local('v128')
    f.get(size).get(size).op('f32x4.add').set(double).f32x4(1).f32x4(2)
    this.exp(f, double)
    f.f32x4(1).op('f32x4.add').op('f32x4.div').op('f32x4.sub')
    f.get(x)
      .i32x4(...signBits)
      .op('v128.and')
      .op('v128.or')
    f.get(size).f32x4(0.625).op('f32x4.lt').op('v128.bitselect')
  }

  /** 1 / (1 + e^−x) */
  sigmoid(f: FunctionBuilder, x: Local): void {
    const negative = f.local('v128')
    f.get(x).op('f32x4.neg').set(negative).f32x4(1)
    this.exp(f, negative)
    f.f32x4(1).op('f32x4.add').op('f32x4.div')
  }

  /** max(x, 0) + log(1 + e^−|x|), with what 1 + e^−|x| loses in rounding put back (Kahan's log1p). */
  softplus(f: FunctionBuilder, x: Local): void {
    const power = f.local('v128')
    const sum = f.local('v128')
    f.get(x).op('f32x4.abs').op('f32x4.neg').set(sum)
    this.exp(f, sum)
    f.tee(power).f32x4(1).op('f32x4.add').set(sum)
    this.log(f, sum)
    f.get(power).get(sum).f32x4(1).op('f32x4.sub').op('f32x4.sub').get(sum).op('f32x4.div').op('f32x4.add')
    f.get(x).f32x4(0).op('f32x4.pmax').op('f32x4.add')
  }

  /** Pushes a polynomial of x by Horner's rule, highest power first. */
  #polynomial(f: FunctionBuilder, coefficients: readonly number[], x: Local): void {
    const [first, ...others] = coefficients
    const nested = (remaining: readonly number[]): void => {
      const last = remaining.at(-1)
      if (last === undefined) {
        f.f32x4(first)
        return
      }
      this.multiplyAdd(
        f,
        () => nested(remaining.slice(0, -1)),
        () => f.get(x),
        () => f.f32x4(last),
      )
    }
    nested(others)
  }
}

const lanes = (value: number): [number, number, number, number] => [value, value, value, value]
const signBits = lanes(-0x80000000)
