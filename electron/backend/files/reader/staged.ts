import type { Cell } from '../../../../shared/domain/import/cell.ts'

/** Rows in the first chunk of a sheet: what a preview shows, reported before the rest is read. */
export const FIRST_CHUNK_ROWS = 100
/** Rows in every further chunk. */
export const CHUNK_ROWS = 500

/** What a file turned out to be, whatever its name says. */
export type SpreadsheetFormat = 'xlsx' | 'xlsb' | 'xls' | 'ods' | 'csv' | 'html' | 'xml'

/** One sheet of a staged workbook. */
export interface StagedSheet {
  /** Position in the workbook, from 0; hidden sheets count. */
  readonly no: number
  readonly name: string
  /** Hidden in the spreadsheet program. */
  readonly hidden: boolean
  /** Number of the last row with a value; rows count from 1, as the user sees them. */
  readonly rows: number
  /** Columns up to the last one with a value. */
  readonly columns: number
}

/** A file whose rows lie in a staging file (see `openStage`). */
export interface StagedWorkbook {
  readonly stagePath: string
  readonly format: SpreadsheetFormat
  readonly sheets: readonly StagedSheet[]
}

/** News while a file is read. */
export type ReadProgress =
  | {
      /** The first rows (at most 100) of a sheet, long before the whole is read. */
      readonly kind: 'first-rows'
      readonly sheet: { readonly no: number; readonly name: string; readonly hidden: boolean }
      readonly rows: Cell[][]
    }
  | {
      readonly kind: 'progress'
      /** Rows read so far, all sheets. */
      readonly rows: number
      /** Share of the file read so far, 0 to 1; `null` while it cannot be known. */
      readonly share: number | null
    }
