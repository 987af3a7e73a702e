/** The pieces of work that are measured in a process of their own: `child.ts TASK`, its input and its answer one message each. */
import Database from 'better-sqlite3'
import { openAsBlob, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import * as XLSX from '@e965/xlsx'
import type { ImportKind } from '../../shared/contract/imports.ts'
import { newId } from '../../shared/ids.ts'
import { openBase, type CompanyHome } from './base.ts'
import { exceljs, sheetRow, writeWithExceljs, type SheetKind } from './files.ts'
import { seeded } from './measure.ts'

export interface Read {
  ms: number
  rows: number
  /** Cells with a value. */
  cells: number
}

export interface Imported {
  /** File given to every row checked. */
  previewMs: number
  /** File given to the first 100 rows on the screen. */
  firstRowsMs: number
  commitMs: number
  rows: number
  created: number
  /** p99 of how late the backend's own thread was, while reading and checking and while writing. */
  previewDelayMs: number
  commitDelayMs: number
}

export interface Exported {
  ms: number
  bytes: number
  delayMs: number
}

const TASKS: Record<string, (input: never) => Promise<unknown>> = {
  readWithE965,
  readWithExceljs,
  importFile,
  insertRaw,
  exportOrders,
  exportWithExceljs,
}

async function readWithE965({ path }: { path: string }): Promise<Read> {
  const start = performance.now()
  const book = XLSX.read(readFileSync(path), { dense: true })
  let [rows, cells] = [0, 0]
  for (const name of book.SheetNames) {
    for (const row of book.Sheets[name]!['!data'] ?? []) {
      rows += 1
      for (const cell of row ?? []) if (cell?.v !== undefined) cells += 1
    }
  }
  return { ms: performance.now() - start, rows, cells }
}

async function readWithExceljs({ path }: { path: string }): Promise<Read> {
  const start = performance.now()
  let [rows, cells] = [0, 0]
  const reader = new exceljs.stream.xlsx.WorkbookReader(path, { sharedStrings: 'cache', styles: 'cache' })
  for await (const sheet of reader) {
    for await (const row of sheet) {
      rows += 1
      row.eachCell(({ value }) => void (value !== null && (cells += 1)))
    }
  }
  return { ms: performance.now() - start, rows, cells }
}

async function importFile(input: {
  home: CompanyHome
  path: string
  kind: ImportKind
  write: boolean
}): Promise<Imported> {
  const base = await openBase(input.home)
  const { imports } = base.client
  const id = newId()
  const file = new File([await openAsBlob(input.path)], basename(input.path))
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
      await sleep(5)
    }
  }
  const ready = await settled()
  if (ready.state !== 'ready') throw new Error(`the import is ${ready.state}`)
  const previewMs = performance.now() - start
  process.send!('mark')
  const previewDelayMs = delay.percentile(99) / 1e6
  delay.reset()
  const committing = performance.now()
  let created = 0
  if (input.write) {
    await imports.commit({ id })
    created = (await settled()).counts.created
  }
  const commitMs = performance.now() - committing
  const commitDelayMs = delay.percentile(99) / 1e6
  await base.application.close()
  return { previewMs, firstRowsMs, commitMs, rows: ready.counts.rows, created, previewDelayMs, commitDelayMs }
}

/** The same rows by one prepared statement in one durable transaction, without any check, with the indexes lists need. */
async function insertRaw({ kind, rows }: { kind: SheetKind; rows: number }): Promise<Read> {
  const file = join(tmpdir(), `huozhan-raw-insert-${process.pid}.sqlite`)
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  const columns = Array.from({ length: 12 }, (_, i) => `c${i}`)
  database.exec(`create table target (id integer primary key, ${columns.join(', ')});
    create ${kind === 'customers' ? 'unique' : ''} index by_key on target (c0);
    create index by_second on target (c1); create index by_fifth on target (c4)`)
  const insert = database.prepare(
    `insert into target (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
  )
  const random = seeded(3)
  const values = Array.from({ length: rows }, (_, n) => sheetRow(kind, n, random))
  const start = performance.now()
  database.transaction(() => values.forEach((row) => insert.run(...row)))()
  const ms = performance.now() - start
  database.close()
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
  return { ms, rows, cells: rows * 12 }
}

async function exportOrders({ home, to }: { home: CompanyHome; to: string }): Promise<Exported> {
  const base = await openBase(home)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const start = performance.now()
  const file = await base.client.exports.orders({ format: 'xlsx' })
  writeFileSync(to, new Uint8Array(await file.arrayBuffer()))
  const ms = performance.now() - start
  const delayMs = delay.percentile(99) / 1e6
  await base.application.close()
  return { ms, bytes: file.size, delayMs }
}

/** The same list by hand-written SQL into exceljs's streaming writer. */
async function exportWithExceljs({ home, to }: { home: CompanyHome; to: string }): Promise<Exported> {
  const database = new Database(home.file, { readonly: true })
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
  database.close()
  return { ms, bytes: statSync(to).size, delayMs: 0 }
}

const task = TASKS[process.argv[2]!]!
process.once('message', ({ input }: { input: unknown }) => {
  void task(input as never).then((done) => {
    process.send!({ done })
    process.disconnect()
  })
})
