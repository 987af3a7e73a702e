import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import {
  readSpreadsheet,
  type ReadOptions,
  type StagedWorkbook,
} from '../../../electron/backend/files/read-spreadsheet.ts'
import { openStage } from '../../../electron/backend/files/stage.ts'
import { SpreadsheetError } from '../../../electron/backend/files/spreadsheet-error.ts'
import type { Cell } from '../../../shared/domain/import/cell.ts'

/** Real files of other people, outside the project (see its INDEX.tsv). */
export const DATA = resolve(import.meta.dirname, '../../../../shared/data')
export const IMPORT_DATA = join(DATA, 'import')
export const ONLINE_RETAIL = join(DATA, 'online-retail/online-retail.xlsx')

/** A folder of its own for one test file. */
export function scratchFolder(): { path: (name: string) => string; files: () => string[]; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'huozhan-files-'))
  return {
    path: (name) => join(folder, name),
    files: () => readdirSync(folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export type ReadSheet = { name: string; hidden: boolean; rows: Cell[][] }

/** Reads a file the whole way and gives all rows of all sheets. */
export async function readAll(
  path: string,
  stagePath: string,
  options: ReadOptions = {},
): Promise<{ workbook: StagedWorkbook; sheets: ReadSheet[] }> {
  const workbook = await readSpreadsheet(path, stagePath, options)
  const stage = openStage(stagePath)
  const sheets = stage.sheets.map(({ no, name, hidden }) => ({
    name,
    hidden,
    rows: [...stage.eachChunk(no)].flatMap((chunk) => chunk.rows),
  }))
  stage.close()
  rmSync(stagePath)
  return { workbook, sheets }
}

/** The error a file is refused with, and how long that took. */
export async function refusal(
  path: string,
  stagePath: string,
  options: ReadOptions = {},
): Promise<{ error: SpreadsheetError; milliseconds: number }> {
  const start = performance.now()
  try {
    await readSpreadsheet(path, stagePath, options)
  } catch (error) {
    if (error instanceof SpreadsheetError) return { error, milliseconds: performance.now() - start }
    throw error
  }
  throw new Error(`${path} was read`)
}
