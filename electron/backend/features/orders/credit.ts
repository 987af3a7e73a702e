import { sql } from 'kysely'
import { daysBetween, type Day } from '../../../../shared/day.ts'
import { paysAhead, type OrderPayment } from '../../../../shared/domain/order/payment.ts'
import { prepared } from '../../db/prepared.ts'
import type { QueryContext } from '../../rpc/context.ts'

const balanceOf = prepared<{ customerId: string }, { balance: number }>((db, value) =>
  db.selectFrom('receivable_balance').select('balance').where('customer_id', '=', value('customerId')),
)

const overdueOf = prepared<{ customerId: string; today: Day }, { amount: number | null; since: Day | null }>(
  (db, value) =>
    db
      .selectFrom('receivable_open')
      .select((eb) => [eb.fn.sum<number | null>('open').as('amount'), eb.fn.min<Day | null>('due_day').as('since')])
      .where('customer_id', '=', value('customerId'))
      .where('due_day', '<', value('today'))
      .where('open', '>', 0),
)

/** Literal states, so that SQLite can use the small partial index of open orders. */
const openOrdersOf = prepared<{ customerId: string; exceptOrderId: string }, { amount: number | null }>((db, value) =>
  db
    .selectFrom('sales_order')
    .select(sql<number | null>`sum(total - shipped_amount)`.as('amount'))
    .where('customer_id', '=', value('customerId'))
    .where(sql<boolean>`status in ('to-ship', 'part-shipped')`)
    .where('id', '<>', value('exceptOrderId')),
)

/** A customer's money: balance, what is overdue and since how many days, approved orders not shipped yet (分). */
export async function creditOf(ctx: QueryContext, customerId: string, exceptOrderId = '') {
  const balance = await balanceOf.first(ctx.db, { customerId })
  const overdue = await overdueOf.first(ctx.db, { customerId, today: ctx.today })
  const open = await openOrdersOf.first(ctx.db, { customerId, exceptOrderId })
  return {
    balance: balance?.balance ?? 0,
    overdueAmount: overdue?.amount ?? 0,
    overdueDays: overdue?.since ? daysBetween(overdue.since, ctx.today) : 0,
    openOrders: open?.amount ?? 0,
  }
}

/** Money that came for an order and is not used for anything else, 分. */
const keptFor = prepared<{ orderId: string }, { amount: number | null }>((db, value) =>
  db
    .selectFrom('receivable_entry as e')
    .innerJoin('receivable_open as o', 'o.entry_id', 'e.id')
    .select(sql<number | null>`-sum(o.open)`.as('amount'))
    .where('e.order_id', '=', value('orderId'))
    .where('o.open', '<', 0),
)

/**
 * Whether an order that is paid at once or from a deposit has its money: what the customer has paid ahead covers it and
 * the other waiting orders, or what came for this very order does (分).
 */
export async function isPrepaid(
  ctx: QueryContext,
  order: { id: string; pay_by: OrderPayment },
  amount: number,
  { balance, openOrders }: { balance: number; openOrders: number },
): Promise<boolean> {
  if (!paysAhead(order.pay_by)) return false
  if (-balance >= amount + openOrders) return true
  return ((await keptFor.first(ctx.db, { orderId: order.id }))?.amount ?? 0) >= amount
}

/** What a customer may owe one site that works on its own, and what they owe it. 分. */
export interface SiteRoom {
  siteId: string
  site: string
  /** Set for this customer, or the site's share of the limit. */
  amount: number
  isOwn: boolean
  balance: number
  /** Approved and not shipped, other orders. */
  openOrders: number
}

const branches = prepared<object, { id: string; name: string; share: number }>((db) =>
  db
    .selectFrom('site')
    .select(['id', 'name', 'credit_share as share'])
    .where('credit_share', 'is not', null)
    .where('archived', '=', 0)
    .orderBy('code')
    .$castTo<{ id: string; name: string; share: number }>(),
)

/**
 * The rooms of a customer at sites that work on their own; empty when the company has none. Only what such a site booked
 * itself counts there, so that its room holds while it cannot ask (sync.md 2.5): all rooms and what is left of the limit
 * for the other sites never add up to more than the limit.
 */
export async function siteRooms(
  ctx: Pick<QueryContext, 'db'>,
  customerId: string,
  creditLimit: number,
  exceptOrderId = '',
): Promise<SiteRoom[]> {
  const sites = await branches.all(ctx.db, {})
  if (sites.length === 0) return []
  const own = await ctx.db.selectFrom('credit_room').selectAll().where('customer_id', '=', customerId).execute()
  const balances = await ctx.db
    .selectFrom('receivable_entry')
    .select(['site_id', (eb) => eb.fn.sum<number>('amount').as('balance')])
    .where('customer_id', '=', customerId)
    .groupBy('site_id')
    .execute()
  const open = await ctx.db
    .selectFrom('sales_order')
    .select(['site_id', sql<number>`sum(total - shipped_amount)`.as('amount')])
    .where('customer_id', '=', customerId)
    .where(sql<boolean>`status in ('to-ship', 'part-shipped')`)
    .where('id', '<>', exceptOrderId)
    .groupBy('site_id')
    .execute()
  return sites.map(({ id, name, share }) => {
    const room = own.find((one) => one.site_id === id)
    return {
      siteId: id,
      site: name,
      amount: room?.amount ?? Math.floor((creditLimit * share) / 10_000),
      isOwn: room !== undefined,
      balance: balances.find((one) => one.site_id === id)?.balance ?? 0,
      openOrders: open.find((one) => one.site_id === id)?.amount ?? 0,
    }
  })
}

/** Limit and exposure an order of a site is judged by: the site's own room, or what the rooms leave of the common limit. */
export function roomFor(
  rooms: readonly SiteRoom[],
  siteId: string,
  common: { creditLimit: number; balance: number; openOrders: number },
): { site: string; creditLimit: number; balance: number; openOrders: number } {
  const own = rooms.find((room) => room.siteId === siteId)
  if (own) return { site: own.site, creditLimit: own.amount, balance: own.balance, openOrders: own.openOrders }
  return rooms.reduce(
    (left, room) => ({
      ...left,
      creditLimit: left.creditLimit - room.amount,
      balance: left.balance - room.balance,
      openOrders: left.openOrders - room.openOrders,
    }),
    { site: '', ...common },
  )
}
