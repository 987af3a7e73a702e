import type { SpreadsheetFormat, StagedSheet } from './staged.ts'

/*
 * A staging file: chunks of rows one after the other, each behind a header of four numbers, and at the end a directory with the
 * place of every chunk. Whoever wants rows while the spreadsheet is still being read follows the headers.
 */

/** Sheet, first row (from 1), rows and bytes of the JSON that follows, 32 bits each, little endian. */
export const HEADER_BYTES = 16
/** In the place of a sheet's number: the directory follows. */
export const DIRECTORY = 0xffff_ffff
/** In the place of a sheet's number: all before this is void, the spreadsheet is read again by another way. */
export const VOID = 0xffff_fffe
/** Behind the directory: its bytes and `MARK`, 32 bits each. */
export const TRAILER_BYTES = 8
export const MARK = 0x5a48_5453

export interface StageDirectory {
  format: SpreadsheetFormat
  sheets: StagedSheet[]
  /** In the order of the file: sheet, first row, where its JSON begins, bytes of it. */
  chunks: [sheet: number, firstRow: number, position: number, bytes: number][]
}

export function stageHeader(sheet: number, firstRow: number, rows: number, bytes: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES)
  header.writeUInt32LE(sheet, 0)
  header.writeUInt32LE(firstRow, 4)
  header.writeUInt32LE(rows, 8)
  header.writeUInt32LE(bytes, 12)
  return header
}
