import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Requests } from '../../../../shared/contract/index.ts'
import type { ReportPageName, ReportRun } from '../../../../shared/contract/saved-reports.ts'
import { timeAt, type Day } from '../../../../shared/day.ts'
import { nextRun } from '../../../../shared/domain/analytics/report-schedule.ts'
import { AppError, type ErrorData } from '../../../../shared/errors.ts'
import type { Locale } from '../../../../shared/i18n/index.ts'
import { FILE_TYPES } from '../../files/task-files.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext, TaskContext } from '../../rpc/context.ts'
import { sendMail } from '../mail/send-mail.service.ts'
import { reportBytes, reportFileName } from '../reports/reports.tasks.ts'
import { sheetOf } from './report-makers.ts'
import { visible, type SavedReportRecord } from './saved-reports.queries.ts'

/** Where the files of the reports lie. */
export const reportsFolder = (companyFolder: string): string => join(companyFolder, 'reports')

type Unit = (command: string, work: (ctx: CommandContext) => Promise<void>) => Promise<void>

/** `savedReports.run`: makes a report now. @throws NOT_FOUND, and whatever kept it from being made */
export async function run(ctx: TaskContext, { id }: Requests['savedReports']['run']): Promise<ReportRun> {
  const row = await visible(ctx, id)
  const dueAt = `${ctx.today} ${timeAt(ctx.now, ctx.info.timeZone)}`
  return makeReport(ctx, row, dueAt, (command, work) => ctx.unit(work, { command }))
}

/** `savedReports.file`: a file that was made. @throws NOT_FOUND */
export async function file(ctx: TaskContext, { id, dueAt }: Requests['savedReports']['file']): Promise<File> {
  await visible(ctx, id)
  const made = await ctx.db
    .selectFrom('saved_report_run')
    .select('file')
    .where('report_id', '=', id)
    .where('due_at', '=', dueAt)
    .where('file', '<>', '')
    .executeTakeFirst()
  const { file: name } = found(made, 'reportFile', id)
  const bytes = await readFile(join(reportsFolder(ctx.company.folder), name)).catch(() => undefined)
  return new File([new Uint8Array(found(bytes, 'reportFile', id))], name, {
    type: FILE_TYPES[name.endsWith('.pdf') ? 'pdf' : 'xlsx'],
  })
}

/**
 * Makes a report as this user sees it, with the days as seen from when it was due: files it, puts it into the outbox where it has
 * recipients, notes the run and says when it is made next. Made again for the same time it replaces what was made.
 * @param dueAt day and time in the company's zone
 */
export async function makeReport(
  ctx: QueryContext,
  row: SavedReportRecord,
  dueAt: string,
  unit: Unit,
): Promise<ReportRun> {
  const today = dueAt.slice(0, 10)
  const made: ReportRun = {
    dueAt,
    madeAt: ctx.now.toISOString(),
    outcome: 'made',
    problem: '',
    file: '',
    mailed: false,
  }
  let bytes: Uint8Array<ArrayBuffer> | null = null
  try {
    bytes = await bytesFor(ctx, row, today)
    made.file = await keep(ctx, row, today, bytes)
  } catch (error) {
    made.outcome = 'failed'
    made.problem = codeOf(error)
  }
  const recipients = JSON.parse(row.recipients) as string[]
  const note = async (command: CommandContext, mailId: string | null) => {
    const values = {
      made_at: made.madeAt,
      outcome: made.outcome,
      problem: made.problem,
      file: made.file,
      mail_id: mailId,
    }
    await command.db
      .insertInto('saved_report_run')
      .values({ report_id: row.id, due_at: dueAt, ...values })
      .onConflict((oc) => oc.columns(['report_id', 'due_at']).doUpdateSet(values))
      .execute()
    const now = { day: ctx.today, time: timeAt(ctx.now, ctx.info.timeZone) }
    const schedule = { rhythm: row.rhythm, onDay: row.on_day, atTime: row.at_time }
    // changed meanwhile: it has a next time already
    await command.db
      .updateTable('saved_report')
      .set({ next_at: nextRun(schedule, now) })
      .where('id', '=', row.id)
      .where('version', '=', row.version)
      .execute()
  }
  const mailed = async (command: CommandContext) => {
    const mailId = await sendMail(command, {
      kind: 'report',
      to: recipients,
      subject: `${row.name} ${today}`,
      text: row.name,
      attachments: [{ name: made.file, type: FILE_TYPES[row.format], content: bytes! }],
      aboutId: row.id,
    })
    await note(command, mailId)
  }
  if (bytes && recipients.length > 0) {
    try {
      await unit('savedReports.run', mailed)
      return { ...made, mailed: true }
    } catch (error) {
      made.problem = codeOf(error)
    }
  }
  await unit('savedReports.run', (command) => note(command, null))
  return made
}

async function bytesFor(ctx: QueryContext, row: SavedReportRecord, today: Day): Promise<Uint8Array<ArrayBuffer>> {
  if (!ctx.user.rights.includes('exports.run')) throw new AppError('FORBIDDEN', { right: 'exports.run' })
  const address = JSON.parse(row.address) as Record<string, string>
  const locale: Locale = row.locale
  const sheet = await sheetOf({ ...ctx, today }, row.report as ReportPageName, address, locale)
  return reportBytes(ctx, { ...sheet, title: row.name }, locale, row.format)
}

/** Puts the file into the folder of reports; a name holds the report's, the day and, against doubles, the end of its id. */
async function keep(ctx: QueryContext, row: SavedReportRecord, today: Day, bytes: Uint8Array): Promise<string> {
  const folder = reportsFolder(ctx.company.folder)
  await mkdir(folder, { recursive: true })
  const name = reportFileName(`${row.name}-${row.id.slice(-4)}`, today, row.format)
  const partial = join(folder, `${name}.part`)
  await writeFile(partial, bytes)
  await rename(partial, join(folder, name))
  return name
}

function codeOf(error: unknown): string {
  if (!(error instanceof AppError)) throw error
  return error.code === 'RULE' ? (error.data as ErrorData['RULE']).rule : error.code
}
