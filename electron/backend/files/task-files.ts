import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { readSpreadsheet } from './read-spreadsheet.ts'
import { SpreadsheetError } from './spreadsheet-error.ts'

/** Media types of the files we make. */
export const FILE_TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
  pdf: 'application/pdf',
  zip: 'application/zip',
} as const

/** Runs work in a folder of its own, which is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'huozhan-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Reads a spreadsheet somebody sent, in the process for hostile files; answers its stage in the folder. @throws FILE_REFUSED, CANCELLED */
export async function stagedUpload(folder: string, file: File, signal: AbortSignal | undefined): Promise<string> {
  const upload = join(folder, `upload${extname(file.name).toLowerCase()}`)
  const stage = join(folder, 'stage.sqlite')
  await writeFile(upload, new Uint8Array(await file.arrayBuffer()))
  try {
    await readSpreadsheet(upload, stage, signal ? { signal } : {})
  } catch (error) {
    if (!(error instanceof SpreadsheetError)) throw error
    if (error.code === 'FILE_CANCELLED') throw new AppError('CANCELLED', {})
    throw new AppError('FILE_REFUSED', { reason: error.code })
  }
  return stage
}
