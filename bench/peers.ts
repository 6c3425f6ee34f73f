// Bench "peers": ours beside CTGAN, TVAE and SmartNoise on one CSV, with as many threads, one after another, by one judge.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { readDataset, readReading } from '../src/cli/dataset.ts'
import { writeWhole } from '../src/cli/files.ts'
import { Progress } from '../src/cli/output.ts'
import { selectRows } from '../src/table/assemble.ts'
import { tableAs } from '../src/table/conform.ts'
import type { Table } from '../src/table/table.ts'
import { writeCsv } from '../src/table/write.ts'
import { shuffledColumns } from './baselines.ts'
import { oursOverTime, trainOurs, trainPeer } from './peers/contenders.ts'
import { Judge, qualityOf } from './peers/judge.ts'
import { isPeer, isPrivate, type ModelName, modelNames, modelsOf } from './peers/models.ts'
import { race } from './peers/overtime.ts'
import { plainTable, tableOfPlain } from './peers/plain.ts'
import { comparison, type NamedMoment, overTime, provenance, type Row } from './peers/print.ts'

/** What --quick does with: so little that the command itself can be tried. No figure of it says anything of a model. */
const quick = { rows: 2000, epochs: 2, steps: 20, minutes: 0.05 }

/** A synthetic table and what is known of its making. */
type Made = Pick<Row, 'outcome' | 'cached'> & { readonly table: Table }

export async function peers(input: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: input,
    allowPositionals: true,
    options: {
      holdout: { type: 'string' },
      target: { type: 'string' },
      model: { type: 'string', default: modelNames.join(',') },
      epsilon: { type: 'string', default: '1' },
      epochs: { type: 'string' },
      minutes: { type: 'string' },
      threads: { type: 'string' },
      fresh: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  if (positionals.length !== 1) throw new Error('npm run bench -- peers TRAIN.csv [--holdout TEST.csv]')
  const number = (text: string | undefined) => (text === undefined ? null : positive(text))
  const models = modelsOf(values.model)
  const epsilon = positive(values.epsilon)
  const threads = number(values.threads) ?? Math.min(2, availableParallelism())
  const epochs = number(values.epochs) ?? (values.quick ? quick.epochs : 300)
  const minutes = number(values.minutes)
  const progress = new Progress()
  const folder = await mkdtemp(join(tmpdir(), 'understudy-peers-'))
  try {
    const files = { train: positionals[0], holdout: values.holdout }
    if (values.quick) {
      files.train = await firstRows(files.train, join(folder, 'train.csv'))
      if (files.holdout) files.holdout = await firstRows(files.holdout, join(folder, 'holdout.csv'))
    }
    const { table: real, schema } = await readDataset(files.train, progress)
    const holdout = files.holdout ? tableAs(await readReading(files.holdout, progress), schema) : null
    const judge = new Judge(real, holdout, schema, values.target ?? null)
    const plain = plainTable(real, schema)
    const settings = { epochs, epsilon, threads, fresh: values.fresh, scratch: folder }
    const own = { threads, minutes, steps: values.quick && minutes === null ? quick.steps : null }

    // First all are trained, so that nothing else has the processor; then all are judged.
    const made = new Map<ModelName, Made>()
    const failed: { name: string; reason: string }[] = []
    const theirs: NamedMoment[] = []
    const ours: NamedMoment[] = []
    const attempt = async (name: string, doing: () => Promise<void>) => {
      progress.say(`${name} …`)
      try {
        await doing()
      } catch (error) {
        failed.push({ name, reason: error instanceof Error ? error.message : String(error) })
      }
    }
    for (const name of models) {
      await attempt(name, async () => {
        if (!isPeer(name)) {
          const outcome = await trainOurs(files.train, real.rows, folder, {
            ...own,
            epsilon: name === 'ours-private' ? epsilon : null,
          })
          const table = tableAs(await readReading(join(folder, 'synthetic.csv'), progress), schema)
          made.set(name, { table, outcome, cached: false })
          if (name !== 'ours' || !models.includes('ctgan')) return
          // As long as the command line trained, in its own time.
          const trained = outcome.trainSeconds - outcome.besideSeconds
          const time = values.quick ? quick.minutes : (minutes ?? Math.max(0.01, trained / 60))
          for (const { seconds, shapeError, trendErrorRealBins } of await oursOverTime(files.train, folder, {
            threads,
            minutes: time,
          })) {
            const quality = qualityOf(shapeError / 100, trendErrorRealBins / 100)
            ours.push({ seconds: seconds + outcome.besideSeconds, quality })
          }
          return
        }
        const { folder: kept, outcome, cached } = await trainPeer(name, plain, real.rows, settings)
        const read = async (file: string) => tableOfPlain(await readFile(join(kept, file), 'utf8'), real, schema)
        made.set(name, { table: await read('synthetic.csv'), outcome, cached })
        for (const { epoch, seconds } of outcome.looks) {
          theirs.push({ epoch, seconds, quality: judge.quality(await read(`look-${epoch}.csv`)) })
        }
      })
    }

    const rows: Row[] = []
    const untrained = { outcome: null, cached: false }
    progress.say('judging …')
    if (holdout) rows.push({ name: 'holdout (ceiling)', judgement: judge.ceiling(holdout), ...untrained })
    rows.push({ name: 'shuffled columns', judgement: judge.judge(shuffledColumns(real)), ...untrained })
    for (const [name, { table, outcome, cached }] of made) {
      progress.say(`judging ${name} …`)
      const title = isPrivate(name) ? `${name} (ε = ${epsilon})` : name
      rows.push({ name: title, judgement: judge.judge(table), outcome, cached })
    }
    const found = race(ours, theirs)
    const about = { data: basename(positionals[0]), rows: real.rows, threads, epochs, epsilon, quick: values.quick }
    if (values.json) {
      console.log(JSON.stringify({ ...about, tables: rows, failed, overTime: { ctgan: theirs, ours, race: found } }))
      return
    }
    console.log(
      `${about.data}: ${real.rows} rows${values.quick ? '. Quick: these figures say nothing of the models' : ''}`,
    )
    console.log(comparison(rows))
    const { linearOnReal, boostingOnReal } = rows[rows.length - 1].judgement
    if (linearOnReal !== null && boostingOnReal !== null) {
      console.log(`Real rows give ${linearOnReal.toFixed(3)} (linear), ${boostingOnReal.toFixed(3)} (boosting).`)
    }
    console.log(provenance(rows))
    if (ours.length + theirs.length > 0) console.log(overTime(ours, theirs, found))
    for (const { name, reason } of failed) console.log(`${name}: not measured. ${reason}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new Error(`A number above 0 is needed, not "${text}".`)
  return value
}

/** Writes the first rows of a file into another; its path. */
async function firstRows(from: string, to: string): Promise<string> {
  const { table, schema, reading } = await readDataset(from, new Progress())
  const rows = Uint32Array.from({ length: Math.min(quick.rows, table.rows) }, (_, row) => row)
  await writeWhole(to, writeCsv(selectRows(table, rows), schema, reading.dialect, { spreadsheetSafe: false }))
  return to
}
