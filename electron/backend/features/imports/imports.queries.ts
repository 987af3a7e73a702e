import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { ImportView } from '../../../../shared/contract/imports.ts'
import { isDateCell, isErrorCell, type Cell } from '../../../../shared/domain/import/cell.ts'
import { AppError } from '../../../../shared/errors.ts'
import { prepareReader } from '../../files/read-spreadsheet.ts'
import { openPictures, UNFIT } from '../../files/pictures.ts'
import { openStage } from '../../files/stage.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { prepareCheck } from './check-run.ts'
import { readCorrections } from './corrections.ts'
import { findJob, loadJob, newDocument, recentJobs, type Job } from './job.ts'
import { openPlan, ROW_ACTIONS } from './plan.ts'
import { missingFields } from './recognise.ts'
import { importFiles, runsOf, stateOf, type ImportRun } from './runs.ts'
import { existsSync } from 'node:fs'

const MOST_LISTED = 50

/** The latest imports, newest first. */
export async function list(ctx: QueryContext): Promise<Outputs['imports']['list']> {
  const runs = runsOf(ctx.company)
  return (await recentJobs(ctx, MOST_LISTED)).map((job) => viewOf(job, runs.get(job.id)))
}

/** One import as it is at this moment. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<ImportView> {
  const run = runsOf(ctx.company).get(input.id)
  const job = await findJob(ctx, input.id)
  if (job) return viewOf(job, run)
  if (run?.reading) return readingView(ctx, input.id, run, run.reading)
  // the page of an import that is not there yet asks for a file now
  prepareReader()
  prepareCheck()
  throw new AppError('NOT_FOUND', { entity: 'import', id: input.id })
}

/** A window of the staged rows with corrections, what would become of them and what is wrong with them. @throws NOT_FOUND */
export async function rows(ctx: QueryContext, input: Requests['imports']['rows']): Promise<Outputs['imports']['rows']> {
  const { id, sheet, from, count } = input
  const reading = runsOf(ctx.company).get(id)?.reading
  if (reading) {
    const first = (reading.rows.get(sheet) ?? []).slice(from - 1, from - 1 + count)
    const shown = first.map((cells, i) => ({
      sheet,
      row: from + i,
      action: null,
      cells: cells.map(shownCell),
      picture: null,
      problems: [],
    }))
    return { rows: shown, nextRow: null }
  }
  await loadJob(ctx, id)
  const files = importFiles(ctx.company, id)
  if (!existsSync(files.stage)) throw new AppError('NOT_FOUND', { entity: 'import', id })
  const stage = openStage(files.stage)
  const plan = openPlan(files.plan)
  const pictures = openPictures(files.pictures)
  try {
    const last = stage.sheets.find((s) => s.no === sheet)?.rows ?? 0
    const end = Math.min(last, from + count - 1)
    const wanted =
      input.only === 'all' && input.code === undefined
        ? Array.from({ length: Math.max(0, end - from + 1) }, (_, i) => from + i)
        : (plan?.problemRows(sheet, from, count, input.code) ?? [])
    if (wanted.length === 0) return { rows: [], nextRow: null }
    const [low, high] = [wanted[0]!, wanted.at(-1)!]
    const isDense = high - low < count * 4
    const window = isDense ? stage.rows(sheet, low, high - low + 1) : []
    const cellsOf = (row: number) => (isDense ? window[row - low] : stage.rows(sheet, row, 1)[0]) ?? []
    const problems = new Map<number, Outputs['imports']['rows']['rows'][number]['problems']>()
    for (const row of isDense ? [low] : wanted) {
      for (const { sheet: _, ...p } of plan?.problems(sheet, row, isDense ? high : row) ?? []) {
        problems.set(p.row, [...(problems.get(p.row) ?? []), p])
      }
    }
    const typed = new Map(readCorrections(files.corrections).map(([s, r, c, text]) => [`${s} ${r} ${c}`, text]))
    const found = wanted.map((row) => {
      const picture = pictures.inRow(sheet, row, cellsOf(row))
      const cells = cellsOf(row).map(shownCell)
      for (let column = 1; typed.size > 0 && column <= 1024; column++) {
        const text = typed.get(`${sheet} ${row} ${column}`)
        if (text === undefined) continue
        while (cells.length < column) cells.push('')
        cells[column - 1] = text
      }
      const action = ROW_ACTIONS[plan?.actions(sheet, row, 1)[0] ?? 0] ?? null
      return {
        sheet,
        row,
        action,
        cells,
        picture: picture === UNFIT ? null : picture,
        problems: problems.get(row) ?? [],
      }
    })
    return { rows: found, nextRow: wanted.length < count || high >= last ? null : high + 1 }
  } finally {
    plan?.close()
    stage.close()
  }
}

/** A job as the screens see it, with what this process is doing for it. */
export function viewOf(job: Job, run: ImportRun | undefined): ImportView {
  const { document } = job
  const state = stateOf(job.state, run)
  return {
    id: job.id,
    kind: job.kind,
    fileName: job.fileName,
    state,
    progress: run?.progress ?? { done: 0, total: 0 },
    sheets: document.sheets,
    options: document.options,
    missingFields: document.missingFields,
    counts: document.counts,
    extra: document.extra,
    reasons: document.reasons,
    error: document.error,
    createdBy: job.createdBy,
    createdAt: job.createdAt,
    finishedAt: job.finishedAt,
    canUndo: state === 'done' || state === 'interrupted',
    kept: document.kept,
  }
}

/** While the file is read there is no job yet: what is known so far. */
function readingView(
  ctx: QueryContext,
  id: string,
  run: ImportRun,
  reading: NonNullable<ImportRun['reading']>,
): ImportView {
  const selected = reading.sheets.filter((sheet) => sheet.selected)
  const options = { existing: 'update', noCustomer: 'walk-in', createMissing: true, dateOrder: 'dmy' } as const
  const job: Job = {
    id,
    kind: reading.kind,
    fileName: reading.fileName,
    state: 'reading',
    document: newDocument(reading.sheets, missingFields(reading.kind, selected), options),
    createdBy: ctx.user.name,
    createdAt: ctx.now.toISOString(),
    finishedAt: null,
  }
  return viewOf(job, run)
}

function shownCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE'
  if (typeof cell === 'object' && isErrorCell(cell)) return cell.e
  if (typeof cell === 'object' && isDateCell(cell)) return cell.t === '00:00:00' ? cell.d : `${cell.d} ${cell.t}`
  return typeof cell === 'number' && Math.abs(cell) >= 1e15 ? BigInt(Math.round(cell)).toString() : String(cell)
}
