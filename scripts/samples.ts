// `npm run samples`: writes the bundled samples anew. Seeded: the files change only when their scripts do.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cardTransactions } from './samples/card-transactions.ts'
import { hospitalAdmissions } from './samples/hospital-admissions.ts'

const folder = new URL('../public/samples/', import.meta.url)
const samples = { 'hospital-admissions.csv': hospitalAdmissions(), 'card-transactions.csv': cardTransactions() }
for (const [name, text] of Object.entries(samples)) {
  const file = fileURLToPath(new URL(name, folder))
  writeFileSync(file, text)
  console.log(`${file}: ${text.length} bytes`)
}
