// The report's page: whole, harmless whatever the data say, and without real values unless they are wished.
import { beforeAll, describe, expect, it } from 'vitest'
import manifest from '../../package.json'
import { type Cell, field, numbers, tableOf, words } from '../encode/testcolumns.ts'
import { type Evaluation, evaluation } from '../evaluate/evaluation.ts'
import { verdictKeys } from '../evaluate/verdict.ts'
import { createRandom } from '../math/random.ts'
import type { Schema } from '../table/schema.ts'
import { finished } from '../work/work.ts'
import { reportPage, reportValue } from './page.ts'
import { sharedEvaluation } from './shared.ts'
import { version } from './version.ts'
import { sayReason, voiceOf } from './words.ts'

const hostile = '<script>alert("name")</script>'
const schema: Schema = {
  fields: [
    field(hostile, 'real'),
    field("b' onload='x", 'integer'),
    field('ward', 'category'),
    field('sex', 'category'),
  ],
}
const wards = ['Zebrafish', '<img src=x onerror=alert(1)>', 'Quokka & sons']

function rows(count: number, seed: number) {
  const random = createRandom(seed, 'rows')
  const cells = Array.from({ length: count }, (_, r): Cell[] => [
    7654.25 + random.uniform(),
    random.integer(1000),
    // Rare in the first table alone.
    r === 0 ? 'Onlyrealword' : wards[random.integer(3)],
    random.uniform() < 0.5 ? 'Maleword' : 'Femaleword',
  ])
  return tableOf([0, 1, 2, 3].map((c) => (c < 2 ? numbers : words)(cells.map((row) => row[c]))))
}

let whole: Evaluation
beforeAll(() => {
  whole = finished(
    evaluation({
      ...{ real: rows(300, 1), holdout: rows(200, 2), synthetic: rows(300, 3), schema },
      ...{ target: 'sex', protectedField: 'ward', random: createRandom(4, 'evaluation') },
    }),
  )
})

const realValues = [
  'Zebrafish',
  'onerror=alert',
  'Quokka',
  'Onlyrealword',
  'Maleword',
  'Femaleword',
  '7654',
  '7,65',
  '7655',
]

describe.each(['en', 'zh'] as const)('the page in %s', (language) => {
  const page = (figures: boolean) =>
    reportPage({ name: `${hostile}.csv`, evaluation: whole, card: null }, { figures, language })

  it('turns nothing that the data say into markup', () => {
    const html = page(true)
    expect(html).not.toMatch(/<script|<img|\son\w+=['"]?x/i)
    expect(html).toContain('&lt;script&gt;alert(&quot;name&quot;)&lt;/script&gt;')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
  })

  it('loads nothing and runs nothing', () => {
    expect(page(true)).not.toMatch(/https?:|url\(|@import|<link|<iframe|javascript:/i)
  })

  it('begins with the verdict', () => {
    const html = page(false)
    expect(html.indexOf('data-part="quality"')).toBeGreaterThan(0)
    expect(html.indexOf('data-part="usefulness"')).toBeLessThan(html.indexOf('id="fidelity"'))
    expect(html.match(/data-grade="\w+"/g)).toHaveLength(3)
  })

  it('shows values of the real table only where that is wished', () => {
    for (const value of realValues) expect(page(false), value).not.toContain(value)
    expect(page(true)).toContain('Zebrafish')
    expect(page(true)).toContain('id="marginals"')
    expect(page(false)).not.toContain('id="marginals"')
  })

  it('has a sentence for every reason, without a gap in it', () => {
    const values = { field: 'f', name: 'n', target: 't', metric: 'auroc', why: 'noHoldout', attack: 'inference' }
    const figures = [
      'accuracy',
      'ceiling',
      'share',
      'score',
      'auc',
      'holdout',
      'synthetic',
      'real',
      'kept',
      'classes',
      'chance',
      'risk',
      'low',
      'attacks',
    ]
    const given = { ...values, ...Object.fromEntries(figures.map((name) => [name, 0.25])) }
    for (const key of verdictKeys) {
      const said = sayReason({ key, values: given }, voiceOf(language))
      expect(said, key).not.toBe(key)
      expect(said, key).not.toMatch(/NaN|undefined|非数值/)
    }
  })
})

it('gives JSON that holds no value of the real table unless that is wished', () => {
  const facts = { name: 'a.csv', evaluation: whole, card: null }
  const text = JSON.stringify(reportValue(facts, { figures: false }))
  for (const value of realValues) expect(text, value).not.toContain(value)
  expect(JSON.parse(text).evaluation.overall).toBe(whole.overall)
  expect(JSON.stringify(reportValue(facts, { figures: true }))).toContain('Zebrafish')
})

it('leaves the scores as they are', () => {
  const { accuracy, columnShapes, risk, membership, verdict } = sharedEvaluation(whole)
  expect({ accuracy, columnShapes, risk, membership }).toEqual({
    accuracy: whole.accuracy,
    columnShapes: whole.columnShapes,
    risk: whole.risk,
    membership: whole.membership,
  })
  expect(verdict.quality).toEqual(whole.verdict.quality)
})

it('knows the version', () => {
  expect(version).toBe(manifest.version)
})
