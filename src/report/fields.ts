// Fields: the tables field by field and pair by pair, as heat maps and small histograms.
import type { Evaluation } from '../evaluate/evaluation.ts'
import type { Marginal } from '../evaluate/marginals.ts'
import { heatMap, histograms, legend } from './charts.ts'
import { h, paragraph } from './element.ts'
import type { Section } from './section.ts'
import type { Voice } from './words.ts'

/** Errors from here on get the darkest tint. */
const worstError = 0.25
const worstDifference = 0.5

export function pairsSection({ marginals, columnShapes }: Evaluation, { words }: Voice): Section | null {
  if (marginals.errors.length < 2) return null
  const names = columnShapes.columns.map(({ name }) => name)
  const { title, hint } = words.pairs
  const say = (error: number) => String(Math.round(100 * error))
  return {
    id: 'pairs',
    title,
    hint,
    body: [heatMap({ label: title, names, cells: marginals.errors, most: worstError, say })],
  }
}

export function correlationsSection({ correlations }: Evaluation, { words, figures }: Voice): Section | null {
  const { fields, difference, meanDifference } = correlations
  if (meanDifference === null) return null
  const { title, hint, mean } = words.correlations
  const cells = difference.map((row, i) => row.map((value, j) => (i === j ? null : value)))
  const say = (value: number) =>
    Math.abs(value) < 0.005 ? '0' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`
  const names = fields.map(({ name }) => name)
  return {
    id: 'correlations',
    title,
    hint,
    body: [
      ...(cells.length === 0 ? [] : [heatMap({ label: title, names, cells, most: worstDifference, say })]),
      paragraph(mean(figures.figure(meanDifference))),
    ],
  }
}

export function marginalsSection({ marginals }: Evaluation, voice: Voice): Section | null {
  if (marginals.fields.length === 0) return null
  const { words } = voice
  const { title, hint, of } = words.marginals
  return {
    id: 'marginals',
    title,
    hint,
    body: [
      legend([
        { name: words.real, kind: 'real', shape: 'bar' },
        { name: words.synthetic, kind: 'synthetic', shape: 'line' },
      ]),
      h(
        'div',
        { class: 'tiles' },
        marginals.fields.map((field) =>
          histograms(field.name, of(field.name), field.real, field.synthetic, endsOf(field, voice)),
        ),
      ),
    ],
  }
}

/** What the outermost bins stand for; of categories the commonest words. */
function endsOf({ real, type }: Marginal, { figures }: Voice): readonly string[] {
  if (real.kind === 'categories') return [real.labels.slice(0, 3).join(', ')]
  const say = type === 'datetime' ? figures.day : figures.value
  const { edges } = real
  // One bin for each whole number reaches half a unit to both sides of it.
  const half = type === 'integer' && !Number.isInteger(edges[0]) ? 0.5 : 0
  return [say(edges[0] + half), say(edges[edges.length - 1] - half)]
}
