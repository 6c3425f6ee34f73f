// Accounts: what each data set has been charged, kept as files in the user's own data folder.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import * as v from 'valibot'
import {
  type AccountBook,
  charged,
  type DatasetAccount,
  emptyAccount,
  type RunCharge,
} from '../privacy/datasetaccount.ts'
import { fingerprintOf, newSalt, saltBytes } from '../privacy/fingerprint.ts'
import { eventCheck } from '../project/checks.ts'
import { FileAccessError, JsonFileError, readBytes, readJson, writeWhole } from './files.ts'

const real = v.pipe(v.number(), v.finite(), v.minValue(0))

const chargeCheck = v.object({
  id: v.string(),
  at: v.number(),
  delta: v.nullable(real),
  groupSize: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  events: v.array(eventCheck),
})

const limitCheck = v.object({ epsilon: v.nullable(real) })

/** A file of an account is damaged: what was spent can no longer be told. */
export class AccountFileError extends Error {
  override readonly name = 'AccountFileError'

  constructor(path: string, fault: string) {
    super(
      `${path} should say what a data set has spent, but ${fault}. Restore it, or delete it and count what it held as lost.`,
    )
  }
}

/** Where the system keeps what belongs to a user and a program: UNDERSTUDY_HOME goes before all else. */
export function accountFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string {
  const { UNDERSTUDY_HOME, XDG_DATA_HOME, APPDATA } = environment
  if (UNDERSTUDY_HOME) return UNDERSTUDY_HOME
  // By the XDG base directory specification a relative path is not to be used.
  if (XDG_DATA_HOME && isAbsolute(XDG_DATA_HOME)) return join(XDG_DATA_HOME, 'understudy')
  if (platform === 'win32' && APPDATA) return join(APPDATA, 'understudy')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'understudy')
  return join(home, '.local', 'share', 'understudy')
}

/**
 * A folder a data set and in it a file a run, which that run alone writes, always whole: processes that run at once lose no
 * charge and wait for none. Methods throw FileAccessError and AccountFileError.
 */
export class Accounts implements AccountBook {
  readonly #folder: string

  constructor(folder = accountFolder()) {
    this.#folder = folder
  }

  async fingerprint(file: Blob): Promise<string> {
    return fingerprintOf(file, await this.#salt())
  }

  async read(fingerprint: string): Promise<DatasetAccount> {
    const folder = this.#of(fingerprint)
    const names = await readdir(folder).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return []
      throw new FileAccessError(folder, 'read', error)
    })
    let account = emptyAccount(fingerprint)
    for (const name of names.sort()) {
      const path = join(folder, name)
      if (name === 'limit.json') {
        account = { ...account, limit: (await readChecked(path, limitCheck))?.epsilon ?? null }
      } else if (name.endsWith('.json')) {
        const run = await readChecked(path, chargeCheck)
        if (run) account = charged(account, run)
      }
    }
    return account
  }

  /** Writes first and looks then: of two processes that come at once each sees the other's charge, and none passes a limit. */
  async write(fingerprint: string, run: RunCharge, check: (account: DatasetAccount) => void): Promise<void> {
    const before = (await this.read(fingerprint)).runs.find(({ id }) => id === run.id)
    await this.#put(fingerprint, run.id, run)
    try {
      check(await this.read(fingerprint))
    } catch (error) {
      if (before) await this.#put(fingerprint, run.id, before)
      else await rm(join(this.#of(fingerprint), `${run.id}.json`))
      throw error
    }
  }

  setLimit(fingerprint: string, epsilon: number | null): Promise<void> {
    return this.#put(fingerprint, 'limit', { epsilon })
  }

  #of(fingerprint: string): string {
    return join(this.#folder, 'accounts', fingerprint)
  }

  async #put(fingerprint: string, name: string, content: object): Promise<void> {
    const folder = this.#of(fingerprint)
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error) => {
      throw new FileAccessError(folder, 'written', error)
    })
    await writeWhole(join(folder, `${name}.json`), [`${JSON.stringify(content)}\n`])
  }

  /** Made once, by the process that comes first. Without it fingerprints could be guessed, and with another they would differ. */
  async #salt(): Promise<Uint8Array> {
    const path = join(this.#folder, 'salt')
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeFile(path, newSalt(), { flag: 'wx', mode: 0o600 })
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw new FileAccessError(path, 'written', error)
    }
    const patience = performance.now() + 1000
    for (;;) {
      const salt = await readBytes(path)
      if (salt.length === saltBytes) return salt
      if (performance.now() > patience)
        throw new AccountFileError(path, `it has ${salt.length} bytes, not ${saltBytes}`)
      // Another process is just writing it.
      await setTimeout(10)
    }
  }
}

/** Null where the file is gone: another process took back a charge that it was refused. */
async function readChecked<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
): Promise<v.InferOutput<Schema> | null> {
  let content: unknown
  try {
    content = await readJson(path)
  } catch (error) {
    if (error instanceof JsonFileError) throw new AccountFileError(path, 'it is no JSON')
    if (error instanceof FileAccessError && codeOf(error.cause) === 'ENOENT') return null
    throw error
  }
  const result = v.safeParse(schema, content)
  if (result.success) return result.output
  const issue = result.issues[0]
  throw new AccountFileError(path, `${v.getDotPath(issue) ?? 'its content'} is wrong: ${issue.message}`)
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
