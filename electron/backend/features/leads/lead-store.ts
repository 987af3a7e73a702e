import type { Selectable } from 'kysely'
import { AppError } from '../../../../shared/errors.ts'
import type { LeadEvent } from '../../../../shared/domain/leads/states.ts'
import type { LeadTable } from '../../db/schema.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'

export type LeadRecord = Selectable<LeadTable>

/** A lead this user may see: who sees own customers only sees own leads only. @throws NOT_FOUND */
export async function leadRecord(ctx: QueryContext, id: string): Promise<LeadRecord> {
  let query = ctx.db.selectFrom('lead').selectAll().where('id', '=', id)
  if (ctx.user.scope === 'own') query = query.where('owner_id', '=', ctx.user.id)
  return found(await query.executeTakeFirst(), 'lead', id)
}

/** An open lead at the version the user saw. @throws NOT_FOUND, CONFLICT, WRONG_STATE */
export async function openLead(
  ctx: QueryContext,
  { id, version }: { id: string; version: number },
  action: string,
): Promise<LeadRecord> {
  const lead = await leadRecord(ctx, id)
  if (lead.version !== version) throw new AppError('CONFLICT', { entity: 'lead', id })
  if (lead.state !== 'open') throw new AppError('WRONG_STATE', { entity: 'lead', id, action, state: lead.state })
  return lead
}

/** Writes columns of a lead and its next version. @throws CONFLICT */
export function changeLead(
  ctx: CommandContext,
  lead: Pick<LeadRecord, 'id' | 'version'>,
  patch: Partial<Omit<LeadRecord, 'id' | 'version' | 'updated_at'>>,
): Promise<void> {
  return claim(
    ctx.db
      .updateTable('lead')
      .set({ ...patch, updated_at: ctx.at, version: lead.version + 1 })
      .where('id', '=', lead.id)
      .where('version', '=', lead.version),
    'lead',
    lead.id,
  )
}

/** One more entry in a lead's history. */
export async function noteLead(
  ctx: CommandContext,
  leadId: string,
  kind: LeadEvent,
  {
    id = ctx.newId(),
    day = ctx.today,
    toId = null,
    note = '',
  }: { id?: string; day?: string; toId?: string | null; note?: string } = {},
): Promise<void> {
  await ctx.db
    .insertInto('lead_event')
    .values({ id, lead_id: leadId, kind, day, to_id: toId, note, user_id: ctx.user.id, at: ctx.at })
    .execute()
}
