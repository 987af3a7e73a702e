import { existsSync, readFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import type Database from 'better-sqlite3'
import type { Cell } from '../../../../../shared/domain/import/cell.ts'
import type { ImportField } from '../../../../../shared/domain/import/fields.ts'
import { dateOrderOf } from '../../../../../shared/domain/import/day-texts.ts'
import { newId } from '../../../../../shared/ids.ts'
import { openReader } from '../../../db/open.ts'
import { DEFAULT_LIMITS } from '../../../files/read-spreadsheet.ts'
import { openPictures } from '../../../files/pictures.ts'
import { followStage, openStage, type StagedRows, type StageFollower } from '../../../files/stage.ts'
import type { Corrections } from '../corrections.ts'
import type { JobSheet } from '../job.ts'
import { KINDS, toImportFields, type OwnField } from '../kinds.ts'
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
 * before its work is known and gets one job; a sheet whose columns are clear from its first rows it follows while the file is
 * still being read, and the job, when it comes, says whether that was right.
 */

/** What the worker tells: rows read, the result, and at last that all records are in the plan. */
export type CheckMessage = { done: number } | { result: CheckResult } | { prepared: true }

/** What the worker is told: a job that is still being read, at most once, and then the job. */
export type CheckOrder = { follow: CheckJob } | { check: CheckJob }

const CHECKS = { customers: CustomerCheck, products: ProductCheck, orders: OrderCheck, suppliers: SupplierCheck }
/** Rows looked at to see whether days come before months. */
const DATE_SAMPLE = 1_000
const REPORT_ROWS = 20_000
/** A picture is as much to write as this many records. */
const PICTURE_WEIGHT = 20

/** Between two looks at a file that is still being written. */
const FOLLOW_MS = 3
/** Chunks checked before anything else, such as the job itself, gets its turn. */
const CHUNKS_A_TURN = 8

const tell = (message: CheckMessage) => parentPort!.postMessage(message)

// the dictionary of readings is made ready before there is anything to do
soundOf('客')
let followed: Followed | null = null
parentPort!.on('message', begin)

function begin(order: CheckOrder): void {
  if ('follow' in order) return void (followed = new Followed(order.follow))
  // nothing keeps the thread alive after this
  parentPort!.off('message', begin)
  const { check } = order
  finish(check, followed?.completed(check) ?? checkAll(check))
}

/** A check of all rows: what is left is to write it down. */
function checkAll(job: CheckJob): Check {
  const check = new Check(job)
  const stage = openStage(job.stage)
  for (const sheet of check.sheets) {
    check.begin(sheet, stage.rows(sheet.no, (sheet.headerRow ?? 0) + 1, DATE_SAMPLE))
    for (const chunk of stage.eachChunk(sheet.no)) check.rows(chunk)
  }
  stage.close()
  return check
}

/** The check of a sheet that is still being read. */
class Followed {
  readonly #job: CheckJob
  readonly #sheet: JobSheet
  readonly #check: Check
  readonly #file: StageFollower
  readonly #timer: NodeJS.Timeout
  /** The first rows, kept until there are enough to see the order of days. */
  #early: StagedRows[] | null = []
  #state: 'open' | 'end' | 'void' = 'open'

  constructor(job: CheckJob) {
    this.#job = job
    this.#sheet = job.sheets.find((sheet) => sheet.selected)!
    this.#check = new Check(job)
    this.#file = followStage(job.stage, this.#sheet.no)
    this.#timer = setInterval(() => this.#read(CHUNKS_A_TURN), FOLLOW_MS)
  }

  /** The whole check, if the job is the one that was followed; null: it has to be done from the beginning. */
  completed(job: CheckJob): Check | null {
    clearInterval(this.#timer)
    const isSame = sameRows(this.#job, job)
    if (isSame) this.#read(Number.POSITIVE_INFINITY)
    this.#file.close()
    if (!isSame || this.#state !== 'end') return null
    this.#begin()
    return this.#check
  }

  #read(most: number): void {
    for (let i = 0; i < most && this.#state === 'open'; i++) {
      const chunk = this.#file.next()
      if (chunk === null) return
      if (typeof chunk === 'string') this.#state = chunk
      else if (this.#early) {
        this.#early.push(chunk)
        if (chunk.firstRow + chunk.rows.length > (this.#sheet.headerRow ?? 0) + DATE_SAMPLE) this.#begin()
      } else this.#check.rows(chunk)
    }
  }

  #begin(): void {
    if (!this.#early) return
    const from = this.#sheet.headerRow ?? 0
    const rows = this.#early.flatMap((chunk) => chunk.rows)
    this.#check.begin(this.#sheet, rows.slice(from, from + DATE_SAMPLE))
    for (const chunk of this.#early) this.#check.rows(chunk)
    this.#early = null
  }
}

/** Whether two jobs read the same columns of the same one sheet in the same way. */
function sameRows(a: CheckJob, b: CheckJob): boolean {
  const read = ({ sheets, options, kind, today, corrections }: CheckJob) => [
    sheets
      .filter((sheet) => sheet.selected)
      .map(({ no, headerRow, mapping }) => [
        no,
        headerRow,
        mapping.filter((m) => m.field !== null).map((m) => [m.column, m.header, m.field, m.qualifier]),
      ]),
    options,
    kind,
    today,
    existsSync(corrections),
  ]
  return JSON.stringify(read(a)) === JSON.stringify(read(b))
}

/** One pass over the rows of the selected sheets, on one unchanging view of the company file. */
class Check {
  readonly sheets: JobSheet[]
  readonly environment: CheckEnvironment
  readonly check: KindCheck
  /** What becomes of each row, from row 1 on, by sheet. */
  readonly actions = new Map<number, Buffer>()
  #actionsNow: Buffer = Buffer.alloc(0)
  #sheetNow = -1
  #read: (row: number, cells: Cell[], check: KindCheck) => void = () => {}
  readonly #corrections
  #done = 0

  constructor(job: CheckJob) {
    const company = openReader(job.companyFile)
    company.exec('begin')
    this.sheets = job.sheets.filter((sheet) => sheet.selected)
    this.#corrections = readCorrections(job.corrections)
    let made = 0
    // in the past, so that nothing made later sorts before
    const firstId = job.now - (this.sheets.reduce((sum, sheet) => sum + sheet.rows, 0) || DEFAULT_LIMITS.rows)
    const makeId = () => newId(firstId + made++)
    this.environment = {
      job,
      company,
      pictures: openPictures(job.pictures),
      ownFields: job.kind === 'customers' ? readOwnFields(company) : [],
      problems: new ProblemList(),
      references: new References(company, makeId),
      newId: makeId,
      decide: (sheet, row, action) => {
        if (sheet !== this.#sheetNow || row >= this.#actionsNow.length) this.#makeRoom(sheet, row)
        this.#actionsNow[row] = action
      },
    }
    this.check = new CHECKS[job.kind](this.environment)
  }

  /** @param sample rows after the header, to see whether days come before months */
  begin(sheet: JobSheet, sample: readonly Cell[][]): void {
    this.#makeRoom(sheet.no, sheet.rows)
    this.#read = sheetReader(sheet, this.environment, this.#corrections.get(sheet.no), sample)
  }

  rows({ firstRow, rows }: StagedRows): void {
    for (let i = 0; i < rows.length; i++) this.#read(firstRow + i, rows[i]!, this.check)
    const before = Math.floor(this.#done / REPORT_ROWS)
    this.#done += rows.length
    if (Math.floor(this.#done / REPORT_ROWS) > before) tell({ done: this.#done })
  }

  #makeRoom(sheet: number, row: number): void {
    const known = this.actions.get(sheet) ?? Buffer.alloc(0)
    if (row < known.length) this.#actionsNow = known
    else {
      this.#actionsNow = Buffer.alloc(Math.max(row + 1, known.length * 2, 4096))
      known.copy(this.#actionsNow)
      this.actions.set(sheet, this.#actionsNow)
    }
    this.#sheetNow = sheet
  }
}

function finish(job: CheckJob, { environment, check, actions }: Check): void {
  check.finish()
  const lengths = new Map(job.sheets.map((sheet) => [sheet.no, sheet.rows]))
  // actions count from row 1
  const exact = new Map([...actions].map(([no, bytes]) => [no, bytes.subarray(1, lengths.get(no)! + 1)]))
  const plan = createPlan(job.plan)
  writeFindings(plan, exact, environment.problems)
  tell({ result: resultOf(environment, check, exact) })
  writeChunks(plan, environment, check)
  plan.close()
  environment.company.close()
  tell({ prepared: true })
}

function readOwnFields(company: Database.Database): ImportField[] {
  const rows = company
    .prepare<[], Omit<OwnField, 'choices'> & { choices: string }>(
      'select id, name, kind, choices, active from customer_field order by no',
    )
    .all()
  return toImportFields(rows.map((row) => ({ ...row, choices: JSON.parse(row.choices) as string[] })))
}

/** Reads one row of a sheet after the other: cells by the mapping, all problems of a row at once. */
function sheetReader(
  sheet: JobSheet,
  environment: CheckEnvironment,
  corrections: Map<number, Map<number, string>> | undefined,
  sample: readonly Cell[][],
): (row: number, cells: Cell[], check: KindCheck) => void {
  const { problems, decide, job, pictures } = environment
  const fields = [...KINDS[job.kind].fields, ...environment.ownFields]
  const dates = new Map<number, ReturnType<typeof dateOrderOf>>()
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
    picture: null as number | null,
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
    current.picture = pictures.inRow(sheet.no, row, cells)
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
  for (const [sheet, bytes] of actions) insertActions.run(sheet, bytes)
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
  for (const { rows, chunk, pictures = 0 } of check.chunks()) {
    const records = Object.values(chunk).reduce((total, list) => total + list.length, 0)
    insert.run(++chunks, rows, Math.max(rows, records) + pictures * PICTURE_WEIGHT, JSON.stringify(chunk))
    sum += rows
  }
  plan.prepare('insert into reference (payload) values (?)').run(JSON.stringify(environment.references.planned))
  plan.prepare('insert into prepared (chunks, rows) values (?, ?)').run(chunks, sum)
  plan.exec('commit')
  // on the disk before anything of it is written to the books: an interrupted import goes on from here
  plan.pragma('synchronous = full')
  plan.pragma('wal_checkpoint(truncate)')
}
