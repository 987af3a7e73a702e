import { existsSync, readFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import type { Cell } from '../../../../../shared/domain/import/cell.ts'
import { dateOrderOf } from '../../../../../shared/domain/import/day-texts.ts'
import { newId } from '../../../../../shared/ids.ts'
import { openReader } from '../../../db/open.ts'
import { openStage, type Stage } from '../../../files/stage.ts'
import type { Corrections } from '../corrections.ts'
import type { JobSheet } from '../job.ts'
import { KINDS } from '../kinds.ts'
import { CREATE, createPlan, REJECT, SKIP, UPDATE, type CheckResult } from '../plan.ts'
import { ColumnReader } from './column-reader.ts'
import { CustomerCheck } from './customers.check.ts'
import type { CheckedRow, CheckEnvironment, CheckJob, KindCheck } from './environment.ts'
import { OrderCheck } from './orders.check.ts'
import { ProblemList } from './problem-list.ts'
import { ProductCheck } from './products.check.ts'
import { References } from './references.ts'
import { soundOf } from './sound.ts'
import { SupplierCheck } from './suppliers.check.ts'

/*
 * Entry of the worker thread that checks an import: reads every staged row, decides what would become of it, and then, while
 * the user looks at the result, makes the records that a commit will write. It writes nothing but the plan file. It is started
 * before its work is known, while the file is still being read, and gets one job.
 */

/** What the worker tells: rows read, the result, and at last that all records are in the plan. */
export type CheckMessage = { done: number } | { result: CheckResult } | { prepared: true }

const CHECKS = { customers: CustomerCheck, products: ProductCheck, orders: OrderCheck, suppliers: SupplierCheck }
/** Rows looked at to see whether days come before months. */
const DATE_SAMPLE = 1_000
const REPORT_ROWS = 20_000

// the dictionary of readings is made ready while the file is still being read
soundOf('客')
parentPort!.once('message', (job: CheckJob) => run(job))

function run(job: CheckJob): void {
  const tell = (message: CheckMessage) => parentPort!.postMessage(message)
  const company = openReader(job.companyFile)
  company.exec('begin')
  const stage = openStage(job.stage)
  const corrections = readCorrections(job.corrections)
  const sheets = job.sheets.filter((sheet) => sheet.selected)
  const actions = new Map(sheets.map((sheet) => [sheet.no, Buffer.alloc(sheet.rows + 1)]))
  let made = 0
  // in the past, so that nothing made later sorts before
  const firstId = job.now - sheets.reduce((sum, sheet) => sum + sheet.rows, 0)
  const makeId = () => newId(firstId + made++)
  const environment: CheckEnvironment = {
    job,
    company,
    problems: new ProblemList(),
    references: new References(company, makeId),
    newId: makeId,
    decide: (sheet, row, action) => {
      actions.get(sheet)![row] = action
    },
  }
  const check: KindCheck = new CHECKS[job.kind](environment)
  let done = 0
  for (const sheet of sheets) {
    const read = sheetReader(sheet, environment, corrections.get(sheet.no), stage)
    for (const { firstRow, rows } of stage.eachChunk(sheet.no)) {
      for (const [i, cells] of rows.entries()) read(firstRow + i, cells, check)
      const before = Math.floor(done / REPORT_ROWS)
      done += rows.length
      if (Math.floor(done / REPORT_ROWS) > before) tell({ done })
    }
  }
  check.finish()
  const plan = createPlan(job.plan)
  writeFindings(plan, actions, environment.problems)
  tell({ result: resultOf(environment, check, actions) })
  writeChunks(plan, environment, check)
  plan.close()
  stage.close()
  company.close()
  tell({ prepared: true })
}

/** Reads one row of a sheet after the other: cells by the mapping, all problems of a row at once. */
function sheetReader(
  sheet: JobSheet,
  environment: CheckEnvironment,
  corrections: Map<number, Map<number, string>> | undefined,
  stage: Stage,
): (row: number, cells: Cell[], check: KindCheck) => void {
  const { problems, decide, job } = environment
  const fields = KINDS[job.kind].fields
  const dates = new Map<number, ReturnType<typeof dateOrderOf>>()
  const sample = stage.rows(sheet.no, (sheet.headerRow ?? 0) + 1, DATE_SAMPLE)
  const orderOf = (column: number) => {
    const texts = sample.map((row) => row[column]).filter((cell) => typeof cell === 'string')
    if (!dates.has(column)) dates.set(column, dateOrderOf(texts) ?? (job.options.dateOrder === 'mdy' ? 'MDY' : 'DMY'))
    return dates.get(column)
  }
  const columns = sheet.mapping.flatMap(({ column, header, field: key, qualifier }) => {
    const field = fields.find((f) => f.key === key)
    if (!field) return []
    const order = field.kind === 'day' || field.kind === 'instant' ? orderOf(column - 1) : undefined
    return [{ column, key: field.key, qualifier, reader: new ColumnReader(field, header, order) }]
  })
  const values: ReturnType<ColumnReader['read']>[] = columns.map(() => null)
  const slots = new Map(columns.map((c, i) => [c.key, i]).reverse() as [string, number][])
  const current = {
    sheet: sheet.no,
    row: 0,
    get: (field: string) => {
      const slot = slots.get(field)
      return slot === undefined ? null : values[slot]!
    },
    columnOf: (field: string) => {
      const slot = slots.get(field)
      return slot === undefined ? null : columns[slot]!.column
    },
    each: (field: string) =>
      columns.flatMap(({ key, column, qualifier }, i) =>
        key === field ? [{ value: values[i]!, column, qualifier }] : [],
      ),
  } satisfies CheckedRow
  return (row, raw, check) => {
    if (row <= (sheet.headerRow ?? 0)) return
    const typed = corrections?.get(row)
    const cells = typed ? corrected(raw, typed) : raw
    if (cells.every(isBlank)) return
    let isReadable = true
    for (let i = 0; i < columns.length; i++) {
      const { column, key, reader } = columns[i]!
      values[i] = reader.read(cells[column - 1] ?? null)
      const { problem, warning } = reader
      if (problem) {
        isReadable = false
        problems.add('error', { sheet: sheet.no, row, column, field: key }, problem.code, problem.data)
      } else if (warning) {
        problems.add('warning', { sheet: sheet.no, row, column, field: key }, warning.code, warning.data)
      }
    }
    if (!isReadable) return decide(sheet.no, row, REJECT)
    current.row = row
    check.row(current)
  }
}

function corrected(cells: Cell[], typed: ReadonlyMap<number, string>): Cell[] {
  const copy = [...cells]
  for (const [column, text] of typed) {
    while (copy.length < column) copy.push(null)
    copy[column - 1] = text === '' ? null : text
  }
  return copy
}

function isBlank(cell: Cell): boolean {
  return cell === null || (typeof cell === 'string' && cell.trim() === '')
}

function readCorrections(path: string): Map<number, Map<number, Map<number, string>>> {
  const sheets = new Map<number, Map<number, Map<number, string>>>()
  if (!existsSync(path)) return sheets
  for (const [sheet, row, column, text] of JSON.parse(readFileSync(path, 'utf8')) as Corrections) {
    const rows = sheets.get(sheet) ?? sheets.set(sheet, new Map()).get(sheet)!
    const columns = rows.get(row) ?? rows.set(row, new Map()).get(row)!
    columns.set(column, text)
  }
  return sheets
}

function writeFindings(plan: ReturnType<typeof createPlan>, actions: Map<number, Buffer>, problems: ProblemList): void {
  plan.exec('begin')
  const insertActions = plan.prepare('insert into actions (sheet, actions) values (?, ?)')
  // actions count from row 1
  for (const [sheet, bytes] of actions) insertActions.run(sheet, bytes.subarray(1))
  const insert = plan.prepare(
    'insert into problem (sheet, row, "column", field, severity, code, data) values (?, ?, ?, ?, ?, ?, ?)',
  )
  for (const p of problems.all) {
    insert.run(p.sheet, p.row, p.column, p.field, p.severity, p.code, JSON.stringify(p.data))
  }
  plan.exec('create index problem_row on problem (sheet, row); create index problem_code on problem (sheet, code, row)')
  plan.exec('commit')
}

function resultOf(environment: CheckEnvironment, check: KindCheck, actions: Map<number, Buffer>): CheckResult {
  const sums = new Uint32Array(5)
  for (const bytes of actions.values()) for (const action of bytes) sums[action]!++
  const [created, updated, skipped, rejected] = [sums[CREATE]!, sums[UPDATE]!, sums[SKIP]!, sums[REJECT]!]
  const head = environment.company.prepare<[], number>('select coalesce(max(seq), 0) from change_log').pluck().get()!
  return {
    counts: { rows: created + updated + skipped + rejected, created, updated, skipped, rejected },
    extra: check.extra(),
    reasons: environment.problems.reasons(),
    checkedAt: head,
  }
}

function writeChunks(plan: ReturnType<typeof createPlan>, environment: CheckEnvironment, check: KindCheck): void {
  plan.exec('begin')
  const insert = plan.prepare('insert into chunk (no, rows, weight, payload) values (?, ?, ?, ?)')
  let chunks = 0
  let sum = 0
  for (const { rows, chunk } of check.chunks()) {
    const records = Object.values(chunk).reduce((total, list) => total + list.length, 0)
    insert.run(++chunks, rows, Math.max(rows, records), JSON.stringify(chunk))
    sum += rows
  }
  plan.prepare('insert into reference (payload) values (?)').run(JSON.stringify(environment.references.planned))
  plan.prepare('insert into prepared (chunks, rows) values (?, ?)').run(chunks, sum)
  plan.exec('commit')
  // on the disk before anything of it is written to the books: an interrupted import goes on from here
  plan.pragma('synchronous = full')
  plan.pragma('wal_checkpoint(truncate)')
}
