import { SpreadsheetError } from '../spreadsheet-error.ts'
import { JsonBytes } from './json-bytes.ts'
import type { ReadLimits } from './limits.ts'
import { CHUNK_ROWS, FIRST_CHUNK_ROWS } from './staged.ts'

const OPEN = 0x5b
const CLOSE = 0x5d
const COMMA = 0x2c

/** Takes finished chunks of rows; `rows` is a JSON array of row arrays in UTF-8 and is only valid during the call. */
export interface ChunkSink {
  /** A new sheet begins; its number counts from 0. */
  beginSheet(sheet: { no: number; name: string; hidden: boolean }): void
  chunk(firstRow: number, rowCount: number, rows: Buffer): void
  endSheet(rows: number, columns: number): void
}

/**
 * Turns cells, coming row by row from left to right, into chunks of JSON. Rows that hold nothing are kept as empty arrays, so
 * that row numbers stay those of the spreadsheet, but nothing is written after the last value of a row or of a sheet.
 */
export class RowWriter {
  readonly json = new JsonBytes(1 << 18)
  /** Rows written, of all sheets. */
  totalRows = 0
  private readonly sink: ChunkSink
  private readonly limits: ReadLimits
  private sheets = 0
  private row = 0
  private column = 0
  private columns = 0
  private chunkFirst = 1
  private chunkRows = 0
  private rowIsOpen = false
  private written = 0

  constructor(sink: ChunkSink, limits: ReadLimits) {
    this.sink = sink
    this.limits = limits
  }

  beginSheet(name: string, hidden: boolean): void {
    if (this.sheets >= this.limits.sheets) throw tooMany('sheets', this.limits.sheets)
    this.sink.beginSheet({ no: this.sheets++, name, hidden })
    this.row = 0
    this.columns = 0
    this.written = 0
    this.chunkFirst = 1
    this.startChunk()
  }

  /** Rows of this sheet that follow belong to `row` (from 1, growing). */
  beginRow(row: number): void {
    this.row = row
    this.column = 0
  }

  /** Makes ready for a value in `column` (from 0, growing within a row); the caller then appends it to `json`. */
  beginCell(column: number): void {
    if (!this.rowIsOpen) this.openRow()
    if (column >= this.limits.columns) throw tooMany('columns', this.limits.columns)
    const json = this.json
    if (this.column > 0) json.byte(COMMA)
    for (; this.column < column; this.column++) json.ascii('null,')
    this.column = column + 1
  }

  endRow(): void {
    if (!this.rowIsOpen) return
    this.rowIsOpen = false
    this.json.byte(CLOSE)
    if (this.column > this.columns) this.columns = this.column
    this.countRow()
  }

  endSheet(): void {
    this.flush()
    this.sink.endSheet(this.written, this.columns)
  }

  private openRow(): void {
    this.totalRows += this.row - this.written
    if (this.totalRows > this.limits.rows) throw tooMany('rows', this.limits.rows)
    while (this.written < this.row - 1) {
      this.separate()
      this.json.ascii('[]')
      this.countRow()
    }
    this.separate()
    this.json.byte(OPEN)
    this.rowIsOpen = true
  }

  private separate(): void {
    if (this.chunkRows > 0) this.json.byte(COMMA)
  }

  private countRow(): void {
    this.written++
    this.chunkRows++
    if (this.chunkRows >= (this.chunkFirst === 1 ? FIRST_CHUNK_ROWS : CHUNK_ROWS)) this.flush()
  }

  private flush(): void {
    if (this.chunkRows > 0) {
      this.json.byte(CLOSE)
      this.sink.chunk(this.chunkFirst, this.chunkRows, this.json.bytes.subarray(0, this.json.length))
    }
    this.chunkFirst = this.written + 1
    this.startChunk()
  }

  private startChunk(): void {
    this.chunkRows = 0
    this.rowIsOpen = false
    this.json.length = 0
    this.json.byte(OPEN)
  }
}

function tooMany(what: string, limit: number): SpreadsheetError {
  return new SpreadsheetError('FILE_TOO_MANY_CELLS', { what, limit })
}
