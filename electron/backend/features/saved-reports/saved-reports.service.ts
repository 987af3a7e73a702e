import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { timeAt } from '../../../../shared/day.ts'
import { nextRun } from '../../../../shared/domain/analytics/report-schedule.ts'
import { AppError } from '../../../../shared/errors.ts'
import { claim } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { changeable, viewOf, visible } from './saved-reports.queries.ts'

/**
 * Saves a question under a name, or changes one. A report that is made by itself is made for its owner, who must be allowed to
 * export. @throws NOT_FOUND, FORBIDDEN, CONFLICT
 */
export async function save(
  ctx: CommandContext,
  input: Requests['savedReports']['save'],
): Promise<Outputs['savedReports']['save']> {
  const { id, version, name, report, rhythm, onDay, atTime, locale, format } = input
  if (rhythm !== 'none' && !ctx.user.rights.includes('exports.run')) {
    throw new AppError('FORBIDDEN', { right: 'exports.run' })
  }
  const values = {
    name,
    report,
    rhythm,
    locale,
    format,
    address: JSON.stringify(input.address),
    is_shared: input.shared ? 1 : 0,
    on_day: onDay,
    at_time: atTime,
    recipients: JSON.stringify(input.recipients),
    next_at: nextRun({ rhythm, onDay, atTime }, { day: ctx.today, time: timeAt(ctx.now, ctx.info.timeZone) }),
  }
  if (version === 0) {
    await ctx.db
      .insertInto('saved_report')
      .values({ id, ...values, owner_id: ctx.user.id, version: 1, created_at: ctx.at })
      .onConflict((oc) => oc.column('id').doNothing())
      .execute()
  } else {
    await changeable(ctx, id)
    await claim(
      ctx.db
        .updateTable('saved_report')
        .set({ ...values, version: version + 1 })
        .where('id', '=', id)
        .where('version', '=', version),
      'savedReport',
      id,
    )
  }
  return view(ctx, id)
}

/** Forgets a report and what is known of its runs; the files stay. @throws NOT_FOUND, FORBIDDEN, CONFLICT */
export async function remove(
  ctx: CommandContext,
  { id, version }: Requests['savedReports']['remove'],
): Promise<Outputs['savedReports']['remove']> {
  const row = await changeable(ctx, id)
  if (row.version !== version) throw new AppError('CONFLICT', { entity: 'savedReport', id })
  await ctx.db.deleteFrom('saved_report_run').where('report_id', '=', id).execute()
  await ctx.db.deleteFrom('saved_report').where('id', '=', id).execute()
  return { ok: true }
}

async function view(ctx: CommandContext, id: string): Promise<Outputs['savedReports']['save']> {
  const row = await visible(ctx, id)
  const { name } = await ctx.db
    .selectFrom('user_account')
    .select('name')
    .where('id', '=', row.owner_id)
    .executeTakeFirstOrThrow()
  return viewOf(ctx, row, name)
}
