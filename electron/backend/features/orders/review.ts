import { daysBetween } from '../../../../shared/day.ts'
import {
  REVIEW_RULES_VERSION,
  reviewOrder,
  type ReviewFacts,
  type ReviewResult,
} from '../../../../shared/domain/review/rules.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { shortagesOf } from '../inventory/ledger.ts'
import type { BuiltLine } from './order-lines.ts'
import type { LineRecord, OrderRecord } from './order-store.ts'
import { inIds } from '../search/find.ts'

/** What of the customer a review needs. */
export interface ReviewedCustomer {
  status: 'active' | 'frozen' | 'archived'
  credit_limit: number | null
  settlement: string
}

/** Judges an order by the company's rules as they are now. Writes nothing. */
export async function judge(
  ctx: CommandContext,
  order: Pick<OrderRecord, 'id' | 'customer_id' | 'total' | 'line_count'>,
  customer: ReviewedCustomer,
  lines: readonly BuiltLine[],
): Promise<ReviewResult[]> {
  return reviewOrder(await reviewFacts(ctx, order, customer, lines), ctx.info.settings.review)
}

/** Keeps every result of one review with its measured value and threshold; never changed afterwards. */
export async function storeReview(
  ctx: CommandContext,
  orderId: string,
  run: number,
  results: readonly ReviewResult[],
): Promise<void> {
  await ctx.db
    .insertInto('order_review')
    .values(
      results.map((r, i) => ({
        order_id: orderId,
        run,
        no: i + 1,
        rule: r.rule,
        rule_version: REVIEW_RULES_VERSION,
        outcome: r.outcome,
        line_no: r.lineNo,
        measured: Math.round(r.measured),
        threshold: Math.round(r.threshold),
        detail: r.detail,
        at: ctx.at,
      })),
    )
    .execute()
}

/** A customer's money: balance, what is overdue and since how many days, approved or waiting orders not shipped yet (分). */
export async function creditOf(ctx: QueryContext, customerId: string, exceptOrderId = '') {
  const balance = await ctx.db
    .selectFrom('receivable_balance')
    .select('balance')
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  const overdue = await ctx.db
    .selectFrom('receivable_open')
    .select((eb) => [eb.fn.sum<number | null>('open').as('amount'), eb.fn.min('due_day').as('since')])
    .where('customer_id', '=', customerId)
    .where('due_day', '<', ctx.today)
    .where('open', '>', 0)
    .executeTakeFirst()
  const open = await ctx.db
    .selectFrom('sales_order')
    .select((eb) => eb.fn.sum<number | null>(eb('total', '-', eb.ref('shipped_amount'))).as('amount'))
    .where('customer_id', '=', customerId)
    .where('status', 'in', ['pending', 'to-ship', 'part-shipped'])
    .where('id', '<>', exceptOrderId)
    .executeTakeFirst()
  return {
    balance: balance?.balance ?? 0,
    overdueAmount: overdue?.amount ?? 0,
    overdueDays: overdue?.since ? daysBetween(overdue.since, ctx.today) : 0,
    openOrders: open?.amount ?? 0,
  }
}

async function reviewFacts(
  ctx: CommandContext,
  order: Pick<OrderRecord, 'id' | 'customer_id' | 'total' | 'line_count'>,
  customer: ReviewedCustomer,
  built: readonly BuiltLine[],
): Promise<ReviewFacts> {
  const lines = built.map((b) => b.record)
  const credit = await creditOf(ctx, order.customer_id, order.id)
  const habits = await ctx.db
    .selectFrom('customer_product')
    .select(['product_id', 'times', 'quantity'])
    .where('customer_id', '=', order.customer_id)
    .where(inIds('product_id', [...new Set(lines.map((l) => l.product_id))]))
    .execute()
  const meanById = new Map(habits.map((h) => [h.product_id, h.quantity / h.times]))
  const demands = lines.map((l) => ({ productId: l.product_id, warehouseId: l.warehouse_id, quantity: l.quantity }))
  const shortages = (await shortagesOf(ctx, demands)).map((s) => ({
    lineNo: lines.find((l) => l.product_id === s.productId && l.warehouse_id === s.warehouseId)!.line_no,
    needed: s.quantity,
    available: s.available,
  }))
  return {
    customer: {
      status: customer.status,
      creditLimit: customer.credit_limit,
      prepaid: customer.settlement === 'cash' && -credit.balance >= order.total + credit.openOrders,
    },
    balance: credit.balance,
    openOrders: credit.openOrders,
    orderTotal: order.total,
    overdueAmount: credit.overdueAmount,
    overdueDays: credit.overdueDays,
    lines: built.map(({ record: l, floorPrice }) => ({
      lineNo: l.line_no,
      quantity: l.quantity,
      factor: l.factor,
      price: l.price,
      discount: l.discount,
      gift: l.gift === 1,
      floorPrice,
      meanQuantity: meanById.get(l.product_id) ?? null,
    })),
    shortages,
    duplicate: await duplicateOf(ctx, order, lines),
  }
}

/** An order of the same customer with the same products and quantities, submitted shortly before. */
async function duplicateOf(
  ctx: CommandContext,
  order: Pick<OrderRecord, 'id' | 'customer_id' | 'total' | 'line_count'>,
  lines: readonly LineRecord[],
): Promise<ReviewFacts['duplicate']> {
  const { duplicate, duplicateMinutes } = ctx.info.settings.review
  if (duplicate === 'off') return null
  const since = new Date(ctx.now.getTime() - duplicateMinutes * 60_000).toISOString()
  const candidates = await ctx.db
    .selectFrom('sales_order')
    .select(['id', 'number', 'submitted_at'])
    .where('customer_id', '=', order.customer_id)
    .where('day', '>=', since.slice(0, 10))
    .where('submitted_at', '>=', since)
    .where('id', '<>', order.id)
    .where('total', '=', order.total)
    .where('line_count', '=', order.line_count)
    .where('closed', '<>', 'void')
    .limit(5)
    .execute()
  const wanted = fingerprint(lines)
  for (const candidate of candidates) {
    const other = await ctx.db
      .selectFrom('sales_order_line')
      .select(['product_id', 'quantity'])
      .where('order_id', '=', candidate.id)
      .execute()
    if (fingerprint(other) !== wanted) continue
    const minutes = Math.floor((ctx.now.getTime() - Date.parse(candidate.submitted_at!)) / 60_000)
    return { number: candidate.number ?? '', minutes }
  }
  return null
}

const fingerprint = (lines: readonly { product_id: string; quantity: number }[]) =>
  lines
    .map((l) => `${l.product_id} ${l.quantity}`)
    .sort()
    .join('\n')
