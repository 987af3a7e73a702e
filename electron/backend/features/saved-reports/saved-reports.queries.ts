import type { Selectable } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { ReportPageName, ReportRun, SavedReportView } from '../../../../shared/contract/saved-reports.ts'
import type { SavedReportTable } from '../../db/schema.ts'
import { AppError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'

export type SavedReportRecord = Selectable<SavedReportTable>

/** Runs shown of one report. */
const MOST_RUNS = 50

/** The user's own reports and those shared with all, by name. */
export async function list(ctx: QueryContext): Promise<Outputs['savedReports']['list']> {
  const rows = await ctx.db
    .selectFrom('saved_report as r')
    .innerJoin('user_account as u', 'u.id', 'r.owner_id')
    .selectAll('r')
    .select('u.name as owner')
    .where((eb) => eb.or([eb('r.owner_id', '=', ctx.user.id), eb('r.is_shared', '=', 1)]))
    .orderBy('r.name')
    .orderBy('r.id')
    .execute()
  return Promise.all(rows.map(({ owner, ...row }) => viewOf(ctx, row, owner)))
}

/** The last runs of a report, newest first. @throws NOT_FOUND */
export async function runs(
  ctx: QueryContext,
  { id }: Requests['savedReports']['runs'],
): Promise<Outputs['savedReports']['runs']> {
  await visible(ctx, id)
  return runsOf(ctx, id, MOST_RUNS)
}

/** A report the user may see. @throws NOT_FOUND */
export async function visible(ctx: QueryContext, id: string): Promise<SavedReportRecord> {
  const row = await ctx.db.selectFrom('saved_report').selectAll().where('id', '=', id).executeTakeFirst()
  const isSeen = row && (row.owner_id === ctx.user.id || row.is_shared === 1)
  return found(isSeen ? row : undefined, 'savedReport', id)
}

/** A report the user may change: their own, or any for who keeps the company. @throws NOT_FOUND, FORBIDDEN */
export async function changeable(ctx: QueryContext, id: string): Promise<SavedReportRecord> {
  const row = await visible(ctx, id)
  if (row.owner_id !== ctx.user.id && !ctx.user.rights.includes('company.manage')) {
    throw new AppError('FORBIDDEN', { right: 'company.manage' })
  }
  return row
}

/** A report as people see it. */
export async function viewOf(ctx: QueryContext, row: SavedReportRecord, owner: string): Promise<SavedReportView> {
  const [last] = await runsOf(ctx, row.id, 1)
  const { id, name, rhythm, locale, format, version } = row
  return {
    id,
    name,
    report: row.report as ReportPageName,
    rhythm,
    locale,
    format,
    version,
    owner,
    address: JSON.parse(row.address) as Record<string, string>,
    shared: row.is_shared === 1,
    mine: row.owner_id === ctx.user.id,
    onDay: row.on_day,
    atTime: row.at_time,
    recipients: JSON.parse(row.recipients) as string[],
    nextAt: row.next_at,
    last: last ?? null,
  }
}

async function runsOf(ctx: QueryContext, id: string, limit: number): Promise<ReportRun[]> {
  const rows = await ctx.db
    .selectFrom('saved_report_run')
    .selectAll()
    .where('report_id', '=', id)
    .orderBy('due_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ due_at: dueAt, made_at: madeAt, outcome, problem, file, mail_id }) => ({
    dueAt,
    madeAt,
    outcome,
    problem,
    file,
    mailed: mail_id !== null,
  }))
}
