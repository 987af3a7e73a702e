import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { DifferenceView } from '../../../../shared/contract/reconciliation.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'

/** 对账差异, newest first: what customers see differently and what came of it. */
export async function differences(
  ctx: QueryContext,
  input: Requests['reconciliation']['differences'],
): Promise<Outputs['reconciliation']['differences']> {
  const after = decodeCursor<[string]>(input.cursor, 1)
  let query = selected(ctx)
    .orderBy('d.id', 'desc')
    .limit(input.limit + 1)
  query = query.where('d.status', input.open ? '=' : '<>', 'open')
  if (input.mine) query = query.where('d.assigned_to', '=', ctx.user.id)
  if (input.customerId) query = query.where('d.customer_id', '=', input.customerId)
  if (after) query = query.where('d.id', '<', after[0])
  return page(await query.execute(), input.limit, toView, (row) => [row.id])
}

/** The differences of one statement, in the order of its lines. */
export async function differencesOf(ctx: QueryContext, statementId: string): Promise<DifferenceView[]> {
  const rows = await selected(ctx)
    .where('d.statement_id', '=', statementId)
    .orderBy('d.line_no')
    .orderBy('d.item_no')
    .orderBy('d.id')
    .execute()
  return rows.map(toView)
}

/** @throws NOT_FOUND */
export async function differenceView(ctx: QueryContext, id: string): Promise<DifferenceView> {
  return toView(found(await selected(ctx).where('d.id', '=', id).executeTakeFirst(), 'difference', id))
}

function selected(ctx: QueryContext) {
  const query = ctx.db
    .selectFrom('statement_difference as d')
    .innerJoin('customer_statement as s', 's.id', 'd.statement_id')
    .innerJoin('customer as c', 'c.id', 'd.customer_id')
    .leftJoin('customer_statement_line as l', (join) =>
      join.onRef('l.statement_id', '=', 'd.statement_id').onRef('l.no', '=', 'd.line_no'),
    )
    .leftJoin('receivable_entry as e', 'e.id', 'l.entry_id')
    .leftJoin('user_account as u', 'u.id', 'd.assigned_to')
    .leftJoin('user_account as r', 'r.id', 'd.resolved_by')
    .leftJoin('receivable_adjustment as a', 'a.id', 'd.adjustment_id')
    .select(['d.id', 'd.statement_id as statementId', 's.number as statementNumber', 'd.customer_id as customerId'])
    .select(['c.name as customer', 'd.line_no as lineNo', 'd.item_no as itemNo', 'd.ours', 'd.theirs', 'd.remark'])
    .select(['e.document_number as documentNumber', 'e.day', 'd.assigned_to as assignedTo', 'u.name as assignee'])
    .select(['d.status', 'd.resolution', 'd.adjustment_id as adjustmentId', 'a.number as adjustmentNumber'])
    .select(['d.created_at as createdAt', 'd.resolved_at as resolvedAt', 'r.name as resolvedBy', 'd.version'])
  return ctx.user.scope === 'own' ? query.where('c.sales_person_id', '=', ctx.user.id) : query
}

type Row = Awaited<ReturnType<ReturnType<typeof selected>['execute']>>[number]

const toView = (row: Row): DifferenceView => ({
  ...row,
  documentNumber: row.documentNumber ?? '',
  assignee: row.assignee ?? '',
  adjustmentNumber: row.adjustmentNumber ?? '',
  resolvedBy: row.resolvedBy ?? '',
})
