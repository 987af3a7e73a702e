import Database from 'better-sqlite3'
import type { Cell } from '../../../shared/domain/import/cell.ts'
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

/** Opens a staging file that `readSpreadsheet` has written. */
export function openStage(stagePath: string): Stage {
  const database = new Database(stagePath, { readonly: true, fileMustExist: true })
  const format = database.prepare<[], string>(`SELECT value FROM meta WHERE key = 'format'`).pluck().get()
  const sheetRows = database
    .prepare<[], SheetRow>('SELECT no, name, hidden, rows, columns FROM sheet ORDER BY no')
    .all()
  const chunksBetween = database.prepare<[number, number, number, number], ChunkRow>(
    `SELECT first_row AS firstRow, rows FROM chunk
     WHERE sheet = ? AND first_row >= ifnull((SELECT max(first_row) FROM chunk WHERE sheet = ? AND first_row <= ?), 0)
       AND first_row < ?
     ORDER BY first_row`,
  )
  const nextChunk = database.prepare<[number, number], ChunkRow>(
    'SELECT first_row AS firstRow, rows FROM chunk WHERE sheet = ? AND first_row >= ? ORDER BY first_row LIMIT 1',
  )
  return {
    format: format as SpreadsheetFormat,
    sheets: sheetRows.map((sheet) => ({ ...sheet, hidden: sheet.hidden === 1 })),
    rows(sheet, fromRow, count) {
      const found: Cell[][] = []
      for (const chunk of chunksBetween.all(sheet, sheet, fromRow, fromRow + count)) {
        const start = Math.max(0, fromRow - chunk.firstRow)
        for (const row of parseChunk(chunk.rows).slice(start, fromRow + count - chunk.firstRow)) found.push(row)
      }
      return found
    },
    *eachChunk(sheet) {
      // One short statement a chunk, so that the caller may use the stage for other things in between.
      for (let from = 1; ;) {
        const chunk = nextChunk.get(sheet, from)
        if (!chunk) return
        const rows = parseChunk(chunk.rows)
        yield { firstRow: chunk.firstRow, rows }
        from = chunk.firstRow + rows.length
      }
    },
    close: () => database.close(),
  }
}

type SheetRow = { no: number; name: string; hidden: number; rows: number; columns: number }
type ChunkRow = { firstRow: number; rows: Buffer }

function parseChunk(rows: Buffer): Cell[][] {
  return JSON.parse(rows.toString('utf8')) as Cell[][]
}
