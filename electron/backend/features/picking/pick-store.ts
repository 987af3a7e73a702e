import type { Selectable } from 'kysely'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { PickListTable } from '../../db/schema.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'

export type PickListRecord = Selectable<PickListTable>

/** A pick list as it is written. @throws NOT_FOUND */
export async function listRecord(ctx: CommandContext, id: string): Promise<PickListRecord> {
  return found(await ctx.db.selectFrom('pick_list').selectAll().where('id', '=', id).executeTakeFirst(), 'pickList', id)
}

/** The one way a pick list changes. @throws CONFLICT */
export async function changeList(
  ctx: CommandContext,
  list: PickListRecord,
  patch: Partial<PickListRecord>,
): Promise<void> {
  await claim(
    ctx.db
      .updateTable('pick_list')
      .set({ ...patch, version: list.version + 1 })
      .where('id', '=', list.id)
      .where('version', '=', list.version),
    'pickList',
    list.id,
  )
}

/** Refuses a list in another state. @throws WRONG_STATE */
export function requireState(list: PickListRecord, states: readonly PickListRecord['status'][], action: string): void {
  if (!states.includes(list.status))
    throw new AppError('WRONG_STATE', { entity: 'pickList', id: list.id, action, state: list.status })
}

/** Refuses an old version. @throws CONFLICT */
export function requireVersion(list: PickListRecord, version: number): void {
  if (list.version !== version) throw new AppError('CONFLICT', { entity: 'pickList', id: list.id })
}

/** Refuses everybody but who has taken the list. @throws RULE PICK_CLAIMED naming who has it, PICK_NOT_CLAIMED */
export async function requireClaim(ctx: CommandContext, list: PickListRecord): Promise<void> {
  if (list.claimed_by === ctx.user.id) return
  if (list.claimed_by === null) throw ruleError('PICK_NOT_CLAIMED')
  const { name } = await ctx.db
    .selectFrom('user_account')
    .select('name')
    .where('id', '=', list.claimed_by)
    .executeTakeFirstOrThrow()
  throw ruleError('PICK_CLAIMED', { value: name })
}

export function notesOf(ctx: CommandContext, listId: string) {
  return ctx.db.selectFrom('pick_note').selectAll().where('list_id', '=', listId).orderBy('tote').execute()
}

export function tasksOf(ctx: CommandContext, listId: string) {
  return ctx.db.selectFrom('pick_task').selectAll().where('list_id', '=', listId).orderBy('no').execute()
}
