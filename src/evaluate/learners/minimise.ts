// Minimise: the lowest point of a smooth function of many variables.
import type { Work } from '../../work/work.ts'

/** Writes the gradient at `point` into `gradient` and gives the value there. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number

/** Pairs of steps that the curvature is told from. */
const memory = 10
const mostIterations = 200
const mostTrials = 30

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

/** The direction −H·gradient, with H from the last steps (Nocedal 1980, the two-loop recursion). */
function direction(gradient: Float64Array, steps: Float64Array[], changes: Float64Array[]): Float64Array {
  const out = gradient.map((g) => -g)
  const weights = new Float64Array(steps.length)
  for (let i = steps.length - 1; i >= 0; i--) {
    weights[i] = dot(steps[i], out) / dot(steps[i], changes[i])
    for (let j = 0; j < out.length; j++) out[j] -= weights[i] * changes[i][j]
  }
  const last = steps.length - 1
  if (last >= 0) {
    const scale = dot(steps[last], changes[last]) / dot(changes[last], changes[last])
    for (let j = 0; j < out.length; j++) out[j] *= scale
  }
  for (let i = 0; i < steps.length; i++) {
    const back = weights[i] - dot(changes[i], out) / dot(steps[i], changes[i])
    for (let j = 0; j < out.length; j++) out[j] += back * steps[i][j]
  }
  return out
}

/**
 * L-BFGS from `start` (overwritten by the answer): until no part of the gradient exceeds `tolerance`, or 200 iterations. The
 * length of each step is found by bisection under the weak Wolfe conditions (Lewis and Overton 2013).
 */
export function* minimise(objective: Objective, start: Float64Array, tolerance: number): Work<Float64Array> {
  const size = start.length
  let gradient = new Float64Array(size)
  let value = objective(start, gradient)
  const steps: Float64Array[] = []
  const changes: Float64Array[] = []
  const trial = new Float64Array(size)
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    if (gradient.every((g) => Math.abs(g) <= tolerance)) break
    const way = direction(gradient, steps, changes)
    const slope = dot(gradient, way)
    // Rounding has eaten the descent: there is nothing left to find.
    if (!(slope < 0)) break
    let low = 0
    let high = Number.POSITIVE_INFINITY
    // Without any curvature known, the first step must not be longer than 1.
    let length = steps.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1
    let found: { value: number; gradient: Float64Array<ArrayBuffer> } | null = null
    for (let attempt = 0; attempt < mostTrials; attempt++) {
      for (let j = 0; j < size; j++) trial[j] = start[j] + length * way[j]
      const there = new Float64Array(size)
      const reached = objective(trial, there)
      yield
      if (!(reached <= value + 1e-4 * length * slope)) high = length
      else {
        found = { value: reached, gradient: there }
        if (dot(there, way) >= 0.9 * slope) break
        low = length
      }
      length = high === Number.POSITIVE_INFINITY ? 2 * length : (low + high) / 2
    }
    if (found === null) break
    const step = new Float64Array(size)
    const change = new Float64Array(size)
    for (let j = 0; j < size; j++) {
      step[j] = trial[j] - start[j]
      change[j] = found.gradient[j] - gradient[j]
      start[j] = trial[j]
    }
    value = found.value
    gradient = found.gradient
    if (dot(step, change) > 0) {
      steps.push(step)
      changes.push(change)
      if (steps.length > memory) {
        steps.shift()
        changes.shift()
      }
    }
  }
  return start
}
