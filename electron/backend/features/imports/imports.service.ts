import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { importOptions, type ImportView } from '../../../../shared/contract/imports.ts'
import { layoutKey } from '../../../../shared/domain/import/columns.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { readSpreadsheet } from '../../files/read-spreadsheet.ts'
import { SpreadsheetError } from '../../files/spreadsheet-error.ts'
import { openStage } from '../../files/stage.ts'
import type { CommandContext, TaskContext } from '../../rpc/context.ts'
import { dropFollower, followReading, startCheck } from './check-run.ts'
import { startCommit } from './commit.ts'
import { addCorrections } from './corrections.ts'
import { findJob, insertJob, loadJob, newDocument, saveJob, type Job, type JobSheet } from './job.ts'
import * as queries from './imports.queries.ts'
import { openPlan } from './plan.ts'
import { chosenMapping, knowledgeOf, missingFields, proposeMapping, proposeSheets, SAMPLE_ROWS } from './recognise.ts'
import { endRun, importFiles, runsOf, startRun, stateOf } from './runs.ts'
import { startUndo } from './undo.ts'

export { picture, problemFile, template } from './import-files.ts'

/** Files of imports that ended this many days ago are removed when the next one is opened. */
const DAYS_KEPT = 7

/** Reads an uploaded file and makes an import of it. The same id again returns what is there. @throws FILE_REFUSED */
export async function open(ctx: TaskContext, input: Requests['imports']['open']): Promise<ImportView> {
  const { id, kind, file } = input
  if (await findJob(ctx, id)) return queries.get(ctx, { id })
  await removeOldFiles(ctx)
  const files = importFiles(ctx.company, id)
  const upload = join(files.folder, `upload${extname(file.name).toLowerCase()}`)
  const knowledge = await knowledgeOf(ctx, kind)
  const run = startRun(ctx.company, id, 'reading')
  const reading = { kind, fileName: file.name, sheets: [] as JobSheet[], rows: new Map() }
  run.reading = reading
  const options = importOptions.parse({})
  const abort = new AbortController()
  run.stop = () => {
    run.stopped = true
    abort.abort()
  }
  try {
    mkdirSync(files.folder, { recursive: true })
    writeFileSync(upload, new Uint8Array(await file.arrayBuffer()))
    const workbook = await readSpreadsheet(upload, files.stage, {
      signal: abort.signal,
      ...(kind === 'products' ? { pictureFolder: files.pictures } : {}),
      onProgress: (news) => {
        if (news.kind === 'progress') {
          const total = news.share ? Math.round(news.rows / news.share) : 0
          run.progress = { done: news.rows, total }
          return
        }
        reading.rows.set(news.sheet.no, news.rows)
        const columns = Math.max(0, ...news.rows.map((row) => row.length))
        const [sheet] = proposeSheets(knowledge, [{ ...news.sheet, rows: news.rows.length, columns }], () => news.rows)
        reading.sheets.push(sheet!)
        const isClear = sheet!.selected && missingFields(kind, [sheet!]).length === 0
        if (isClear) followReading(ctx, { id, kind, document: newDocument([sheet!], [], options) })
      },
    })
    const stage = openStage(files.stage)
    const sheets = proposeSheets(knowledge, workbook.sheets, (no) => stage.rows(no, 1, SAMPLE_ROWS))
    stage.close()
    const missing = missingFields(
      kind,
      sheets.filter((s) => s.selected),
    )
    const document = newDocument(sheets, missing, options)
    const insert = (state: Job['state']) => (unit: CommandContext) =>
      insertJob(unit, { id, kind, fileName: file.name, state, document })
    if (missing.length > 0) await ctx.unit(insert('mapping'))
    endRun(ctx.company, id, run)
    if (missing.length === 0) await startCheck(ctx, { id, kind, document }, insert('checking'))
    rmSync(upload, { force: true })
    return queries.get(ctx, { id })
  } catch (error) {
    endRun(ctx.company, id, run)
    await dropFollower(id)
    rmSync(files.folder, { recursive: true, force: true, maxRetries: 5 })
    if (!(error instanceof SpreadsheetError)) throw error
    if (error.code === 'FILE_CANCELLED') throw new AppError('CANCELLED', {})
    const detail = Object.values(error.data).join(' ')
    throw new AppError('FILE_REFUSED', { reason: error.code, ...(detail === '' ? {} : { detail }) })
  } finally {
    await dropFollower(id)
  }
}

/** Takes the user's choice of sheets, headers, columns and options and checks the rows again. @throws IMPORT_NOT_READY */
export async function configure(ctx: TaskContext, input: Requests['imports']['configure']): Promise<ImportView> {
  const job = await jobIn(ctx, input.id, ['mapping', 'checking', 'ready'])
  const knowledge = await knowledgeOf(ctx, job.kind)
  const stage = openStage(importFiles(ctx.company, job.id).stage)
  const layouts = new Map<string, (string | null)[]>()
  const sheets = job.document.sheets.map((sheet): JobSheet => {
    const chosen = input.sheets.find((s) => s.no === sheet.no)
    if (!chosen) return { ...sheet, selected: false }
    const { headerRow, selected } = chosen
    const headers = headerRow === null ? [] : (stage.rows(sheet.no, headerRow, 1)[0] ?? [])
    if (chosen.mapping.length === 0) {
      const from = Math.max(1, headerRow ?? 1)
      const rows = [headers, ...stage.rows(sheet.no, from + 1, SAMPLE_ROWS)]
      return {
        ...sheet,
        selected,
        headerRow,
        mapping: proposeMapping(knowledge, sheet.columns, rows, headerRow === null ? null : 1),
      }
    }
    const mapping = chosenMapping(knowledge, sheet.columns, headers, chosen.mapping)
    if (selected && headerRow !== null)
      layouts.set(
        layoutKey(headers),
        mapping.map((m) => m.field),
      )
    return { ...sheet, selected, headerRow, mapping }
  })
  stage.close()
  const missing = missingFields(
    job.kind,
    sheets.filter((s) => s.selected),
  )
  runsOf(ctx.company).get(job.id)?.stop()
  await ctx.unit(async (unit) => {
    for (const [layout_key, fields] of layouts) {
      const mapping = JSON.stringify(fields)
      await unit.db
        .insertInto('import_layout')
        .values({ kind: job.kind, layout_key, mapping, updated_at: unit.at })
        .onConflict((oc) => oc.columns(['kind', 'layout_key']).doUpdateSet({ mapping, updated_at: unit.at }))
        .execute()
    }
    const fresh = newDocument(sheets, missing, input.options)
    await saveJob(unit, job.id, { state: 'mapping', document: fresh })
  })
  if (missing.length === 0 && sheets.some((s) => s.selected)) await startCheck(ctx, await jobNow(ctx, job.id))
  return viewNow(ctx, job.id)
}

/** Puts typed texts in the place of cells and checks the rows again. @throws IMPORT_NOT_READY */
export async function correct(ctx: TaskContext, input: Requests['imports']['correct']): Promise<ImportView> {
  const job = await jobIn(ctx, input.id, ['mapping', 'checking', 'ready'])
  addCorrections(
    importFiles(ctx.company, job.id).corrections,
    input.cells.map((c) => [c.sheet, c.row, c.column, c.text]),
  )
  if (job.document.missingFields.length === 0) await startCheck(ctx, job)
  return viewNow(ctx, job.id)
}

/**
 * Begins to write, or goes on after an interruption. When master data changed since the check, the rows are checked again
 * first: what is written is what the company's data make of the file now.
 * @throws IMPORT_NOT_READY
 */
export async function commit(ctx: TaskContext, input: { id: string }): Promise<ImportView> {
  let job = await jobIn(ctx, input.id, ['ready', 'interrupted'])
  const { undone, undonePart = 0 } = job.document
  if (undone + undonePart > 0) throw ruleError('IMPORT_NOT_READY')
  if (job.document.committed === 0 && (!isPrepared(ctx, job) || (await isStale(ctx, job)))) {
    await startCheck(ctx, job)
    await preparedOf(ctx, job.id)
    job = await jobNow(ctx, job.id)
  } else await preparedOf(ctx, job.id)
  await startCommit(ctx, job)
  return viewNow(ctx, job.id)
}

/** Stops what is under way; what a commit wrote is taken back. @throws IMPORT_NOT_READY when nothing is there to stop */
export async function cancel(ctx: TaskContext, input: { id: string }): Promise<ImportView> {
  const run = runsOf(ctx.company).get(input.id)
  if (run?.state === 'reading') {
    const view = await queries.get(ctx, input)
    run.stop()
    return { ...view, state: 'cancelled' }
  }
  const job = await jobIn(ctx, input.id, ['mapping', 'checking', 'ready', 'committing', 'interrupted'])
  const state = stateOf(job.state, run)
  if (state === 'committing') run!.stop()
  else if (state === 'interrupted') await startUndo(ctx, job)
  else {
    run?.stop()
    await ctx.unit((unit) => saveJob(unit, job.id, { state: 'cancelled', finished: true }))
    rmSync(importFiles(ctx.company, job.id).folder, { recursive: true, force: true, maxRetries: 5 })
  }
  return viewNow(ctx, job.id)
}

/** Begins to take a written import back. @throws IMPORT_NOT_READY */
export async function undo(ctx: TaskContext, input: { id: string }): Promise<ImportView> {
  const job = await jobIn(ctx, input.id, ['done', 'interrupted'])
  await startUndo(ctx, job)
  return viewNow(ctx, job.id)
}

/** The job as the writer sees it: a read connection may be a moment behind inside one call. */
function jobNow(ctx: TaskContext, id: string): Promise<Job> {
  return ctx.unit((unit) => loadJob(unit, id))
}

async function viewNow(ctx: TaskContext, id: string): Promise<Outputs['imports']['get']> {
  return queries.viewOf(await jobNow(ctx, id), runsOf(ctx.company).get(id))
}

async function jobIn(ctx: TaskContext, id: string, states: readonly ImportView['state'][]): Promise<Job> {
  const job = await jobNow(ctx, id)
  const state = stateOf(job.state, runsOf(ctx.company).get(id))
  if (!states.includes(state)) throw ruleError('IMPORT_NOT_READY', { value: state })
  return job
}

function isPrepared(ctx: TaskContext, job: Job): boolean {
  if (runsOf(ctx.company).has(job.id)) return true
  const plan = openPlan(importFiles(ctx.company, job.id).plan)
  try {
    return plan?.prepared() != null
  } finally {
    plan?.close()
  }
}

async function preparedOf(ctx: TaskContext, id: string): Promise<void> {
  await runsOf(ctx.company).get(id)?.prepared
}

/** Whether anything a check relies on changed since: records it matched, or orders it would skip. */
async function isStale(ctx: TaskContext, job: Job): Promise<boolean> {
  const tables = ['customer', 'product', 'product_barcode', 'product_pack', 'tree_node', 'warehouse', 'sales_order']
  const mentions = sql.join(
    // payloads are JSON arrays of [table, op, …]; orders of today have no number of the file
    tables.map((t) => sql`instr(payload, cast(${`["${t}",`} as blob)) > 0`),
    sql` or `,
  )
  const { rows } = await sql`select 1 from change_log where seq > ${job.document.checkedAt}
    and (import_id is not null or command <> 'orders.submit') and (${mentions}) limit 1`.execute(ctx.db)
  return rows.length > 0
}

async function removeOldFiles(ctx: TaskContext): Promise<void> {
  const folder = join(ctx.company.folder, 'imports')
  const before = new Date(ctx.now.getTime() - DAYS_KEPT * 86_400_000).toISOString()
  mkdirSync(folder, { recursive: true })
  for (const id of readdirSync(folder)) {
    const job = await findJob(ctx, id)
    const isOver = job ? job.finishedAt !== null && job.finishedAt < before : !runsOf(ctx.company).has(id)
    if (isOver) rmSync(join(folder, id), { recursive: true, force: true, maxRetries: 5 })
  }
}
