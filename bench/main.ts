// The benchmarks: `npm run bench -- NAME [options]`. Every figure is a ratio, or stands beside what it is compared with.
import process from 'node:process'

const benches: Record<
  string,
  { readonly what: string; readonly load: () => Promise<(input: string[]) => Promise<void>> }
> = {
  step: {
    what: 'a training step: explicit against tape, private against plain [--backend wasm --backend tfjs-wasm --backend cpu] [--steps N] [--json]',
    load: async () => (await import('./step.ts')).step,
  },
  engine: {
    what: 'compiled steps against tfjs, the peak and CTGAN [--ctgan] [--backend wasm --backend webgpu] [--rounds N] [--software] [--json]',
    load: async () => (await import('./engine.ts')).engine,
  },
  program: {
    what: 'the programs of a step at the reference size, as a page to read [--private]',
    load: async () => (await import('./program.ts')).program,
  },
  privacy: {
    what: 'what privacy costs on wasm: step against plain step, noise and accounting [--updates N] [--rounds N] [--hardened] [--json]',
    load: async () => (await import('./privacy.ts')).privacy,
  },
  ingest: {
    what: 'reading a CSV: rows a second against papaparse alone, and peak memory',
    load: async () => (await import('./ingest.ts')).ingest,
  },
  evaluate: {
    what: 'seconds of each part of an evaluation at 25,000 × 15, and growth with rows [--rows N] [--json]',
    load: async () => (await import('./evaluate.ts')).evaluate,
  },
  adult: {
    what: 'quality over time on a CSV, and what default recipes reach: TRAIN.csv [--holdout TEST.csv [--target FIELD]] [--minutes M] [--epsilon E] [--recipe CHANGES.json] [--json]',
    load: async () => (await import('./adult.ts')).adult,
  },
  peers: {
    what: 'ours beside CTGAN, TVAE, DPCTGAN and MST: TRAIN.csv [--holdout TEST.csv] [--target FIELD] [--model NAMES] [--epsilon E] [--epochs N] [--minutes M] [--threads N] [--fresh] [--quick] [--json]',
    load: async () => (await import('./peers.ts')).peers,
  },
  datasets: {
    what: 'writes tables of other shapes to compare on: FOLDER [--rows N]',
    load: async () => (await import('./datasets.ts')).datasets,
  },
}

const [name, ...rest] = process.argv.slice(2)
const bench = name === undefined ? undefined : benches[name]
if (bench) {
  await (await bench.load())(rest)
} else {
  console.error('npm run bench -- NAME')
  for (const [each, { what }] of Object.entries(benches)) console.error(`  ${each.padEnd(8)} ${what}`)
  process.exitCode = 2
}
