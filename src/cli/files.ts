// Files of the command line: read as blobs, written whole or not at all.
import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'

/** A file that cannot be read or written. */
export class FileAccessError extends Error {
  override readonly name = 'FileAccessError'

  constructor(path: string, doing: 'read' | 'written', cause: unknown) {
    const code = (cause as NodeJS.ErrnoException).code
    const why =
      code === 'ENOENT'
        ? 'there is no such file or folder'
        : code === 'EISDIR'
          ? 'it is a folder'
          : (code ?? String(cause))
    super(`${path} cannot be ${doing}: ${why}.`, { cause })
  }
}

/** A file that should hold JSON and does not. */
export class JsonFileError extends Error {
  override readonly name = 'JsonFileError'

  constructor(path: string, cause: Error) {
    super(`${path} is no JSON: ${cause.message}`, { cause })
  }
}

/** A file as a Blob that is read piece by piece. Throws FileAccessError. */
export async function openBlob(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path)
  } catch (error) {
    // openAsBlob names no cause; reading a byte does.
    await readBytes(path)
    throw new FileAccessError(path, 'read', error)
  }
}

/** Throws FileAccessError. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new FileAccessError(path, 'read', error)
  }
}

/** Throws FileAccessError and JsonFileError. */
export async function readJson(path: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readBytes(path))
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new JsonFileError(path, error as Error)
  }
}

/** Writes beside the target and renames at the end, so that no half file is left behind. Throws FileAccessError, and the signal's reason. */
export async function writeWhole(
  path: string,
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  // A name of its own: another process may be writing the same file.
  const draft = `${path}.${randomUUID()}.part`
  try {
    const file = await open(draft, 'w')
    try {
      for await (const piece of pieces) {
        signal?.throwIfAborted()
        // Unlike `write`, all of it.
        await file.writeFile(piece)
      }
    } finally {
      await file.close()
    }
    signal?.throwIfAborted()
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    if ((error as NodeJS.ErrnoException).code) throw new FileAccessError(path, 'written', error)
    throw error
  }
}
