/** The pieces of work that are measured in a process of their own: `child.ts TASK`, its input and its answer one message each. */
import Database from 'better-sqlite3'
import { openAsBlob, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ImportKind } from '../../shared/contract/imports.ts'
import { keepCompiledCode } from '../../electron/backend/hosts/compile-cache.ts'
import { openWriter } from '../../electron/backend/db/open.ts'
import { accountNow, linesOf } from '../../electron/backend/features/reconciliation/content.ts'
import { addDays } from '../../shared/day.ts'
import { newId } from '../../shared/ids.ts'
import { openBase, type CompanyHome } from './base.ts'

export interface Read {
  ms: number
  rows: number
  /** Cells with a value. */
  cells: number
  /** CPU of the process meanwhile, all threads. */
  cpuMs: number
}

export interface Imported {
  /** File given to every row checked. */
  previewMs: number
  /** File given to the first 100 rows on the screen. */
  firstRowsMs: number
  commitMs: number
  /** CPU of the process while writing, all threads. */
  commitCpuMs: number
  rows: number
  created: number
  /** p99 of how late the backend's own thread was, while reading and checking and while writing. */
  previewDelayMs: number
  commitDelayMs: number
}

export interface Exported {
  ms: number
  /** CPU of the process meanwhile, all threads. */
  cpuMs: number
  bytes: number
  delayMs: number
}

export interface StatementRun {
  /** Figures and lines of all accounts of two years, nothing written. */
  readMs: number
  lines: number
  /** All statements of a month as workbooks in a zip file. */
  writeMs: number
  statements: number
}

const TASKS: Record<string, (input: never) => Promise<unknown>> = {
  readWithE965,
  readWithExceljs,
  importFile,
  insertRaw,
  exportOrders,
  exportWithExceljs,
  statementsOfAll,
}

/** @returns tells the CPU the process has used since, all threads, ms */
function cpuFromNow(): () => number {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
}

async function readWithE965({ path }: { path: string }): Promise<Read> {
  const XLSX = await import('@e965/xlsx')
  const cpu = cpuFromNow()
  const start = performance.now()
  const book = XLSX.read(readFileSync(path), { dense: true })
  let [rows, cells] = [0, 0]
  for (const name of book.SheetNames) {
    for (const row of book.Sheets[name]!['!data'] ?? []) {
      rows += 1
      for (const cell of row ?? []) if (cell?.v !== undefined) cells += 1
    }
  }
  return { ms: performance.now() - start, rows, cells, cpuMs: cpu() }
}

async function readWithExceljs({ path }: { path: string }): Promise<Read> {
  const { exceljs } = await import('./files.ts')
  const cpu = cpuFromNow()
  const start = performance.now()
  let [rows, cells] = [0, 0]
  const reader = new exceljs.stream.xlsx.WorkbookReader(path, { sharedStrings: 'cache', styles: 'cache' })
  for await (const sheet of reader) {
    for await (const row of sheet) {
      rows += 1
      row.eachCell(({ value }) => void (value !== null && (cells += 1)))
    }
  }
  return { ms: performance.now() - start, rows, cells, cpuMs: cpu() }
}

async function importFile(input: {
  home: CompanyHome
  path: string
  kind: ImportKind
  write: boolean
}): Promise<Imported> {
  keepCompiledCode(input.home.home)
  const base = await openBase(input.home)
  const { imports } = base.client
  const id = newId()
  const file = new File([await openAsBlob(input.path)], basename(input.path))
  // the page asks for an import that is not there yet, and a person then looks for the file
  await imports.get({ id }).catch(() => null)
  await sleep(1_000)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const start = performance.now()
  let firstRowsMs = 0
  const opening = imports.open({ id, kind: input.kind, file })
  let failed = false
  opening.catch(() => (failed = true))
  while (firstRowsMs === 0 && !failed) {
    const sheet = (await imports.get({ id }).catch(() => null))?.sheets[0]
    const page = sheet && (await imports.rows({ id, sheet: sheet.no, from: 1, count: 100 }).catch(() => null))
    if (page && page.rows.length > 0) firstRowsMs = performance.now() - start
    else await sleep(5)
  }
  await opening
  const settled = async () => {
    for (;;) {
      const view = await imports.get({ id })
      if (view.error) throw new Error(JSON.stringify(view.error))
      if (!['reading', 'checking', 'committing'].includes(view.state)) return view
      await sleep(20)
    }
  }
  const ready = await settled()
  if (ready.state !== 'ready') throw new Error(`the import is ${ready.state}`)
  const previewMs = performance.now() - start
  process.send!('mark')
  const previewDelayMs = delay.percentile(99) / 1e6
  delay.reset()
  const commitCpu = cpuFromNow()
  const committing = performance.now()
  let created = 0
  if (input.write) {
    await imports.commit({ id })
    created = (await settled()).counts.created
  }
  const commitMs = performance.now() - committing
  const commitCpuMs = commitCpu()
  const commitDelayMs = delay.percentile(99) / 1e6
  await base.application.close()
  return {
    previewMs,
    firstRowsMs,
    commitMs,
    commitCpuMs,
    rows: ready.counts.rows,
    created,
    previewDelayMs,
    commitDelayMs,
  }
}

/** What an import writes for each row of its file; rollups, change log and search are what it does beside. */
const IMPORTED_TABLES = [
  'product',
  'product_pack',
  'product_barcode',
  'customer',
  'customer_contact',
  'customer_address',
  'sales_order',
  'sales_order_line',
]

/**
 * The same rows that an import has written, into the same tables with the same indexes and references: a prepared statement a
 * table, one durable transaction, no checks, no triggers.
 * @param input.before a company file as it was before the import; it is written to
 * @param input.after the company file after it
 */
async function insertRaw({ before, after }: { before: string; after: string }): Promise<Read> {
  const database = openWriter(before)
  const triggers = database.prepare<[], string>("select name from sqlite_schema where type = 'trigger'").pluck().all()
  for (const trigger of triggers) database.exec(`drop trigger "${trigger}"`)
  database.prepare('attach ? as after').run(after)
  const work = IMPORTED_TABLES.map((table) => {
    const columns = database.prepare<[string], string>('select name from pragma_table_info(?)').pluck().all(table)
    const names = columns.map((c) => `"${c}"`).join(', ')
    return {
      rows: database
        .prepare<[], unknown[]>(`select ${names} from after.${table} except select ${names} from main.${table}`)
        .raw()
        .all(),
      insert: database.prepare(`insert into main.${table} (${names}) values (${columns.map(() => '?').join(', ')})`),
    }
  })
  database.exec('detach after')
  const cpu = cpuFromNow()
  const start = performance.now()
  database.transaction(() => {
    for (const { rows, insert } of work) for (const row of rows) insert.run(...row)
  })()
  const ms = performance.now() - start
  const cpuMs = cpu()
  database.close()
  const rows = work.reduce((sum, { rows: of }) => sum + of.length, 0)
  return { ms, rows, cells: 0, cpuMs }
}

async function exportOrders({ home, to }: { home: CompanyHome; to: string }): Promise<Exported> {
  keepCompiledCode(home.home)
  const base = await openBase(home)
  // the program was not started for this export: its search index is there
  await sleep(1_500)
  // the export's menu opens, and a person then chooses
  await base.client.exports.prepare()
  await sleep(1_000)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const cpu = cpuFromNow()
  const start = performance.now()
  const file = await base.client.exports.orders({ format: 'xlsx' })
  writeFileSync(to, new Uint8Array(await file.arrayBuffer()))
  const ms = performance.now() - start
  const cpuMs = cpu()
  const delayMs = delay.percentile(99) / 1e6
  await base.application.close()
  return { ms, cpuMs, bytes: file.size, delayMs }
}

/** The same list by hand-written SQL into exceljs's streaming writer. */
async function exportWithExceljs({ home, to }: { home: CompanyHome; to: string }): Promise<Exported> {
  const { writeWithExceljs } = await import('./files.ts')
  const database = new Database(home.file, { readonly: true })
  const cpu = cpuFromNow()
  const start = performance.now()
  const rows = database
    .prepare(
      `select o.number, o.day, c.code, c.name as customer, o.status, o.total / 100.0, o.paid / 100.0, o.line_count,
         s.name as seller, o.remark, o.origin, m.name as maker
       from sales_order o join customer c on c.id = o.customer_id join user_account m on m.id = o.created_by
       left join user_account s on s.id = o.sales_person_id order by o.day desc, o.id desc`,
    )
    .raw()
  const headers = '单据编号,单据日期,客户编码,客户名称,状态,金额,已收,行数,业务员,备注,来源,制单人'.split(',')
  await writeWithExceljs(to, headers, () => rows.iterate() as Iterable<unknown[]>)
  const ms = performance.now() - start
  const cpuMs = cpu()
  database.close()
  return { ms, cpuMs, bytes: statSync(to).size, delayMs: 0 }
}

async function statementsOfAll({ home }: { home: CompanyHome }): Promise<StatementRun> {
  const base = await openBase(home)
  const { reconciliation } = base.client
  const { reader } = await base.application.company(home.companyId)
  const { settings } = await base.client.company.get()
  const to = (await base.client.users.me()).company.today
  const start = performance.now()
  let lines = 0
  for (const customerId of home.customerIds) {
    const question = { customerId, kind: 'activity' as const, detail: 'bill' as const, from: addDays(to, -800), to }
    lines += (await linesOf(reader, await accountNow(reader, settings, question), 'bill', true)).length
  }
  const readMs = performance.now() - start
  const month = { from: addDays(to, -30), to }
  const { made } = await reconciliation.createMonth(month)
  const written = performance.now()
  // read to the end, as a host sends it
  const file = await reconciliation.save(month)
  let bytes = 0
  for await (const piece of file.stream()) bytes += piece.length
  if (bytes !== file.size) throw new Error(`${bytes} of ${file.size} bytes`)
  const writeMs = performance.now() - written
  await base.close()
  return { readMs, lines, writeMs, statements: made }
}

const task = TASKS[process.argv[2]!]!
process.once('message', ({ input }: { input: unknown }) => {
  void task(input as never).then((done) => {
    process.send!({ done })
    process.disconnect()
  })
})
