import Database from 'better-sqlite3'
import type { Cell } from '../../../../shared/domain/import/cell.ts'
import type { ChunkSink } from './row-writer.ts'
import type { ReadProgress, SpreadsheetFormat, StagedSheet } from './staged.ts'

/** Rows between two progress reports. */
const REPORT_ROWS = 20_000
const EMPTY = Buffer.from('[]')

/**
 * Writes the staging file: one SQLite file that exists only between choosing a spreadsheet and finishing its import. It is
 * never synced to disk and keeps no journal, since a crash simply means reading the spreadsheet again.
 */
export class StageWriter implements ChunkSink {
  /** Share of the file read so far, kept by whoever reads it. */
  share: number | null = null
  private readonly path: string
  private readonly report: (news: ReadProgress) => void
  private database: Database.Database | undefined
  private insertChunk: Database.Statement | undefined
  private insertSheet: Database.Statement | undefined
  private sheet = { no: 0, name: '', hidden: false }
  private chunkNo = 0
  private sheets: StagedSheet[] = []
  private rows = 0
  private reported = 0
  private readonly shown = new Set<number>()

  constructor(path: string, report: (news: ReadProgress) => void) {
    this.path = path
    this.report = report
  }

  beginSheet(sheet: { no: number; name: string; hidden: boolean }): void {
    this.sheet = sheet
    this.chunkNo = 0
  }

  /** Reports the first rows of a sheet, a JSON array in UTF-8, unless they were reported before. */
  show(sheet: { no: number; name: string; hidden: boolean }, rows: Buffer): void {
    if (this.shown.has(sheet.no)) return
    this.shown.add(sheet.no)
    this.report({ kind: 'first-rows', sheet, rows: JSON.parse(rows.toString('utf8')) as Cell[][] })
  }

  chunk(firstRow: number, rowCount: number, rows: Buffer): void {
    if (firstRow === 1) this.show(this.sheet, rows)
    this.open()
    this.insertChunk!.run(this.sheet.no, this.chunkNo++, firstRow, rows)
    this.rows += rowCount
    if (this.rows - this.reported < REPORT_ROWS) return
    this.reported = this.rows
    this.report({ kind: 'progress', rows: this.rows, share: this.share })
  }

  endSheet(rows: number, columns: number): void {
    if (rows === 0) this.show(this.sheet, EMPTY)
    this.open()
    this.insertSheet!.run(this.sheet.no, this.sheet.name, this.sheet.hidden ? 1 : 0, rows, columns)
    this.sheets.push({ ...this.sheet, rows, columns })
  }

  /** Empties the staging file, for a second attempt by another way of reading. */
  restart(): void {
    this.sheets = []
    this.rows = 0
    this.reported = 0
    this.database?.exec('DELETE FROM chunk; DELETE FROM sheet')
  }

  /** Commits, closes and returns the sheets. */
  finish(format: SpreadsheetFormat): StagedSheet[] {
    this.open()
    this.database!.prepare('INSERT INTO meta VALUES (?, ?)').run('format', format)
    this.database!.exec('COMMIT')
    this.database!.close()
    return this.sheets
  }

  /** The database is opened late, so that the first rows are on their way before it costs anything. */
  private open(): void {
    if (this.database) return
    const database = new Database(this.path)
    database.exec(`
      PRAGMA page_size = 16384;
      PRAGMA journal_mode = OFF;
      PRAGMA synchronous = OFF;
      PRAGMA locking_mode = EXCLUSIVE;
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
      CREATE TABLE sheet (no INTEGER PRIMARY KEY, name TEXT NOT NULL, hidden INTEGER NOT NULL, rows INTEGER NOT NULL,
        columns INTEGER NOT NULL) STRICT;
      CREATE TABLE chunk (sheet INTEGER NOT NULL, no INTEGER NOT NULL, first_row INTEGER NOT NULL, rows BLOB NOT NULL) STRICT;
      CREATE UNIQUE INDEX chunk_first_row ON chunk (sheet, first_row);
      BEGIN;
    `)
    this.insertChunk = database.prepare('INSERT INTO chunk (sheet, no, first_row, rows) VALUES (?, ?, ?, ?)')
    this.insertSheet = database.prepare('INSERT INTO sheet (no, name, hidden, rows, columns) VALUES (?, ?, ?, ?, ?)')
    this.database = database
  }
}
