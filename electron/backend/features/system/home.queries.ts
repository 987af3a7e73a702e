import { sql } from 'kysely'
import type { Outputs } from '../../../../shared/contract/index.ts'
import { addDays, type Day } from '../../../../shared/day.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { counts as lotCounts } from '../inventory/lots.queries.ts'
import { homeSales } from './home-sales.ts'

type Home = Outputs['system']['home']

/** Counts of a sales person's own orders stop here; a work list longer than this is not read anyway. */
const MOST_COUNTED = 1000
/** Debts due within so many days are to be thought of. */
const DUE_DAYS = 7

/**
 * Figures and work lists of the home page, from kept counts, rollups and indexes only: as fast with a million orders as
 * with a hundred. What the user may not see is zero.
 */
export async function home(ctx: QueryContext): Promise<Home> {
  const may = (right: string) => ctx.user.rights.includes(right)
  const orders = may('orders.view')
  return {
    pending: orders ? await countOf(ctx, 'pending') : 0,
    toShip: orders ? await countOf(ctx, 'to-ship') : 0,
    partShipped: orders ? await countOf(ctx, 'part-shipped') : 0,
    shortOrders: may('allocation.edit') ? await shortOrders(ctx) : 0,
    pendingReturns: may('returns.approve') ? await pendingReturns(ctx) : 0,
    lowStock: may('stock.view') ? await lowStock(ctx) : 0,
    ...(may('stock.view') ? await lotsAtRisk(ctx) : { nearExpiry: 0, frozenLots: 0 }),
    negativeStock: may('stock.view') ? await negativeStock(ctx) : 0,
    ...(may('settlement.view')
      ? { ...(await overdue(ctx)), ...(await dueSoon(ctx)) }
      : { overdueAmount: 0, overdueCustomers: 0, dueAmount: 0, dueCustomers: 0 }),
    sales: orders ? await homeSales(ctx) : null,
    drafts: may('orders.edit') ? await ownDrafts(ctx) : 0,
    ...(may('delivery.view') ? await deliveries(ctx) : { missingCopies: 0, tripsUnderway: 0 }),
  }
}

async function countOf(ctx: QueryContext, status: 'pending' | 'to-ship' | 'part-shipped'): Promise<number> {
  if (ctx.user.scope === 'all') {
    const row = await ctx.db
      .selectFrom('order_status_count')
      .select('count')
      .where('status', '=', status)
      .executeTakeFirst()
    return row?.count ?? 0
  }
  const some = ctx.db
    .selectFrom('sales_order')
    .select('id')
    .where('status', '=', status)
    .where('sales_person_id', '=', ctx.user.id)
    .limit(MOST_COUNTED)
    .as('some')
  const row = await ctx.db
    .selectFrom(some)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

async function pendingReturns(ctx: QueryContext): Promise<number> {
  const waiting = ctx.db.selectFrom('sales_return').select('id').where('status', '=', 'pending').limit(MOST_COUNTED)
  const row = await ctx.db
    .selectFrom(waiting.as('some'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** Waiting orders that do not have reserved all they still want. */
async function shortOrders(ctx: QueryContext): Promise<number> {
  let waiting = ctx.db
    .selectFrom('sales_order as o')
    .select('o.id')
    .where('o.status', 'in', ['to-ship', 'part-shipped'])
    .where(
      sql<boolean>`exists (
        select 1 from sales_order_line l join warehouse w on w.id = l.warehouse_id
        where l.order_id = o.id and l.quantity - l.shipped > l.reserved and w.allow_negative = 0)`,
    )
    .limit(MOST_COUNTED)
  if (ctx.user.scope === 'own') waiting = waiting.where('o.sales_person_id', '=', ctx.user.id)
  const row = await ctx.db
    .selectFrom(waiting.as('waiting'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

async function ownDrafts(ctx: QueryContext): Promise<number> {
  const row = await ctx.db
    .selectFrom('sales_order')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('status', '=', 'draft')
    .where('created_by', '=', ctx.user.id)
    .executeTakeFirstOrThrow()
  return row.count
}

/** Active products of which less is free than their safety stock. */
async function lowStock(ctx: QueryContext): Promise<number> {
  const row = await ctx.db
    .selectFrom('product as p')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('p.safety_stock', '>', 0)
    .where('p.status', '=', 'active')
    .where(
      sql<boolean>`coalesce((select sum(on_hand - reserved - frozen) from stock_balance where product_id = p.id), 0) < p.safety_stock`,
    )
    .executeTakeFirstOrThrow()
  return row.count
}

/** Products of which some warehouse has less than nothing. */
async function negativeStock(ctx: QueryContext): Promise<number> {
  const row = await ctx.db
    .selectFrom('stock_balance')
    .select((eb) => eb.fn.count<number>('product_id').distinct().as('count'))
    .where('on_hand', '<', 0)
    .executeTakeFirstOrThrow()
  return row.count
}

/** Lots in stock that are near their end, and those that may not be sold. */
async function lotsAtRisk(ctx: QueryContext): Promise<Pick<Home, 'nearExpiry' | 'frozenLots'>> {
  const { bands, frozen } = await lotCounts(ctx, { filter: { empty: false } })
  return { nearExpiry: bands.near, frozenLots: frozen }
}

const overdue = async (ctx: QueryContext): Promise<Pick<Home, 'overdueAmount' | 'overdueCustomers'>> => {
  const { amount, customers } = await openDebts(ctx, { before: ctx.today })
  return { overdueAmount: amount, overdueCustomers: customers }
}

/** What falls due from today on within a week. */
const dueSoon = async (ctx: QueryContext): Promise<Pick<Home, 'dueAmount' | 'dueCustomers'>> => {
  const { amount, customers } = await openDebts(ctx, { from: ctx.today, before: addDays(ctx.today, DUE_DAYS) })
  return { dueAmount: amount, dueCustomers: customers }
}

async function openDebts(
  ctx: QueryContext,
  { from, before }: { from?: Day; before: Day },
): Promise<{ amount: number; customers: number }> {
  let query = ctx.db
    .selectFrom('receivable_open as o')
    .select((eb) => [
      eb.fn.sum<number | null>('o.open').as('amount'),
      eb.fn.count<number>('o.customer_id').distinct().as('customers'),
    ])
    .where('o.due_day', '<', before)
    .where('o.open', '>', 0)
  if (from) query = query.where('o.due_day', '>=', from)
  if (ctx.user.scope === 'own') {
    query = query.innerJoin('customer as c', 'c.id', 'o.customer_id').where('c.sales_person_id', '=', ctx.user.id)
  }
  const row = await query.executeTakeFirstOrThrow()
  return { amount: row.amount ?? 0, customers: row.customers }
}

/** Signed copies that should be back by now, and trips nobody has handed in. */
async function deliveries(ctx: QueryContext): Promise<Pick<Home, 'missingCopies' | 'tripsUnderway'>> {
  const late = ctx.db
    .selectFrom('shipment')
    .select('id')
    .where('copy', '=', sql.lit('due'))
    .where('day', '<', addDays(ctx.today, -3))
    .limit(MOST_COUNTED)
    .as('late')
  const copies = await ctx.db
    .selectFrom(late)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const trips = await ctx.db
    .selectFrom('trip')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('status', '=', 'underway')
    .executeTakeFirstOrThrow()
  return { missingCopies: copies.count, tripsUnderway: trips.count }
}
