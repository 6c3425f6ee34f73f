// Functions: element-wise functions in WGSL, kept from overflow, since WGSL promises neither infinity nor NaN.
import type { ElementFunction } from '../../program/operation.ts'
import type { Numbers } from './numbers.ts'

/** Functions of our own, each using only those before it. */
const helpers: Record<string, string> = {
  // By the exponent's bits: a compiler may take for granted that a comparison never meets a NaN.
  isFinite: `fn isFinite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }`,
  isNan: `fn isNan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }`,
  // log(1 + x) for x in [−1/2, 1] as 2 artanh(x / (2 + x)), seven terms: WGSL's own log is wrong by 5e-7 near 1.
  logOnePlus: `fn logOnePlus(x: f32) -> f32 {
  let s = x / (2.0 + x);
  let q = s * s;
  let tail = 1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0 + q / 13.0));
  return 2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (0.2 + q * tail)));
}`,
  // x − 1 is exact there.
  logarithm: `fn logarithm(x: f32) -> f32 { return select(log(x), logOnePlus(x - 1.0), x >= 0.5 && x <= 2.0); }`,
  softplus: `fn softplus(x: f32) -> f32 { return max(x, 0.0) + logOnePlus(exp(-abs(x))); }`,
  sigmoid: `fn sigmoid(x: f32) -> f32 {
  let power = exp(-abs(x));
  return select(power, 1.0, x >= 0.0) / (1.0 + power);
}`,
  // Near zero the quotient would lose its digits: five terms of the series instead.
  tangent: `fn tangent(x: f32) -> f32 {
  let power = exp(-2.0 * abs(x));
  let q = x * x;
  let series = x * (1.0 + q * (-1.0 / 3.0 + q * (2.0 / 15.0 + q * (-17.0 / 315.0 + q * 62.0 / 2835.0))));
  return select(sign(x) * (1.0 - power) / (1.0 + power), series, abs(x) < 0.3);
}`,
  smaller: `fn smaller(a: f32, b: f32) -> f32 { return select(min(a, b), a + b, isNan(a) || isNan(b)); }`,
  // 13 rounds of Threefry-2x32 (src/math/threefry.ts).
  threefry: `fn threefry(key: vec2u, counter: vec2u) -> vec2u {
  var keys = array<u32, 3>(key.x, key.y, 0x1bd11bdau ^ key.x ^ key.y);
  var x = counter.x + key.x;
  var y = counter.y + key.y;
${threefryRounds()}
  return vec2u(x, y);
}`,
  // sin and cos of 2πu for u in [0, 1), in that order: the octant is exact, the rest is at most π/4, where the series is.
  circle: `fn circle(u: f32) -> vec2f {
  let quarter = floor(u * 4.0 + 0.5);
  let angle = (u - quarter * 0.25) * 6.283185307179586;
  let q = angle * angle;
  let s = angle * (1.0 + q * (-1.0 / 6.0 + q * (1.0 / 120.0 + q * (-1.0 / 5040.0 + q / 362880.0))));
  let c = 1.0 + q * (-0.5 + q * (1.0 / 24.0 + q * (-1.0 / 720.0 + q / 40320.0)));
  switch u32(quarter) & 3u {
    case 0u: { return vec2f(s, c); }
    case 1u: { return vec2f(c, -s); }
    case 2u: { return vec2f(-s, -c); }
    default: { return vec2f(-c, s); }
  }
}`,
}

function threefryRounds(): string {
  const rotations = [13, 15, 26, 6, 17, 29, 16, 24]
  const lines: string[] = []
  for (let round = 0; round < 13; round++) {
    const r = rotations[round % 8]
    lines.push(`  x += y; y = ((y << ${r}u) | (y >> ${32 - r}u)) ^ x;`)
    if (round % 4 === 3) {
      const injection = (round + 1) / 4
      lines.push(`  x += keys[${injection % 3}]; y += keys[${(injection + 1) % 3}] + ${injection}u;`)
    }
  }
  return lines.join('\n')
}

/** The definitions of those functions of our own that a text calls, and of those that they call. */
export function helpersOf(text: string): string {
  let all = text
  for (const [name, definition] of Object.entries(helpers).reverse()) {
    if (all.includes(`${name}(`)) all = `${definition}\n${all}`
  }
  return all.slice(0, all.length - text.length)
}

/** The value of a function as an expression of its arguments, which are names. */
export function call(f: ElementFunction, [a, b]: readonly string[], numbers: Numbers): string {
  switch (f.name) {
    case 'identity':
      return a
    case 'add':
      return `${a} + ${b}`
    case 'subtract':
      return `${a} - ${b}`
    case 'multiply':
      return `${a} * ${b}`
    case 'divide':
      return `${a} / ${b}`
    case 'minimum':
      return `smaller(${a}, ${b})`
    case 'affine':
      return `${a} * ${numbers.float(f.scale)} + ${numbers.float(f.shift)}`
    case 'leakyRelu':
      return `select(${numbers.float(f.slope)} * ${a}, ${a}, ${a} > 0.0)`
    case 'leakyStep':
      return `select(${numbers.float(f.slope)}, 1.0, ${a} > 0.0)`
    case 'relu':
      // A NaN goes through.
      return `select(${a}, 0.0, ${a} <= 0.0)`
    case 'step':
      return `select(0.0, 1.0, ${a} > 0.0)`
    case 'tanh':
      return `tangent(${a})`
    case 'sigmoid':
      return `sigmoid(${a})`
    case 'softplus':
      return `softplus(${a})`
    case 'exp':
      return `exp(${a})`
    case 'log':
      return `logarithm(${a})`
    case 'sqrt':
      return `sqrt(${a})`
    case 'square':
      return `${a} * ${a}`
    case 'reciprocal':
      return `1.0 / ${a}`
    case 'abs':
      return `abs(${a})`
    case 'finite':
      return `select(0.0, ${a}, isFinite(${a}))`
  }
}
