import type Database from 'better-sqlite3'
import { dueOf, paymentOf, statusOf, type OrderDimensions } from '../../../../../shared/domain/order/states.ts'
import { orderTotals, type PricedLine } from '../../../../../shared/domain/order/totals.ts'
import { formatFen } from '../../../../../shared/money.ts'
import { MOST_FAULTS, sqlCheck, type Check, type Findings } from './check.ts'

/** Orders against their lines, notes and payments. */
export const ORDER_CHECKS: readonly Check[] = [
  { name: 'order-amounts', run: checkAmounts },
  { name: 'order-states', run: checkStates },
  sqlCheck(
    'order-shipped',
    `select count(*) from shipment where status = 'posted'`,
    `with compared as (
       select id, line_no, sum(stored) as stored, sum(found) as found, sum(reserved) as reserved, sum(ordered) as ordered
       from (
         select l.order_id as id, l.line_no, l.shipped as stored, 0 as found, l.reserved, l.quantity as ordered
         from sales_order_line l join sales_order o on o.id = l.order_id where o.history = 0
         union all
         select d.order_id, l.order_line_no, 0, l.quantity, 0, 0
         from shipment d join shipment_line l on l.shipment_id = d.id where d.status = 'posted')
       group by id, line_no)
     select coalesce((select number from sales_order o where o.id = compared.id), id) || ' #' || line_no ||
       ': shipped ' || check_quantity(stored) || ', notes ' || check_quantity(found) || ', ordered ' ||
       check_quantity(ordered) || ', reserved ' || check_quantity(reserved)
     from compared where stored <> found or stored + reserved > ordered`,
  ),
  sqlCheck(
    'order-shipped-amount',
    'select count(*) from shipment_line',
    `with notes as materialized (
       select order_id, sum(total) as total from shipment where status = 'posted' group by order_id),
     lines as materialized (
       select d.id, d.number, d.total, sum(l.amount) as amount
       from shipment d join shipment_line l on l.shipment_id = d.id where d.status = 'posted' group by d.id)
     select coalesce(o.number, o.id) || ': shipped amount ' || check_fen(o.shipped_amount) || ', notes ' || check_fen(n.total)
     from sales_order o left join notes n on n.order_id = o.id
     where o.history = 0 and o.shipped_amount <> coalesce(n.total, 0)
     union all
     select number || ': total ' || check_fen(total) || ', lines ' || check_fen(amount) from lines where total <> amount`,
  ),
  sqlCheck(
    'order-paid',
    'select count(*) from sales_order where paid <> 0',
    // a void pairs its own entry off, a merged customer's debt moves: those pairs are no payment
    `with settled as materialized (
       select charge.order_id, sum(a.amount) as amount
       from receivable_allocation a
       join receivable_entry charge on charge.id = a.charge_id
       join receivable_entry credit on credit.id = a.credit_id
       where charge.order_id is not null and 'void' not in (charge.kind, credit.kind)
           and 'moved-out' not in (charge.kind, credit.kind) group by charge.order_id)
     select coalesce(o.number, o.id) || ': paid ' || check_fen(o.paid) || ', settled ' || check_fen(s.amount)
     from sales_order o left join settled s on s.order_id = o.id
     where o.history = 0 and o.paid <> coalesce(s.amount, 0)`,
  ),
  sqlCheck(
    'order-changes',
    'select count(*) from order_change',
    `select coalesce(o.number, o.id) || ': a change waits, the order is ' || o.status
     from order_change c join sales_order o on o.id = c.order_id where c.outcome = 'waiting' and o.status <> 'pending'
     union all
     select coalesce(o.number, o.id) || ': merged, but ' || o.status
     from sales_order o where o.merged_into is not null and o.closed <> 'void'
     union all
     select coalesce(o.number, o.id) || ': made for a day of a standing order that names another order'
     from order_plan_run r join sales_order o on o.id = r.order_id where o.plan_id is not r.plan_id`,
  ),
]

interface OrderRow {
  id: string
  number: string | null
  history: 0 | 1
  tax_included: 0 | 1
  amount: number
  promotion_off: number
  discount: number
  total: number
  tax: number
  line_count: number
}
type LineRow = [
  string,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number | null,
]

/**
 * Every line's amounts again by the functions that made them, and every order's totals as the sums of its lines. One
 * walk over both tables in the order of their keys. A past order brought in from a file states its own amounts: there a
 * line may differ by what rounding its price to 1/10000 yuan explains.
 */
function checkAmounts(database: Database.Database): Findings {
  const faults: string[] = []
  const orders = database
    .prepare<[], OrderRow>(
      `select id, number, history, tax_included, amount, promotion_off, discount, total, tax, line_count
       from sales_order order by id`,
    )
    .iterate()
  const lines = database
    .prepare<[], LineRow>(
      `select order_id, line_no, quantity, factor, price, discount, tax_rate, gift, amount, net, tax, promotion_off,
         discount_share
       from sales_order_line order by order_id, line_no`,
    )
    .raw()
    .iterate()
  let count = 0
  let next = lines.next()
  for (const order of orders) {
    if (faults.length >= MOST_FAULTS) break
    const own: LineRow[] = []
    while (!next.done && next.value[0] <= order.id) {
      if (next.value[0] === order.id) own.push(next.value)
      next = lines.next()
    }
    count += own.length
    const fault = faultOf(order, own)
    if (fault) faults.push(`${order.number ?? order.id}${fault}`)
  }
  orders.return?.()
  lines.return?.()
  return { count, faults }
}

function faultOf(order: OrderRow, rows: readonly LineRow[]): string | null {
  let amount = 0
  let total = 0
  let tax = 0
  let off = 0
  for (const row of rows) {
    amount += row[8]
    total += row[9]
    tax += row[10]
    off += row[11]
  }
  if (order.line_count !== rows.length) return `: ${order.line_count} lines noted, ${rows.length} there`
  const due = amount - order.promotion_off - order.discount + (order.tax_included === 1 ? 0 : tax)
  const sumsDiffer =
    order.amount !== amount || order.total !== total || order.tax !== tax || order.promotion_off !== off
  if (sumsDiffer || total !== due) {
    const kept = [order.amount, order.promotion_off, order.discount, order.total, order.tax].map(formatFen)
    const found = [amount, off, total, tax].map(formatFen)
    return `: amount ${kept[0]} − ${kept[1]} − ${kept[2]} = ${kept[3]}, tax ${kept[4]}; lines ${found[0]} − ${found[1]}, ${found[2]}, tax ${found[3]}`
  }
  const again = orderTotals(rows.map(toPriced), order.discount, {
    taxIncluded: order.tax_included === 1,
    promotionOff: rows.map((row) => row[11]),
    shares: rows.map((row) => row[12]),
  })
  for (const [i, row] of rows.entries()) {
    const line = again.lines[i]!
    const allowed = order.history === 1 ? Math.ceil(Math.abs(row[2]) / row[3] / 200) + 1 : 0
    const differs = (stored: number, found: number) => Math.abs(stored - found) > allowed
    if (differs(row[8], line.amount) || differs(row[9], line.net) || differs(row[10], line.tax)) {
      const texts = [row[8], row[9], row[10], line.amount, line.net, line.tax].map(formatFen)
      return ` #${row[1]}: kept ${texts.slice(0, 3).join(' / ')}, computed ${texts.slice(3).join(' / ')}`
    }
  }
  return null
}

function toPriced(row: LineRow): PricedLine {
  return { quantity: row[2], factor: row[3], price: row[4], discount: row[5], taxRate: row[6], gift: row[7] === 1 }
}

interface StateRow extends OrderDimensions {
  id: string
  number: string | null
  history: 0 | 1
  status: string
  total: number
  shipped_amount: number
  paid: number
  shipped: number
  unshipped: number
}

/** The word for each order, and outbound and payment from quantities and amounts. */
function checkStates(database: Database.Database): Findings {
  const rows = database
    .prepare<[], StateRow>(
      `select o.id, o.number, o.history, o.status, o.review, o.outbound, o.payment, o.closed, o.total, o.shipped_amount,
         o.paid, sum(l.shipped) as shipped, sum(l.shipped < l.quantity) as unshipped
       from sales_order o left join sales_order_line l on l.order_id = o.id group by o.id`,
    )
    .iterate()
  const faults: string[] = []
  let count = 0
  for (const row of rows) {
    count++
    if (faults.length >= MOST_FAULTS) break
    const name = row.number ?? row.id
    const status = statusOf(row)
    if (row.status !== status) faults.push(`${name}: status ${row.status}, derived ${status}`)
    if (row.history === 1) continue
    const outbound = row.shipped <= 0 ? 'none' : row.unshipped === 0 ? 'all' : 'part'
    if (row.outbound !== outbound) faults.push(`${name}: outbound ${row.outbound}, lines say ${outbound}`)
    const due = dueOf({ ...row, shippedAmount: row.shipped_amount })
    const payment = paymentOf(due, row.paid)
    // an order worth nothing is neither paid nor unpaid
    if (due !== 0 && row.payment !== payment) faults.push(`${name}: payment ${row.payment}, amounts say ${payment}`)
  }
  rows.return?.()
  return { count, faults: faults.slice(0, MOST_FAULTS) }
}
