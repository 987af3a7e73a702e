import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { OnlinePaymentRow, OnlinePaymentView } from '../../../../shared/contract/online-payment.ts'
import { isWaiting } from '../../../../shared/domain/online-payment/states.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { refundsOf } from './payments.ts'

/** Online payments, newest first. */
export async function list(
  ctx: QueryContext,
  input: Requests['onlinePayments']['list'],
): Promise<Outputs['onlinePayments']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = rows(ctx)
    .orderBy('p.created_at', 'desc')
    .orderBy('p.id', 'desc')
    .limit(input.limit + 1)
  if (input.states) query = query.where('p.state', 'in', input.states)
  if (input.gateway) query = query.where('p.gateway', '=', input.gateway)
  if (input.customerId) query = query.where('p.customer_id', '=', input.customerId)
  if (input.orderId) query = query.where('p.order_id', '=', input.orderId)
  if (input.from) query = query.where('p.day', '>=', input.from)
  if (input.to) query = query.where('p.day', '<=', input.to)
  if (input.flagged) query = query.where('p.flag', 'is not', null)
  if (input.search) {
    const like = `%${input.search.replace(/[%_\\]/g, '\\$&')}%`
    query = query.where(
      sql<boolean>`(c.name like ${like} escape '\\' or c.code like ${like} escape '\\' or p.id like ${like} escape '\\'
        or p.trade_no like ${like} escape '\\' or d.number like ${like} escape '\\')`,
    )
  }
  if (after) query = query.where(sql<boolean>`(p.created_at, p.id) < (${after[0]}, ${after[1]})`)
  return page(await query.execute(), input.limit, rowView, (row) => [row.createdAt, row.id])
}

/** One payment with its refunds. @throws NOT_FOUND */
export function get(ctx: QueryContext, input: { id: string }): Promise<OnlinePaymentView> {
  return paymentView(ctx, input.id)
}

/** As of the handle of this context: inside a unit of work what it has written. */
export async function paymentView(ctx: QueryContext, id: string): Promise<OnlinePaymentView> {
  const row = found(
    await rows(ctx)
      .select(['p.qr', 'p.trade_no as tradeNo', 'p.closing', 'p.flag_note as flagNote'])
      .where('p.id', '=', id)
      .executeTakeFirst(),
    'onlinePayment',
    id,
  )
  const refunds = await refundsOf(ctx, id)
  const numbers = await ctx.db
    .selectFrom('money_document')
    .select(['id', 'number'])
    .where(
      'id',
      'in',
      refunds.map((refund) => refund.document_id).filter((one) => one !== null),
    )
    .execute()
  return {
    ...rowView(row),
    qr: isWaiting(row.state) ? row.qr : null,
    tradeNo: row.tradeNo,
    closing: row.closing === 1,
    flagNote: row.flagNote,
    refunds: refunds.map((refund) => ({
      id: refund.id,
      amount: refund.amount,
      reason: refund.reason,
      state: refund.state,
      createdAt: refund.created_at,
      documentNumber: numbers.find((one) => one.id === refund.document_id)?.number ?? null,
      problem: refund.problem,
    })),
  }
}

/** Payments the user may see. */
function rows(ctx: QueryContext) {
  const query = ctx.db
    .selectFrom('online_payment as p')
    .innerJoin('customer as c', 'c.id', 'p.customer_id')
    .innerJoin('user_account as u', 'u.id', 'p.created_by')
    .leftJoin('sales_order as o', 'o.id', 'p.order_id')
    .leftJoin('money_document as d', 'd.id', 'p.receipt_id')
    .select(['p.id', 'p.created_at as createdAt', 'u.name as createdBy', 'p.customer_id as customerId'])
    .select(['c.name as customer', 'p.order_id as orderId', 'o.number as orderNumber', 'p.gateway', 'p.way'])
    .select(['p.amount', 'p.paid_amount as paidAmount', 'p.state', 'p.flag', 'p.receipt_id as receiptId'])
    .select(['d.number as receiptNumber', 'p.expires_at as expiresAt', 'p.paid_at as paidAt', 'p.problem', 'p.version'])
    .select((eb) =>
      eb
        .selectFrom('online_refund as r')
        .select(({ fn }) => fn.coalesce(fn.sum<number>('r.amount'), sql<number>`0`).as('sum'))
        .whereRef('r.payment_id', '=', 'p.id')
        .where('r.state', '=', 'done')
        .as('refunded'),
    )
  return ctx.user.scope === 'own' ? query.where('c.sales_person_id', '=', ctx.user.id) : query
}

type Row = Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>

const rowView = (row: Row): OnlinePaymentRow => ({
  id: row.id,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
  customerId: row.customerId,
  customer: row.customer,
  orderId: row.orderId,
  orderNumber: row.orderNumber,
  gateway: row.gateway,
  way: row.way,
  amount: row.amount,
  paidAmount: row.paidAmount,
  refunded: row.refunded ?? 0,
  state: row.state,
  flag: row.flag,
  receiptId: row.receiptId,
  receiptNumber: row.receiptNumber,
  expiresAt: row.expiresAt,
  paidAt: row.paidAt,
  problem: row.problem,
  version: row.version,
})
