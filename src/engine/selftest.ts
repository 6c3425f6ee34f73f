// Self-test: holds every kernel of a backend against the reference, so that a backend with wrong numbers is never used.
import { createRandom, type Random } from '../math/random.ts'
import { CounterStream, type Distribution, fillRandom } from '../math/threefry.ts'
import { WrongNumbersError } from './errors.ts'
import type { AdamSettings, Codes, EncodedTable, Kernels, Segment, Tensor, Unary } from './kernels.ts'
import { type HostMatrix, matrix, reference } from './reference.ts'

/** One kernel's results on the device, and what they should be. */
interface Check {
  readonly kernel: string
  readonly results: readonly Tensor[]
  readonly expected: readonly HostMatrix[]
}

/** One result, read back. */
export interface Finding {
  readonly kernel: string
  readonly rows: number
  readonly columns: number
  readonly found: Float32Array
  readonly expected: HostMatrix
}

/** An error counts relative to the size of the right number, or to 1 if that is smaller. */
const TOLERANCE = 1e-4

/**
 * Runs every kernel on two sizes, one of them odd and small, and the products on a third, which GPUs compute by tiles.
 * Throws WrongNumbersError for the first kernel that is wrong, DeviceLostError where the device does not answer.
 */
export async function selfTest(kernels: Kernels): Promise<void> {
  const before = kernels.live()
  const random = createRandom(1, 'self-test')
  refuseWrong(kernels, await tryKernels(kernels, 3, 5, random))
  refuseWrong(kernels, await tryKernels(kernels, 37, 68, random))
  refuseWrong(kernels, await tryVariables(kernels, 3, 5, random))
  refuseWrong(kernels, await collect(kernels, () => makeProductChecks(kernels, 132, 148, random)))
  const leaked = kernels.live() - before
  if (leaked !== 0) throw new WrongNumbersError(kernels.backend, 'dispose', leaked)
}

function refuseWrong(kernels: Kernels, findings: readonly Finding[]): void {
  for (const { kernel, found, expected } of findings) {
    const error = largestError(found, expected.values)
    if (!(error <= TOLERANCE)) throw new WrongNumbersError(kernels.backend, kernel, error)
  }
}

/** Runs the checks that `make` makes in one scope. */
async function collect(kernels: Kernels, make: () => Check[]): Promise<Finding[]> {
  const checks = kernels.scope(make)
  const tensors = checks.flatMap(({ results }) => results)
  const values = await kernels.read(tensors)
  kernels.dispose(tensors)
  let next = 0
  return checks.flatMap(({ kernel, results, expected }) =>
    expected.map((each, i) => {
      const { rows, columns } = results[i]
      return { kernel, rows, columns, found: values[next++], expected: each }
    }),
  )
}

/** Calls every kernel on matrices of the given shape. */
export async function tryKernels(kernels: Kernels, rows: number, columns: number, random: Random): Promise<Finding[]> {
  const codes = drawCodes(2 * rows, columns, random)
  const table = kernels.table(codes)
  const findings = await collect(kernels, () => [
    ...makeSourceChecks(kernels, rows, codes, table, random),
    ...makeChecks(kernels, rows, columns, random),
  ])
  table.dispose()
  return findings
}

/** Has a program add to a variable in two runs, writes the variable anew, and runs it once more. */
async function tryVariables(kernels: Kernels, rows: number, columns: number, random: Random): Promise<Finding[]> {
  const draw = () => matrix(rows, columns, () => Math.fround(random.normal()))
  const floats = ({ values }: HostMatrix) => Float32Array.from(values)
  const [start, anew, ...fed] = Array.from({ length: 5 }, draw)
  const total = kernels.variable('total', floats(start), rows, columns)
  let run = 0
  const program = kernels.program('self-test', () => {
    const more = kernels.feed(rows, columns, (into) => into.set(floats(fed[run++])))
    kernels.assign(total, kernels.add(total, more))
    // What is assigned shows only when the run is done.
    return { doubled: kernels.affine(total, 2, 0) }
  })
  const findings: Finding[] = []
  const look = async (kernel: string, ...expected: HostMatrix[]) => {
    const found = await kernels.read([total, program.result.doubled])
    found.forEach((values, i) => {
      findings.push({ kernel, rows, columns, found: values, expected: expected[i] })
    })
  }
  await program.run()
  await program.run()
  const once = reference.add(start, fed[0])
  await look('assign', reference.add(once, fed[1]), reference.affine(once, 2, 0))
  kernels.write(total, floats(anew))
  await program.run()
  await look('write', reference.add(anew, fed[2]), reference.affine(anew, 2, 0))
  program.dispose()
  kernels.dispose([total])
  return findings
}

/** The largest error; NaN where a number is NaN but should not be, or is missing. */
export function largestError(got: Float32Array, right: readonly number[]): number {
  if (got.length !== right.length) return Number.NaN
  // Math.max keeps a NaN.
  return right.reduce((worst, each, i) => Math.max(worst, Math.abs(got[i] - each) / Math.max(1, Math.abs(each))), 0)
}

/** Of what brings numbers into a body. */
function makeSourceChecks(kernels: Kernels, rows: number, codes: Codes, table: EncodedTable, random: Random): Check[] {
  const columns = codes.width
  const values = matrix(rows, columns, () => Math.fround(random.normal()))
  const check = (kernel: string, result: Tensor, expected: HostMatrix): Check => ({
    kernel,
    results: [result],
    expected: [expected],
  })
  const key = [random.integer(2 ** 31), random.integer(2 ** 31)] as const
  const stream = new CounterStream(...key)
  const draw = (distribution: Distribution, call: number): Check => {
    const drawn = fillRandom(distribution, Uint32Array.of(...key, call), new Float32Array(rows * columns))
    const expected = matrix(rows, columns, (row, column) => drawn[row * columns + column])
    return check('random', kernels.random(distribution, rows, columns, stream), expected)
  }
  const indices = Array.from({ length: rows }, (_, i) => (i === 1 ? -1 : random.integer(codes.rows)))
  return [
    check('upload', kernels.upload(Float32Array.from(values.values), rows, columns), values),
    check(
      'fill',
      kernels.fill(rows, columns, 1.5),
      matrix(rows, columns, () => 1.5),
    ),
    check('feed', feed(kernels, values), values),
    draw('uniform', 0),
    draw('normal', 1),
    check(
      'expand',
      kernels.expand(table, rows, (into) => into.set(indices)),
      reference.expand(codes, indices),
    ),
  ]
}

/** Numbers that no backend can work with ahead of the run. */
const feed = (kernels: Kernels, { rows, columns, values }: HostMatrix): Tensor =>
  kernels.feed(rows, columns, (into) => into.set(values))

/** Of all functions on matrices. */
function makeChecks(kernels: Kernels, rows: number, columns: number, random: Random): Check[] {
  const checks: Check[] = []
  const check = (kernel: string, result: Tensor | Tensor[], expected: HostMatrix | HostMatrix[]) =>
    checks.push({ kernel, results: [result].flat(), expected: [expected].flat() })
  /** Numbers that single precision holds, on the host and on the device. */
  const draw = (rows: number, columns: number, entry = () => random.normal()): [HostMatrix, Tensor] => {
    const host = matrix(rows, columns, () => Math.fround(entry()))
    return [host, feed(kernels, host)]
  }

  const [a, aOnDevice] = draw(rows, columns)
  const [b, bOnDevice] = draw(rows, columns, () => 0.5 + random.uniform())
  const [turned, turnedOnDevice] = draw(columns, rows)
  const [bias, biasOnDevice] = draw(1, rows)

  check('matmul', kernels.matmul(aOnDevice, turnedOnDevice), reference.matmul(a, turned))
  check('matmulTransposeA', kernels.matmulTransposeA(aOnDevice, bOnDevice), reference.matmulTransposeA(a, b))
  check('matmulTransposeB', kernels.matmulTransposeB(aOnDevice, bOnDevice), reference.matmulTransposeB(a, b))
  check('dense', kernels.dense(aOnDevice, turnedOnDevice, biasOnDevice), reference.dense(a, turned, bias))

  for (const kernel of ['add', 'subtract', 'multiply', 'divide', 'minimum'] as const)
    for (const [height, width] of [
      [rows, columns],
      [rows, 1],
      [1, columns],
      [1, 1],
    ]) {
      const [other, otherOnDevice] = draw(height, width, () => 0.5 + random.uniform())
      // Either order, by chance: each costs a GPU a shader.
      if (random.uniform() < 0.5) check(kernel, kernels[kernel](aOnDevice, otherOnDevice), reference[kernel](a, other))
      else check(kernel, kernels[kernel](otherOnDevice, bOnDevice), reference[kernel](other, b))
    }

  check('affine', kernels.affine(aOnDevice, 1.5, -0.25), reference.affine(a, 1.5, -0.25))
  check('affine', kernels.affine(aOnDevice, 1, 0), a)

  // Far from 0, where a careless formula overflows; 0 itself, where step and leakyRelu turn.
  const [wide, wideOnDevice] = draw(rows, columns, () => [0, -90, 90, 4 * random.normal()][random.integer(4)])
  for (const name of ['relu', 'step', 'tanh', 'sigmoid', 'softplus', 'square', 'abs', 'finite'] satisfies Unary[])
    check(name, kernels.unary(name, wideOnDevice), reference.unary(name, wide))
  check('leakyRelu', kernels.leakyRelu(wideOnDevice, 0.2), reference.leakyRelu(wide, 0.2))
  check('leakyStep', kernels.leakyStep(wideOnDevice, 0.2), reference.leakyStep(wide, 0.2))
  for (const name of ['exp', 'log', 'sqrt', 'reciprocal'] satisfies Unary[])
    check(name, kernels.unary(name, bOnDevice), reference.unary(name, b))
  const [broken, brokenOnDevice] = draw(
    rows,
    columns,
    () => [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, random.normal()][random.integer(4)],
  )
  check('finite', kernels.unary('finite', brokenOnDevice), reference.unary('finite', broken))

  check('sumRows', kernels.sumRows(aOnDevice), reference.sumRows(a))
  check('sumColumns', kernels.sumColumns(aOnDevice), reference.sumColumns(a))

  check('reshape', kernels.reshape(aOnDevice, columns, rows), reference.reshape(a, columns, rows))
  check('concatColumns', kernels.concatColumns([aOnDevice, bOnDevice]), reference.concatColumns(a, b))
  check('concatRows', kernels.concatRows([aOnDevice, bOnDevice]), reference.concatRows(a, b))
  const column = random.integer(columns)
  const width = 1 + random.integer(columns - column)
  check('sliceColumns', kernels.sliceColumns(aOnDevice, column, width), reference.sliceColumns(a, column, width))
  const row = random.integer(rows)
  const count = 1 + random.integer(rows - row)
  check('sliceRows', kernels.sliceRows(aOnDevice, row, count), reference.sliceRows(a, row, count))

  const segments = drawSegments(columns, random)
  const y = kernels.segmentActivation(wideOnDevice, segments, 0.5)
  check('segmentActivation', y, reference.segmentActivation(wide, segments, 0.5))
  check(
    'segmentActivationGradient',
    kernels.segmentActivationGradient(bOnDevice, aOnDevice, segments, 0.5),
    reference.segmentActivationGradient(b, a, segments, 0.5),
  )

  const settings: AdamSettings = { beta1: 0.5, beta2: 0.9, weightDecay: 0.1 }
  const [second, secondOnDevice] = draw(rows, columns, () => random.uniform())
  const state = { value: aOnDevice, first: bOnDevice, second: secondOnDevice }
  const pace = { rate: Math.fround(0.07), epsilon: Math.fround(5e-4) }
  const one = (value: number) => feed(kernels, { rows: 1, columns: 1, values: [value] })
  const paceOnDevice = { rate: one(pace.rate), epsilon: one(pace.epsilon) }
  const moved = kernels.adam(state, wideOnDevice, paceOnDevice, settings)
  check('adam', [moved.value, moved.first, moved.second], [...reference.adam([a, b, second], wide, pace, settings)])
  return checks
}

/** Products of matrices of rank one, u·vᵀ and v·wᵀ: too large for the reference, but known, (v·v) u·wᵀ. */
function makeProductChecks(kernels: Kernels, size: number, inner: number, random: Random): Check[] {
  const draw = (count: number) => matrix(count, 1, () => Math.fround(0.5 + random.uniform()))
  const [u, v, w] = [draw(size), draw(inner), draw(size)]
  const column = (vector: HostMatrix) => feed(kernels, vector)
  const row = ({ rows, values }: HostMatrix) => feed(kernels, { rows: 1, columns: rows, values })
  const outer = (a: HostMatrix, b: HostMatrix) =>
    kernels.multiply(kernels.multiply(kernels.fill(a.rows, b.rows, 1), column(a)), row(b))
  const square = v.values.reduce((total, each) => total + each * each, 0)
  const right = matrix(size, size, (i, j) => square * u.values[i] * w.values[j])
  const shifted = matrix(size, size, (i, j) => right.values[i * size + j] + w.values[j])
  const check = (kernel: string, result: Tensor, expected: HostMatrix): Check => ({
    kernel,
    results: [result],
    expected: [expected],
  })
  return [
    check('matmul', kernels.matmul(outer(u, v), outer(v, w)), right),
    check('matmulTransposeA', kernels.matmulTransposeA(outer(v, u), outer(v, w)), right),
    check('matmulTransposeB', kernels.matmulTransposeB(outer(u, v), outer(w, v)), right),
    check('dense', kernels.dense(outer(u, v), outer(v, w), row(w)), shifted),
  ]
}

/** Segments over all columns: scalars and choices of up to 9. */
function drawSegments(columns: number, random: Random): Segment[] {
  const segments: Segment[] = []
  for (let offset = 0; offset < columns; ) {
    const width = Math.min(1 + random.integer(9), columns - offset)
    segments.push({ kind: width === 1 ? 'scalar' : 'choice', offset, width })
    offset += width
  }
  return segments
}

/** A table of random codes. */
function drawCodes(rows: number, width: number, random: Random): Codes {
  const segments = drawSegments(width, random)
  const columns = segments.map((segment) =>
    segment.kind === 'scalar'
      ? Float32Array.from({ length: rows }, () => random.normal())
      : Uint16Array.from({ length: rows }, () => random.integer(segment.width)),
  )
  return { rows, width, segments, columns }
}
