import { sql } from 'kysely'
import { daysBetween, type Day } from '../../../../shared/day.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { inIds } from '../search/find.ts'
import type { ReceiptLineRecord, ReceiptRecord } from './receipt-store.ts'

/** What posted receipts teach of a supplier and a product: lead times, and what was paid last. Recomputable. */

const COLUMNS = [
  'supplier_id',
  'product_id',
  'receipts',
  'lead_times',
  'lead_days',
  'lead_squares',
  'last_day',
  'last_receipt_id',
  'last_unit',
  'last_factor',
  'last_price',
] as const

const NEWER = '(excluded.last_day, excluded.last_receipt_id) >= (last_day, last_receipt_id)'
const newest = (column: string) => `${column} = case when ${NEWER} then excluded.${column} else ${column} end`
const ADD = `on conflict (supplier_id, product_id) do update set
  receipts = receipts + excluded.receipts, lead_times = lead_times + excluded.lead_times,
  lead_days = lead_days + excluded.lead_days, lead_squares = lead_squares + excluded.lead_squares,
  ${['last_unit', 'last_factor', 'last_price', 'last_day', 'last_receipt_id'].map(newest).join(', ')}`

/**
 * Adds a receipt that was just posted. Goods that stand on several lines count once, with the price of the last.
 * @param orderedOn day the order was approved; null: nothing is learnt of lead times
 */
export async function learnFrom(
  ctx: CommandContext,
  receipt: ReceiptRecord,
  lines: readonly ReceiptLineRecord[],
  orderedOn: Day | null,
): Promise<void> {
  const days = orderedOn === null ? null : Math.max(0, daysBetween(orderedOn, receipt.day))
  const byProduct = new Map(lines.map((line) => [line.product_id, line]))
  await insertRows(
    ctx.db,
    'supplier_history',
    COLUMNS,
    [...byProduct.values()].map((line) => [
      receipt.supplier_id,
      line.product_id,
      1,
      days === null ? 0 : 1,
      days ?? 0,
      (days ?? 0) ** 2,
      receipt.day,
      receipt.id,
      line.unit,
      line.factor,
      line.price,
    ]),
    ADD,
  )
}

/** Counts anew what is known of some goods of a supplier, without one receipt that is being taken back. */
export async function relearn(
  ctx: CommandContext,
  supplierId: string,
  productIds: readonly string[],
  withoutReceipt: string,
): Promise<void> {
  const ids = [...new Set(productIds)]
  await ctx.db
    .deleteFrom('supplier_history')
    .where('supplier_id', '=', supplierId)
    .where(inIds('product_id', ids))
    .execute()
  await sql`
    insert into supplier_history (supplier_id, product_id, receipts, lead_times, lead_days, lead_squares, last_day,
      last_receipt_id, last_unit, last_factor, last_price)
    select supplier_id, product_id, receipts, times, days, squares, substr(newest, 1, 10), substr(newest, 11, 26), unit,
      factor, price
    from (select supplier_id, product_id, count(*) as receipts, sum(days is not null) as times,
      coalesce(sum(days), 0) as days, coalesce(sum(days * days), 0) as squares, max(newest) as newest, unit, factor, price
    from (
      select r.supplier_id, l.product_id, r.day || r.id as newest,
        max(0, cast(julianday(r.day) - julianday(o.approved_day) as integer)) as days,
        l.unit, l.factor, l.price, max(l.line_no)
      from purchase_receipt_line l
      join purchase_receipt r on r.id = l.receipt_id
      left join purchase_order o on o.id = r.order_id
      where r.supplier_id = ${supplierId} and r.status = 'posted' and r.id <> ${withoutReceipt} and l.quantity > 0
        and ${inIds('l.product_id', ids)}
      group by r.id, l.product_id)
    group by supplier_id, product_id)`.execute(ctx.db)
}
