import { openAsBlob, rmSync } from 'node:fs'
import { mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Files up to this size are read into memory, and gone from the disk with their folder. */
const READ_BYTES = 8 * 1024 * 1024
/** How long a larger one stays to be read by whoever asked for it, ms. */
const KEPT_MS = 60 * 60_000

/** Folders of files that may still be read; nothing of them outlives the process. */
const kept = new Set<string>()

/**
 * A file that was just written, to be sent to whoever asked for it; its folder may be removed afterwards. A large one stays on
 * the disk and is read piece by piece while it is sent: the statements of a year need no more memory than one.
 */
export async function handOut(path: string, name: string, type: string): Promise<File> {
  if ((await stat(path)).size <= READ_BYTES) return new File([new Uint8Array(await readFile(path))], name, { type })
  // beside the folder it was written in: moved, not copied
  const folder = await mkdtemp(join(dirname(dirname(path)), 'huozhan-file-'))
  keep(folder)
  const moved = join(folder, basename(path))
  await rename(path, moved)
  return new File([await openAsBlob(moved)], name, { type })
}

function keep(folder: string): void {
  if (kept.size === 0) process.once('exit', removeAll)
  kept.add(folder)
  setTimeout(() => {
    void rm(folder, { recursive: true, force: true }).finally(() => forget(folder))
  }, KEPT_MS).unref()
}

function forget(folder: string): void {
  kept.delete(folder)
  if (kept.size === 0) process.off('exit', removeAll)
}

function removeAll(): void {
  for (const folder of kept) rmSync(folder, { recursive: true, force: true })
}
