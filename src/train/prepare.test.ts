// Prepare: rows held out, looks planned and charged before they are taken, and what a run gets.
import { beforeAll, describe, expect, it } from 'vitest'
import { createLedger, type Look } from '../privacy/ledger.ts'
import { Releases } from '../privacy/releases.ts'
import { selectRows } from '../table/assemble.ts'
import { type Preparation, plannedLooks, prepare } from './prepare.ts'
import { smallPlain, smallPrivate, smallTable } from './testing.ts'

const { table, schema } = smallTable(1000)
const isPaid = ({ mechanism }: Look) => mechanism !== null

/** Tells when it is asked for noise. */
class Watched extends Releases {
  readonly #order: string[]

  constructor(planned: readonly Look[], order: string[]) {
    super(planned)
    this.#order = order
  }

  protected override addNoise(values: Float64Array, sensitivity: number, noiseMultiplier: number): Float64Array {
    this.#order.push('look')
    return super.addNoise(values, sensitivity, noiseMultiplier)
  }
}

describe('under privacy', () => {
  const order: string[] = []
  let preparation: Preparation

  beforeAll(async () => {
    preparation = await prepare({
      table,
      schema,
      recipe: { ...smallPrivate, holdout: 0.3 },
      spend: async (charged) => {
        order.push(`charge ${charged.length}`)
      },
      openReleases: (planned) => new Watched(planned, order),
    })
  })

  it('looks are planned from the schema alone', () => {
    const { looks, plan, matrix } = preparation
    expect(looks).toEqual(plannedLooks(schema, smallPrivate, matrix.rows))
    expect(plan?.before).toEqual(looks.filter(isPaid).map(({ mechanism }) => mechanism))
  })

  it('looks are charged before the first is taken', () => {
    expect(order[0]).toBe(`charge ${preparation.looks.filter(isPaid).length}`)
    expect(order.slice(1)).toEqual(Array(4).fill('look'))
  })

  it('looks and training together cost the target at most, and the ledger is end-to-end', () => {
    const { looks, plan } = preparation
    if (plan === null) throw new Error('no plan')
    const training: Look = { kind: 'training', what: 'discriminator', source: 'data', mechanism: plan.training }
    const ledger = createLedger([...looks, training], { delta: plan.delta, groupSize: plan.groupSize })
    expect(ledger.verdict).toBe('end-to-end')
    expect(ledger.epsilon).toBeLessThanOrEqual(plan.epsilon)
    expect(ledger.epsilon).toBeGreaterThan(0.99 * plan.epsilon)
  })

  it('each row is learnt or kept aside, about as many as wanted', () => {
    const { trainRows, holdoutRows, matrix } = preparation
    const all = [...(trainRows ?? []), ...(holdoutRows ?? [])].sort((a, b) => a - b)
    expect(all).toEqual(Array.from({ length: 1000 }, (_, row) => row))
    // Seven deviations of a binomial on either side.
    expect(Math.abs((holdoutRows?.length ?? 0) - 300)).toBeLessThan(100)
    expect(matrix.rows).toBe(trainRows?.length)
  })

  it('no look is taken where the charge is refused', async () => {
    let learnt = 0
    const refused = prepare({
      table,
      schema,
      recipe: { ...smallPrivate, holdout: 0.3 },
      spend: async (_, plan) => {
        learnt = plan?.training.rows ?? 0
        throw new Error('over the limit')
      },
      openReleases: () => {
        throw new Error('looked')
      },
    })
    await expect(refused).rejects.toThrow('over the limit')
    expect(learnt).toBeGreaterThan(600)
  })
})

describe('without privacy', () => {
  it('nothing is paid for', async () => {
    const charged: (readonly Look[])[] = []
    const spend = async (looks: readonly Look[]) => {
      charged.push(looks)
    }
    const { looks, plan } = await prepare({ table, schema, recipe: smallPlain, spend })
    expect([looks.some(isPaid), plan, charged.flat()]).toEqual([false, null, []])
  })

  it('all rows are learnt unless some are to be kept aside, which the seed repeats', async () => {
    const { trainRows, holdoutRows, matrix } = await prepare({ table, schema, recipe: smallPlain })
    expect([trainRows, holdoutRows, matrix.rows]).toEqual([null, null, 1000])
    const aside = async (seed: number) =>
      (await prepare({ table, schema, recipe: { ...smallPlain, seed, holdout: 0.5 } })).holdoutRows
    expect(await aside(1)).toEqual(await aside(1))
    expect(await aside(1)).not.toEqual(await aside(2))
  })

  it('nothing is learnt of the rows that are kept aside', async () => {
    const { trainRows, encoder } = await prepare({ table, schema, recipe: { ...smallPlain, holdout: 0.5 } })
    const alone = await prepare({ table: selectRows(table, trainRows ?? []), schema, recipe: smallPlain })
    expect(encoder.toJSON()).toEqual(alone.encoder.toJSON())
  })

  it('it tells how far it is, from 0 to 1', async () => {
    const told: number[] = []
    await prepare({ table, schema, recipe: smallPlain, onProgress: (done) => told.push(done) })
    expect(told).toEqual([...told].sort((a, b) => a - b))
    expect(told.at(-1)).toBe(1)
  })
})
