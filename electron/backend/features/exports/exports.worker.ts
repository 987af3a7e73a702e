import type Database from 'better-sqlite3'
import type { CompanyInfo, QueryContext, SessionUser } from '../../rpc/context.ts'
import type { Company } from '../../backend.ts'
import { dayAt } from '../../../../shared/day.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { kyselyOn } from '../../db/dialect.ts'
import type { JobContext } from '../../db/workers/run-on-worker.ts'
import { serveWorker, withReader } from '../../db/workers/serve-worker.ts'
import { SpreadsheetError } from '../../files/spreadsheet-error.ts'
import { writeSpreadsheet, type SheetRow, type SheetSpec } from '../../files/write-spreadsheet.ts'
import { SearchIndexes } from '../search/search.ts'
import { OWN_COLUMN, ROWS, type ExportFilters, type Row } from './rows.ts'
import { COLUMNS, textIn, TITLES, type ExportColumn, type ExportKind } from './sheets.ts'

export interface ExportInput<Kind extends ExportKind = ExportKind> {
  /** The company's database. */
  file: string
  /** Where to write; the ending tells the format. */
  to: string
  kind: Kind
  /** Another list for the same filter, on a second sheet with all its columns. */
  second: ExportKind | undefined
  filter: ExportFilters[Kind]
  /** Keys of the columns wanted, in their order; undefined: all. */
  columns: string[] | undefined
  locale: Locale
  user: SessionUser
  info: CompanyInfo
  now: Date
}

const jobs = { write }
export type ExportJobs = typeof jobs

/** Writes a list as filtered for a user: rows they may see, without prices that are hidden from them. */
async function write(input: ExportInput, job: JobContext): Promise<{ rows: number }> {
  const { kind, second, locale, user, info, now, to } = input
  return withReader(input.file, async (reader) => {
    // lists need nothing of an open company but its search index; this one lives and ends with the thread
    const company = { search: new SearchIndexes(reader) } as Pick<Company, 'search'> as Company
    const ctx: QueryContext = {
      db: kyselyOn(reader),
      user,
      info,
      company,
      now,
      today: dayAt(now, info.timeZone),
      viaApi: false,
    }
    const sheetOf = (list: ExportKind, wanted: string[] | undefined) => {
      const columns = columnsOf(reader, list, user, wanted)
      const source = ROWS[list] as (ctx: QueryContext, filter: unknown, locale: Locale) => AsyncGenerator<Row[]>
      async function* pages(): AsyncGenerator<SheetRow[]> {
        for await (const rows of source(ctx, input.filter, locale)) {
          yield rows.map((row) => columns.map((c) => row[c.key]))
        }
      }
      const spec: SheetSpec = {
        sheetName: textIn(locale, TITLES[list]),
        columns: columns.map(({ key, label, width, kind: columnKind }) => ({
          key,
          width,
          kind: columnKind,
          header: textIn(locale, label),
        })),
        locale,
        zone: info.timeZone,
      }
      return { spec, rows: { pages: pages() } }
    }
    const { spec, rows } = sheetOf(kind, input.columns)
    const options = { onProgress: job.progress, ...(second && { second: sheetOf(second, undefined) }) }
    // every row is read once: a large cache would only cost memory
    reader.pragma('cache_size = -4096')
    // one moment for all pages
    reader.exec('BEGIN')
    try {
      return { rows: await writeSpreadsheet(to, spec, rows, options) }
    } catch (error) {
      if (error instanceof SpreadsheetError) throw new AppError('FILE_REFUSED', { reason: error.code })
      throw error
    } finally {
      reader.exec('COMMIT')
    }
  })
}

/** The columns a user may have, or those of them that are wanted, in their order. */
function columnsOf(
  reader: Database.Database,
  kind: ExportKind,
  user: SessionUser,
  wanted: string[] | undefined,
): ExportColumn[] {
  return [...COLUMNS[kind], ...(kind === 'customers' ? ownColumns(reader) : [])]
    .filter((c) => !c.shows || !user.mask.includes(c.shows))
    .filter((c) => !wanted || wanted.includes(c.key))
    .sort((a, b) => (wanted ? wanted.indexOf(a.key) - wanted.indexOf(b.key) : 0))
}

/** The company's own fields of customers, behind the others. */
function ownColumns(reader: Database.Database): ExportColumn[] {
  const rows = reader
    .prepare<[], { id: string; name: string; kind: string }>(
      'select id, name, kind from customer_field where active = 1 order by no',
    )
    .all()
  return rows.map(({ id, name, kind }) => ({
    key: OWN_COLUMN + id,
    label: { zh: name, en: name },
    width: 14,
    kind: kind === 'number' ? 'quantity' : 'text',
  }))
}

serveWorker(jobs)
