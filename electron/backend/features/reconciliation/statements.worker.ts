import type { CompanySettings } from '../../../../shared/contract/company.ts'
import { readReturnedRow, type ReturnedLine } from '../../../../shared/domain/reconciliation/answers.ts'
import { kyselyOn, type Db } from '../../db/dialect.ts'
import type { JobContext } from '../../db/workers/run-on-worker.ts'
import { serveWorker, withReader } from '../../db/workers/serve-worker.ts'
import { openStage } from '../../files/stage.ts'
import { AppError } from '../../../../shared/errors.ts'
import { SpreadsheetError } from '../../files/spreadsheet-error.ts'
import { safeSheetName } from '../../files/write-spreadsheet.ts'
import { writeWorkbook, writeWorkbooks, type SheetPlan, type WorkbookFile } from '../../files/writer/workbook.ts'
import { contentOf, type StatementRecord } from './statement-store.ts'
import { STATEMENT_LABELS } from './statement-labels.ts'
import {
  statementLayout,
  statementSheet,
  toWrite,
  type StatementLook,
  type StatementToWrite,
} from './statement-sheet.ts'
import { prepared } from '../../db/prepared.ts'

export interface WriteInput {
  file: string
  /** Where to write; `.xlsx` one workbook, `.zip` one for each statement. */
  to: string
  ids: string[]
  settings: Pick<CompanySettings, 'statements'>
  look: StatementLook
  showPrices: boolean
}

/** A reader of many statements tells how far it is this often. */
const PROGRESS_STATEMENTS = 20

const jobs = { write, readAnswers }
export type StatementJobs = typeof jobs

/** Writes statements one after the other: only one is in memory at a time, however many there are. */
function write(input: WriteInput, job: JobContext): Promise<{ written: number }> {
  return withReader(input.file, async (reader) => {
    const db = kyselyOn(reader)
    reader.pragma('cache_size = -16384')
    // one moment for all of them
    reader.exec('BEGIN')
    try {
      if (input.to.endsWith('.zip')) await writeZip(db, input, job)
      else await writeOne(db, input)
      return { written: input.ids.length }
    } catch (error) {
      if (error instanceof SpreadsheetError) throw new AppError('FILE_REFUSED', { reason: error.code })
      throw error
    } finally {
      reader.exec('COMMIT')
    }
  })
}

async function writeOne(db: Db, input: WriteInput): Promise<void> {
  const { look } = input
  const names = new Set<string>()
  const plans: SheetPlan[] = []
  for (const id of input.ids) {
    const statement = await statementToWrite(db, input, id)
    const layout = statementLayout(statement.content, look.locale)
    const name = input.ids.length === 1 ? layout.name : freeName(statement.content.customer.name, names)
    plans.push({ ...layout, name, ...statementSheet(statement, look) })
  }
  const title = STATEMENT_LABELS[look.locale].title
  await writeWorkbook(input.to, plans, { locale: look.locale, title }, undefined)
}

async function writeZip(db: Db, input: WriteInput, job: JobContext): Promise<void> {
  const { look } = input
  const names = new Set<string>()
  async function* files(): AsyncGenerator<WorkbookFile> {
    let done = 0
    for (const id of input.ids) {
      const statement = await statementToWrite(db, input, id)
      const { number, content } = statement
      const fileName = `${freeName(`${number} ${content.customer.name}`, names, 80)}.xlsx`
      yield { fileName, layout: statementLayout(content, look.locale), sheet: statementSheet(statement, look) }
      if (++done % PROGRESS_STATEMENTS === 0) job.progress(done)
    }
  }
  const title = STATEMENT_LABELS[look.locale].title
  await writeWorkbooks(input.to, { locale: look.locale, title }, files(), undefined)
}

/** A name no other sheet or file of the lot has. */
function freeName(wanted: string, taken: Set<string>, length = 31): string {
  const base = safeSheetName(wanted.replace(/["<>|]/g, ' '), length)
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? '' : ` ${n}`
    const name = base.slice(0, length - suffix.length) + suffix
    if (taken.has(name.toLowerCase())) continue
    taken.add(name.toLowerCase())
    return name
  }
}

async function statementToWrite(db: Db, input: WriteInput, id: string): Promise<StatementToWrite> {
  const statement = (await byId.first(db, { id }))!
  const content = await contentOf(db, input.settings, statement, input.showPrices)
  return toWrite(statement, content, input.look.locale)
}

const byId = prepared<{ id: string }, StatementRecord>((db, value) =>
  db.selectFrom('customer_statement').selectAll().where('id', '=', value('id')),
)

/** The marked rows of a staged file that came back. */
function readAnswers(input: { stage: string }): ReturnedLine[] {
  const stage = openStage(input.stage)
  try {
    const found: ReturnedLine[] = []
    for (const { no } of stage.sheets) {
      for (const { firstRow, rows } of stage.eachChunk(no)) {
        rows.forEach((cells, index) => {
          const line = readReturnedRow(cells, firstRow + index)
          if (line) found.push(line)
        })
      }
    }
    return found
  } finally {
    stage.close()
  }
}

serveWorker(jobs)
