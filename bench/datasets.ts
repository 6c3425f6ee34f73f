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

const carriedScript = fileURLToPath(new URL('peers/carried.py', import.meta.url))

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
    for (const [name, text] of Object.entries(await carried())) await write(name, text)
  } catch (error) {
    console.error(`breast-cancer, digits: not written. ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
  }
}

/**
 * Tables that scikit-learn carries, and CTGAN brings it along: Wisconsin diagnostic (Wolberg, Mangasarian, Street and Street 1995;
 * CC BY 4.0), and optical recognition of handwritten digits (Alpaydin and Kaynak 1998; CC BY 4.0), of which it has the test set.
 */
async function carried(): Promise<Record<string, string>> {
  const python = pythonWith(['sklearn', 'pandas'], ctganPackages)
  const folder = await mkdtemp(join(tmpdir(), 'understudy-datasets-'))
  try {
    await runMeasured([python, carriedScript, folder], { python, threads: 1, folder })
    const read = (name: string) => readFile(join(folder, `${name}.csv`), 'utf8')
    return { 'breast-cancer': await read('breast-cancer'), digits: await read('digits') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
