import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { Refusal } from './cli-errors.ts'

/** A file as uploads have it, read when it is needed. @throws Refusal FILE_NOT_FOUND */
export async function fileAt(path: string): Promise<File> {
  try {
    return new File([await openAsBlob(path)], basename(path))
  } catch {
    throw new Refusal('FILE_NOT_FOUND', { what: path })
  }
}
