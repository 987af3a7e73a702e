import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Cell } from '../../../shared/domain/import/cell.ts'
import { DIRECTORY, HEADER_BYTES, MARK, TRAILER_BYTES, VOID, type StageDirectory } from './reader/stage-file.ts'
import type { SpreadsheetFormat, StagedSheet } from './reader/staged.ts'

/** Rows of a staged sheet, in the order and with the row numbers of the spreadsheet. */
export interface StagedRows {
  /** Number of the first row of `rows`, from 1. */
  readonly firstRow: number
  /** Row by row the cells from the first column on; a row ends at its last value, an empty row is `[]`. */
  readonly rows: Cell[][]
}

/** A staging file open for reading, in whatever process or worker needs its rows. */
export interface Stage {
  readonly format: SpreadsheetFormat
  readonly sheets: readonly StagedSheet[]
  /**
   * Rows `fromRow` (from 1) to at most `fromRow + count - 1` of a sheet.
   * @param sheet `StagedSheet.no`
   */
  rows(sheet: number, fromRow: number, count: number): Cell[][]
  /** All rows of a sheet, one chunk after the other. */
  eachChunk(sheet: number): Generator<StagedRows>
  close(): void
}

/** Opens a staging file that `readSpreadsheet` has written. @throws Error when it is not there or not complete */
export function openStage(stagePath: string): Stage {
  const file = openSync(stagePath, 'r')
  let directory: StageDirectory
  try {
    directory = readDirectory(file)
  } catch (error) {
    closeSync(file)
    throw error
  }
  const { format, sheets } = directory
  const chunksOf = new Map(sheets.map(({ no }) => [no, directory.chunks.filter(([sheet]) => sheet === no)]))
  const read = ([, , position, bytes]: StageDirectory['chunks'][number]) => parseRows(readAt(file, position, bytes))
  return {
    format,
    sheets,
    rows(sheet, fromRow, count) {
      const found: Cell[][] = []
      const chunks = chunksOf.get(sheet) ?? []
      const from = Math.max(
        0,
        chunks.findLastIndex(([, firstRow]) => firstRow <= fromRow),
      )
      for (const chunk of chunks.slice(from)) {
        const firstRow = chunk[1]
        if (firstRow >= fromRow + count) break
        const start = Math.max(0, fromRow - firstRow)
        for (const row of read(chunk).slice(start, fromRow + count - firstRow)) found.push(row)
      }
      return found
    },
    *eachChunk(sheet) {
      for (const chunk of chunksOf.get(sheet) ?? []) yield { firstRow: chunk[1], rows: read(chunk) }
    },
    close: () => closeSync(file),
  }
}

/** Rows of one sheet out of a staging file that is still being written. */
export interface StageFollower {
  /**
   * The next chunk of the sheet; null when there is none yet, `end` when the file is complete and all of them were given, `void`
   * when the spreadsheet is being read again from its beginning.
   */
  next(): StagedRows | null | 'end' | 'void'
  close(): void
}

/** Follows a staging file that `readSpreadsheet` is writing. @param sheet `StagedSheet.no` */
export function followStage(stagePath: string, sheet: number): StageFollower {
  let file: number | null = null
  let position = 0
  let size = 0
  /** Whether so many bytes are there from the position on. */
  const has = (bytes: number) => {
    if (position + bytes > size) size = fstatSync(file!).size
    return position + bytes <= size
  }
  return {
    next() {
      if (file === null) {
        if (!existsSync(stagePath)) return null
        file = openSync(stagePath, 'r')
      }
      while (has(HEADER_BYTES)) {
        const header = readAt(file, position, HEADER_BYTES)
        const kind = header.readUInt32LE(0)
        if (kind === DIRECTORY) return 'end'
        if (kind === VOID) return 'void'
        const bytes = header.readUInt32LE(12)
        if (!has(HEADER_BYTES + bytes)) return null
        const start = position + HEADER_BYTES
        position = start + bytes
        if (kind === sheet) return { firstRow: header.readUInt32LE(4), rows: parseRows(readAt(file, start, bytes)) }
      }
      return null
    },
    close() {
      if (file !== null) closeSync(file)
    },
  }
}

function readDirectory(file: number): StageDirectory {
  const { size } = fstatSync(file)
  const trailer = size < TRAILER_BYTES ? null : readAt(file, size - TRAILER_BYTES, TRAILER_BYTES)
  if (trailer?.readUInt32LE(4) !== MARK) throw new Error('the staging file is not complete')
  const bytes = trailer.readUInt32LE(0)
  return JSON.parse(readAt(file, size - TRAILER_BYTES - bytes, bytes).toString('utf8')) as StageDirectory
}

function readAt(file: number, position: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes)
  for (let done = 0; done < bytes;) {
    const read = readSync(file, buffer, done, bytes - done, position + done)
    if (read === 0) throw new Error('the staging file ends too early')
    done += read
  }
  return buffer
}

function parseRows(json: Buffer): Cell[][] {
  return JSON.parse(json.toString('utf8')) as Cell[][]
}
