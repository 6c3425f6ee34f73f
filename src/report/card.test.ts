// The model card: what was trained, what it promises, and what it keeps to itself.
import { describe, expect, it } from 'vitest'
import { field } from '../encode/testcolumns.ts'
import { plainRecipe, type Recipe } from '../models/recipe.ts'
import { createLedger, type Look } from '../privacy/ledger.ts'
import { type Carded, cardOf } from './card.ts'
import { reportPage } from './page.ts'

const looks: readonly Look[] = [
  { kind: 'form', what: 'Secretcolumn', source: 'data', mechanism: null },
  { kind: 'bounds', what: 'Secretcolumn', source: 'declared', mechanism: null },
]

function project(privacy: Recipe['privacy']): Carded {
  return {
    name: 'people.csv',
    rows: 54_321,
    schema: { fields: [field('Secretcolumn', 'integer'), { ...field('Note', 'text'), role: 'omit' }] },
    recipe: { ...plainRecipe, seed: 77, batch: 500, privacy },
    run: {
      steps: 1200,
      seconds: 60,
      backend: 'wasm',
      why: 'steps',
      health: null,
      remedies: [],
      attribution: { kind: privacy === null ? 'contrast' : 'sensitivity', step: 1200, shares: [0.4321, null] },
      budget: null,
    },
    ledger: createLedger(looks, { delta: privacy === null ? null : 1e-6, groupSize: 1 }),
  }
}

const privacy = { epsilon: 4, delta: 1e-6, clipNorm: 1 } as NonNullable<Recipe['privacy']>
const page = (of: Carded, language: 'en' | 'zh' = 'en') =>
  reportPage({ name: of.name, evaluation: null, card: cardOf(of, 0.9) }, { figures: false, language })

describe('a model card', () => {
  it('tells the recipe, the run, the form of the table and what it is not for', () => {
    const html = page(project(null))
    for (const text of ['1,200', '77', 'wasm', '54,321', 'Secretcolumn', 'whole number', 'left out', '90.0%'])
      expect(html, text).toContain(text)
    expect(html).toContain('No guarantee')
    expect(html).toContain('Not for decisions about single people')
    expect(page(project(null), 'zh')).toContain('没有保证')
  })

  it('tells that training ended early, and what it changed of its own settings', () => {
    const plain = project(null)
    const values = { distinct: 4, expected: 990, missing: 0, count: 0, options: 20 }
    const changes = [{ name: 'generatorRate', before: 0.001, after: 0.00025 }] as const
    const remedies = [{ step: 1200, backTo: 800, why: { key: 'health.collapsed', values }, changes }] as const
    const mended = { ...plain, run: { ...plain.run, why: 'plateau', remedies } } as const
    const html = page(mended)
    expect(html).toContain('Training ended before its last step')
    expect(html).toContain('At step 1,200 the generator made the same few rows over and over')
    expect(html).toContain('back to step 800')
    expect(html).toContain('generator learning rate 0.001 → 0.00025')
    expect(page(mended, 'zh')).toContain('生成器学习率 0.001 → 0.00025')
    expect(page(plain)).not.toContain('back to step')
  })

  it('names the columns that were hardest to get right, and says what that means', () => {
    const html = page(project(null))
    expect(html).toContain('told real rows from generated ones')
    expect(html).toContain('43.2%')
    expect(html).toContain('not how good a column is')
    expect(page(project({ ...privacy, publicForm: true }))).toContain('No real row was looked at for it')
    expect(page(project(null), 'zh')).toContain('最难学好的列')
  })

  it('says what a guarantee covers, look by look', () => {
    const html = page(project({ ...privacy, publicForm: true }))
    expect(html).toContain('Nothing is guaranteed.')
    expect(html).toContain('not paid for')
    expect(html).toContain('declared')
  })

  it('leaves out names, types and the number of rows where these are not public knowledge', () => {
    const secret = project({ ...privacy, publicForm: false })
    const texts = [page(secret), page(secret, 'zh'), JSON.stringify(cardOf(secret, null))]
    for (const text of texts)
      for (const gone of ['Secretcolumn', '54,321', '54321', '0.4321']) expect(text).not.toContain(gone)
  })
})
