import Database from 'better-sqlite3'
import { existsSync, rmSync } from 'node:fs'
import type { CustomerChange, NewCustomer } from '../customers/customers.import.ts'
import type { HistoryOrder } from '../orders/orders.import.ts'
import type { NewProduct, ProductChange } from '../products/products.import.ts'
import type { NewSupplier, SupplierChange } from '../suppliers/suppliers.import.ts'
import type { ImportCounts, ImportReason } from './job.ts'

/** Records written together; the ids in it are those that will be written, whenever and however often it is tried. */
export interface PlanChunk {
  newCustomers?: NewCustomer[]
  customerChanges?: CustomerChange[]
  newProducts?: NewProduct[]
  productChanges?: ProductChange[]
  orders?: HistoryOrder[]
  newSuppliers?: NewSupplier[]
  supplierChanges?: SupplierChange[]
}

/** Records named by the rows that are made first, unless somebody made them meanwhile. */
export interface PlanReferences {
  regions: { id: string; path: string }[]
  types: { id: string; path: string }[]
  users: { id: string; name: string }[]
}

/** What a check found. */
export interface CheckResult {
  counts: ImportCounts
  extra: Record<string, number>
  reasons: ImportReason[]
  checkedAt: number
}

export const ROW_ACTIONS = [null, 'create', 'update', 'skip', 'reject'] as const
export const CREATE = 1
export const UPDATE = 2
export const SKIP = 3
export const REJECT = 4

/** A problem as kept in the plan; row and column count from 1. */
export interface PlanProblem {
  sheet: number
  row: number
  column: number | null
  field: string | null
  severity: 'error' | 'warning'
  code: string
  data: Record<string, string | number>
}

/**
 * The plan of an import is a file beside the staged rows: one action a row, the problems, and the records to be written.
 * It is made anew by every check. The writer is the check's worker; the rest of the program only reads.
 */
export function createPlan(path: string): Database.Database {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true })
  const database = new Database(path)
  database.exec(`
    pragma page_size = 16384;
    pragma synchronous = off;
    pragma journal_mode = wal;
    create table actions (sheet integer primary key, actions blob not null) strict;
    create table problem (sheet integer not null, row integer not null, "column" integer, field text,
      severity text not null, code text not null, data text not null) strict;
    create table chunk (no integer primary key, rows integer not null, weight integer not null, payload text not null) strict;
    create table reference (payload text not null) strict;
    create table prepared (chunks integer not null, rows integer not null) strict;
  `)
  return database
}

type StoredProblem = Omit<PlanProblem, 'data'> & { data: string }

export interface StoredChunk {
  no: number
  /** Rows of the file it stands for. */
  rows: number
  /** Records or order lines in it. */
  weight: number
  chunk: PlanChunk
}

/** A plan open for reading. */
export interface Plan {
  /** Actions of the rows of a sheet from a row on, one of `ROW_ACTIONS` a row. */
  actions(sheet: number, fromRow: number, count: number): Buffer
  problems(sheet: number, fromRow: number, toRow: number): PlanProblem[]
  /** Rows with problems (of one code), from a row on. */
  problemRows(sheet: number, fromRow: number, count: number, code?: string): number[]
  allProblems(): Generator<PlanProblem>
  /** How much there is to write; null while it is not all prepared. */
  prepared(): { chunks: number; rows: number } | null
  references(): PlanReferences
  /** Chunks from a number (from 1) on, up to `weight` records or order lines together, at least one. */
  chunks(from: number, weight: number): StoredChunk[]
  close(): void
}

export function openPlan(path: string): Plan | null {
  if (!existsSync(path)) return null
  const database = new Database(path, { readonly: true, fileMustExist: true })
  const problemsOf = (condition: string) =>
    database.prepare<unknown[], StoredProblem>(
      `select sheet, row, "column", field, severity, code, data from problem ${condition}`,
    )
  const toProblem = (p: StoredProblem): PlanProblem => ({ ...p, data: JSON.parse(p.data) as PlanProblem['data'] })
  const oneChunk = database.prepare<[number], { rows: number; weight: number; payload: string }>(
    'select rows, weight, payload from chunk where no = ?',
  )
  return {
    actions: (sheet, fromRow, count) =>
      database
        .prepare<unknown[], Buffer>('select substr(actions, ?, ?) from actions where sheet = ?')
        .pluck()
        .get(fromRow, count, sheet) ?? Buffer.alloc(0),
    problems: (sheet, fromRow, toRow) =>
      problemsOf('where sheet = ? and row between ? and ? order by row, "column"')
        .all(sheet, fromRow, toRow)
        .map(toProblem),
    problemRows: (sheet, fromRow, count, code) =>
      database
        .prepare<unknown[], number>(
          `select distinct row from problem where sheet = ? and row >= ? ${code === undefined ? '' : 'and code = ?'}
           order by row limit ?`,
        )
        .pluck()
        .all(sheet, fromRow, ...(code === undefined ? [] : [code]), count),
    *allProblems() {
      for (const p of problemsOf('order by sheet, row, "column"').iterate()) yield toProblem(p)
    },
    prepared: () =>
      database.prepare<[], { chunks: number; rows: number }>('select chunks, rows from prepared').get() ?? null,
    references: () =>
      JSON.parse(
        database.prepare<[], string>('select payload from reference').pluck().get() ??
          '{"regions":[],"types":[],"users":[]}',
      ) as PlanReferences,
    chunks: (from, weight) => {
      const found: StoredChunk[] = []
      let sum = 0
      for (let no = from; sum < weight; no++) {
        const row = oneChunk.get(no)
        if (!row || (found.length > 0 && sum + row.weight > weight)) break
        found.push({ no, rows: row.rows, weight: row.weight, chunk: JSON.parse(row.payload) as PlanChunk })
        sum += row.weight
      }
      return found
    },
    close: () => database.close(),
  }
}
