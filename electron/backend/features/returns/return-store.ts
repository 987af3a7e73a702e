import type { Selectable } from 'kysely'
import { returnActions, type ReturnAction } from '../../../../shared/domain/returns/states.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { SalesReturnLineTable, SalesReturnTable } from '../../db/schema.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'

export type ReturnRecord = Selectable<SalesReturnTable>
export type ReturnLineRecord = Selectable<SalesReturnLineTable>

/** A return of a customer this user may see. @throws NOT_FOUND */
export async function returnRecord(ctx: QueryContext, id: string): Promise<ReturnRecord> {
  let query = ctx.db.selectFrom('sales_return as r').selectAll('r').where('r.id', '=', id)
  if (ctx.user.scope === 'own')
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('customer as c')
          .select('c.id')
          .whereRef('c.id', '=', 'r.customer_id')
          .where('c.sales_person_id', '=', ctx.user.id),
      ),
    )
  return found(await query.executeTakeFirst(), 'salesReturn', id)
}

export const returnLines = (ctx: Pick<QueryContext, 'db'>, id: string): Promise<ReturnLineRecord[]> =>
  ctx.db.selectFrom('sales_return_line').selectAll().where('return_id', '=', id).orderBy('line_no').execute()

type ActionState = Pick<ReturnRecord, 'kind' | 'status' | 'exchange_order_id' | 'submitted_by'>

/** What this user may do with the return now: the same table as the buttons. */
export const actionsOf = (ctx: QueryContext, record: ActionState): ReturnAction[] =>
  returnActions(stateOf(record), {
    id: ctx.user.id,
    rights: ctx.user.rights,
    reviewOwn: ctx.info.settings.review.reviewOwn,
  })

/**
 * Refuses an action the table does not allow: own return under review, wrong state, or an old version.
 * @throws RULE RETURN_OWN_REVIEW, WRONG_STATE, CONFLICT
 */
export function requireReturn(ctx: QueryContext, record: ReturnRecord, action: ReturnAction, version: number): void {
  if (record.version !== version) throw new AppError('CONFLICT', { entity: 'salesReturn', id: record.id })
  if (actionsOf(ctx, record).includes(action)) return
  const asAnother = { id: '', rights: ctx.user.rights, reviewOwn: true }
  if (returnActions(stateOf(record), asAnother).includes(action)) throw ruleError('RETURN_OWN_REVIEW')
  throw new AppError('WRONG_STATE', { entity: 'salesReturn', id: record.id, action, state: record.status })
}

/** The one way a return changes. @throws CONFLICT */
export async function changeReturn(
  ctx: CommandContext,
  record: ReturnRecord,
  patch: Partial<Omit<ReturnRecord, 'id' | 'number' | 'version' | 'updated_at'>>,
): Promise<void> {
  await claim(
    ctx.db
      .updateTable('sales_return')
      .set({ ...patch, updated_at: ctx.at, version: record.version + 1 })
      .where('id', '=', record.id)
      .where('version', '=', record.version),
    'salesReturn',
    record.id,
  )
}

const stateOf = (record: ActionState) => ({
  kind: record.kind,
  status: record.status,
  exchangeOrderId: record.exchange_order_id,
  submittedBy: record.submitted_by,
})
