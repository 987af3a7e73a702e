import { readFileSync, statSync } from 'node:fs'
import { SpreadsheetError } from '../spreadsheet-error.ts'
import { readCsv } from './csv.ts'
import { checkCompoundFile, checkParts, markupFormat, notSpreadsheet, zipFormat } from './documents.ts'
import { readWithLibrary } from './library.ts'
import type { ReadLimits } from './limits.ts'
import { RowWriter } from './row-writer.ts'
import { sniff } from './sniff.ts'
import { StageWriter } from './stage-writer.ts'
import type { ReadProgress, SpreadsheetFormat, StagedWorkbook } from './staged.ts'
import { decodeText } from './text.ts'
import { readXlsx } from './xlsx.ts'
import { readPictures } from './xlsx-pictures.ts'
import { Unusual } from './xml-cursor.ts'
import { readZipDirectory } from './zip.ts'

/**
 * Reads a spreadsheet of any supported format into a staging file. Runs in the reading process only; everybody else calls
 * `readSpreadsheet`.
 * @param pictureFolder where the pictures of an .xlsx go (`openPictures` reads them); null: nobody wants them
 * @throws SpreadsheetError
 */
export async function readFileIntoStage(
  path: string,
  stagePath: string,
  limits: ReadLimits,
  report: (news: ReadProgress) => void,
  pictureFolder: string | null = null,
): Promise<StagedWorkbook> {
  const file = load(path, limits)
  const stage = new StageWriter(stagePath, report)
  const format = await readContent(file, stage, limits, pictureFolder)
  const sheets = stage.finish(format)
  if (sheets.every((sheet) => sheet.rows === 0)) throw new SpreadsheetError('FILE_EMPTY')
  return { stagePath, format, sheets }
}

function load(path: string, limits: ReadLimits): Buffer {
  let size: number
  try {
    const stat = statSync(path)
    if (!stat.isFile()) throw new SpreadsheetError('FILE_NOT_FOUND')
    size = stat.size
  } catch (error) {
    throw error instanceof SpreadsheetError ? error : new SpreadsheetError('FILE_NOT_FOUND')
  }
  if (size === 0) throw new SpreadsheetError('FILE_EMPTY')
  if (size > limits.fileBytes) throw new SpreadsheetError('FILE_TOO_LARGE', { limit: limits.fileBytes, size })
  try {
    return readFileSync(path)
  } catch {
    throw new SpreadsheetError('FILE_NOT_FOUND')
  }
}

async function readContent(
  file: Buffer,
  stage: StageWriter,
  limits: ReadLimits,
  pictureFolder: string | null,
): Promise<SpreadsheetFormat> {
  const found = sniff(file)
  const onShare = (share: number) => {
    stage.share = share
  }
  switch (found.kind) {
    case 'other':
      throw notSpreadsheet(found.name)
    case 'cfb':
      checkCompoundFile(file)
      await readWithLibrary(file, 'xls', new RowWriter(stage, limits))
      return 'xls'
    case 'biff':
      await readWithLibrary(file, 'xls', new RowWriter(stage, limits))
      return 'xls'
    case 'zip': {
      const entries = readZipDirectory(file, limits)
      const format = zipFormat(entries)
      if (format === 'xlsx') {
        try {
          await readXlsx(file, entries, new RowWriter(stage, limits), onShare, {
            limits,
            onSheets: (parts, sheetPaths) => {
              if (pictureFolder !== null) readPictures(parts, sheetPaths, pictureFolder, limits)
            },
            onFirstRows: (sheet, rows) => stage.show(sheet, rows),
          })
          return format
        } catch (error) {
          if (!(error instanceof Unusual)) throw error
          stage.restart()
        }
      }
      checkParts(file, entries, format, limits)
      await readWithLibrary(file, format, new RowWriter(stage, limits))
      return format
    }
    case 'text': {
      const text = decodeText(file)
      if (text.trim() === '') throw new SpreadsheetError('FILE_EMPTY')
      const format = markupFormat(text)
      if (format) await readWithLibrary(text, format, new RowWriter(stage, limits))
      else await readCsv(text, new RowWriter(stage, limits), onShare)
      return format ?? 'csv'
    }
  }
}
