import type Database from 'better-sqlite3'
import type { ImportKind, ImportOptions } from '../../../../../shared/contract/imports.ts'
import type { Pictures } from '../../../files/pictures.ts'
import type { ImportField } from '../../../../../shared/domain/import/fields.ts'
import type { Day } from '../../../../../shared/day.ts'
import type { ImportValue } from '../../../../../shared/domain/import/coerce.ts'
import type { JobSheet } from '../job.ts'
import type { PlanChunk } from '../plan.ts'
import type { ProblemList } from './problem-list.ts'
import type { References } from './references.ts'

/** What the check of an import gets from the rest of the program. */
export interface CheckJob {
  companyFile: string
  stage: string
  plan: string
  corrections: string
  pictures: string
  kind: ImportKind
  sheets: JobSheet[]
  options: ImportOptions
  today: Day
  /** Basis points, for lines of products without a rate of their own. */
  taxRate: number
  defaultWarehouseId: string | null
  /** Milliseconds since 1970, for ids. */
  now: number
}

/** What every kind of check works with. */
export interface CheckEnvironment {
  job: CheckJob
  /** The company file on one unchanging view. */
  company: Database.Database
  /** Of the file; those of a sheet are there before its rows. */
  pictures: Pictures
  /** The company's own fields a column may hold. */
  ownFields: readonly ImportField[]
  problems: ProblemList
  references: References
  /** An id later than the one before, so that rows are written in the order of their keys. */
  newId(): string
  /** Notes what will happen with a row: one of the constants of `plan.ts`. */
  decide(sheet: number, row: number, action: number): void
}

/** One row whose cells could all be read. */
export interface CheckedRow {
  sheet: number
  row: number
  /** The value of a field; null when the cell is empty or no column holds it. */
  get(field: string): ImportValue
  /** Column of a field, from 1; null when none holds it. */
  columnOf(field: string): number | null
  /** Number of its picture; `UNFIT` for one that cannot be kept; null: it has none. */
  picture: number | null
  /** All columns that hold a repeated field, with what tells them apart. */
  each(field: string): { value: ImportValue; qualifier: string; column: number }[]
}

/** The check of one kind of import: takes every readable row, then decides, then makes the records to be written. */
export interface KindCheck {
  row(row: CheckedRow): void
  finish(): void
  /** Records counted beside rows. */
  extra(): Record<string, number>
  /** The records in the order in which they must be written; `rows`: rows of the file a chunk stands for, `pictures` in it. */
  chunks(): Generator<{ rows: number; chunk: PlanChunk; pictures?: number }>
}

/** Splits records into chunks. */
export function* chunked<T>(records: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < records.length; start += size) yield records.slice(start, start + size)
}

/** A cell's text, or '' for none. */
export const textOf = (value: ImportValue): string => (value === null ? '' : String(value))
