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
    run: { steps: 1200, seconds: 60, backend: 'wasm', why: 'steps', health: null, budget: null },
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

  it('says what a guarantee covers, look by look', () => {
    const html = page(project({ ...privacy, publicForm: true }))
    expect(html).toContain('Nothing is guaranteed.')
    expect(html).toContain('not paid for')
    expect(html).toContain('declared')
  })

  it('leaves out names, types and the number of rows where these are not public knowledge', () => {
    const secret = project({ ...privacy, publicForm: false })
    const texts = [page(secret), page(secret, 'zh'), JSON.stringify(cardOf(secret, null))]
    for (const text of texts) for (const gone of ['Secretcolumn', '54,321', '54321']) expect(text).not.toContain(gone)
  })
})
