import { closeSync, openSync, writeSync } from 'node:fs'
import type { Cell } from '../../../../shared/domain/import/cell.ts'
import type { ChunkSink } from './row-writer.ts'
import { DIRECTORY, MARK, stageHeader, TRAILER_BYTES, VOID, type StageDirectory } from './stage-file.ts'
import type { ReadProgress, SpreadsheetFormat, StagedSheet } from './staged.ts'

/** Rows between two progress reports. */
const REPORT_ROWS = 20_000
const EMPTY = Buffer.from('[]')

/**
 * Writes the staging file (`stage-file.ts`): it exists only between choosing a spreadsheet and finishing its import and is never
 * synced to disk, since a crash simply means reading the spreadsheet again.
 */
export class StageWriter implements ChunkSink {
  /** Share of the file read so far, kept by whoever reads it. */
  share: number | null = null
  private readonly report: (news: ReadProgress) => void
  private readonly file: number
  private position = 0
  private sheet = { no: 0, name: '', hidden: false }
  private sheets: StagedSheet[] = []
  private chunks: StageDirectory['chunks'] = []
  private rows = 0
  private reported = 0
  private readonly shown = new Set<number>()

  constructor(path: string, report: (news: ReadProgress) => void) {
    this.report = report
    this.file = openSync(path, 'wx')
  }

  beginSheet(sheet: { no: number; name: string; hidden: boolean }): void {
    this.sheet = sheet
  }

  /** Reports the first rows of a sheet, a JSON array in UTF-8, unless they were reported before. */
  show(sheet: { no: number; name: string; hidden: boolean }, rows: Buffer): void {
    if (this.shown.has(sheet.no)) return
    this.shown.add(sheet.no)
    this.report({ kind: 'first-rows', sheet, rows: JSON.parse(rows.toString('utf8')) as Cell[][] })
  }

  chunk(firstRow: number, rowCount: number, rows: Buffer): void {
    if (firstRow === 1) this.show(this.sheet, rows)
    this.append(stageHeader(this.sheet.no, firstRow, rowCount, rows.length))
    this.chunks.push([this.sheet.no, firstRow, this.position, rows.length])
    this.append(rows)
    this.rows += rowCount
    if (this.rows - this.reported < REPORT_ROWS) return
    this.reported = this.rows
    this.report({ kind: 'progress', rows: this.rows, share: this.share })
  }

  endSheet(rows: number, columns: number): void {
    if (rows === 0) this.show(this.sheet, EMPTY)
    this.sheets.push({ ...this.sheet, rows, columns })
  }

  /** Forgets what was written, for a second attempt by another way of reading. */
  restart(): void {
    this.sheets = []
    this.chunks = []
    this.rows = 0
    this.reported = 0
    this.append(stageHeader(VOID, 0, 0, 0))
  }

  /** Completes and closes the file and returns the sheets. */
  finish(format: SpreadsheetFormat): StagedSheet[] {
    const directory: StageDirectory = { format, sheets: this.sheets, chunks: this.chunks }
    const bytes = Buffer.from(JSON.stringify(directory))
    const trailer = Buffer.allocUnsafe(TRAILER_BYTES)
    trailer.writeUInt32LE(bytes.length, 0)
    trailer.writeUInt32LE(MARK, 4)
    this.append(Buffer.concat([stageHeader(DIRECTORY, 0, 0, bytes.length), bytes, trailer]))
    closeSync(this.file)
    return this.sheets
  }

  private append(bytes: Buffer): void {
    for (let done = 0; done < bytes.length;) done += writeSync(this.file, bytes, done)
    this.position += bytes.length
  }
}
