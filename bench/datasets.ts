// Bench "datasets": writes tables of other shapes than Adult's, each in two halves, to compare models on.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cardTransactions } from '../scripts/samples/card-transactions.ts'
import { hospitalAdmissions } from '../scripts/samples/hospital-admissions.ts'
import { halves } from './peers/halves.ts'
import { runMeasured } from './peers/measured.ts'
import { ctganPackages, pythonWith } from './python.ts'

const breastCancerScript = fileURLToPath(new URL('peers/breastcancer.py', import.meta.url))

export async function datasets(input: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: input,
    allowPositionals: true,
    // Of each invented sample, both halves together.
    options: { rows: { type: 'string', default: '40000' } },
  })
  const sampleRows = Number(values.rows)
  if (positionals.length !== 1 || !(sampleRows >= 2)) throw new Error('npm run bench -- datasets FOLDER [--rows N]')
  const [folder] = positionals
  await mkdir(folder, { recursive: true })
  const write = async (name: string, text: string) => {
    const { train, holdout } = halves(text, name)
    for (const [part, half] of Object.entries({ train, holdout })) {
      const file = join(folder, `${name}-${part}.csv`)
      await writeFile(file, half)
      console.log(`${file}: ${half.split('\n').length - 2} rows`)
    }
  }
  await write('hospital-admissions', hospitalAdmissions(sampleRows))
  await write('card-transactions', cardTransactions(sampleRows))
  try {
    await write('breast-cancer', await breastCancer())
  } catch (error) {
    console.error(`breast-cancer: not written. ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
  }
}

/** Wisconsin diagnostic (Wolberg, Mangasarian, Street and Street 1995; CC BY 4.0), as scikit-learn carries it: CTGAN brings it along. */
async function breastCancer(): Promise<string> {
  const python = pythonWith(['sklearn', 'pandas'], ctganPackages)
  const folder = await mkdtemp(join(tmpdir(), 'understudy-datasets-'))
  try {
    const file = join(folder, 'breast-cancer.csv')
    await runMeasured([python, breastCancerScript, file], { python, threads: 1, folder })
    return await readFile(file, 'utf8')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
