import { sql } from 'kysely'
import type { CustomerPanel } from '../../../../shared/contract/customers.ts'
import { dayNumber } from '../../../../shared/day.ts'
import { habitWeight } from '../../../../shared/domain/analytics/habits.ts'
import { rhythmOf, RHYTHM_ORDERS } from '../../../../shared/domain/analytics/rhythm.ts'
import { usualPayment } from '../../../../shared/domain/order/payment.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { creditOf, siteRooms } from '../orders/credit.ts'
import { addressesOf, contactsOf, get } from './customers.queries.ts'

/** Goods shown as usual, the likeliest first. */
const MOST_USUAL = 30
const LAST_ORDERS = 5

/**
 * What the order desk shows beside the grid: money, habits, usual goods with last quantity, price and what is there.
 * @throws NOT_FOUND also when the customer is not this user's
 */
export async function panel(ctx: QueryContext, input: { id: string }): Promise<CustomerPanel> {
  const customer = await get(ctx, input)
  const credit = await creditOf(ctx, input.id)
  const recent = await recentOrders(ctx, input.id)
  const hidden = ctx.user.mask.includes('sale')
  return {
    id: customer.id,
    code: customer.code,
    name: customer.name,
    grade: customer.grade,
    status: customer.status,
    settlement: customer.settlement,
    payBy: usualPayment(customer),
    creditDays: customer.creditDays,
    salesPerson: customer.salesPersonId ? { id: customer.salesPersonId, name: customer.salesPerson } : null,
    contacts: await contactsOf(ctx, input.id),
    addresses: await addressesOf(ctx, input.id),
    notes: customer.notes,
    balance: credit.balance,
    overdue: credit.overdueAmount,
    overdueDays: credit.overdueDays,
    creditLimit: customer.creditLimit,
    openOrders: credit.openOrders,
    room: customer.creditLimit === null ? null : customer.creditLimit - credit.balance - credit.openOrders,
    rooms: customer.creditLimit === null ? [] : await siteRooms(ctx, input.id, customer.creditLimit),
    lastOrderDay: recent[0]?.day ?? null,
    rhythmDays: rhythmOf(recent.map((o) => o.day)),
    lastOrders: recent.slice(0, LAST_ORDERS).map(({ id, number, day, total, status }) => ({
      id,
      number: number ?? '',
      day,
      total: hidden ? 0 : total,
      status,
    })),
    usual: (await usualGoods(ctx, input.id)).map((g) => (hidden ? { ...g, lastPrice: 0 } : g)),
  }
}

function recentOrders(ctx: QueryContext, customerId: string) {
  return ctx.db
    .selectFrom('sales_order')
    .select(['id', 'number', 'day', 'total', 'status'])
    .where('customer_id', '=', customerId)
    .where('review', 'in', ['pending', 'auto', 'approved'])
    .where('closed', '<>', 'void')
    .orderBy('day', 'desc')
    .orderBy('id', 'desc')
    .limit(RHYTHM_ORDERS)
    .execute()
}

/** Active goods by how often and how lately they were taken: times × e^(−days since / 30). */
async function usualGoods(ctx: QueryContext, customerId: string): Promise<CustomerPanel['usual']> {
  const habits = await ctx.db
    .selectFrom('customer_product as h')
    .innerJoin('product as p', 'p.id', 'h.product_id')
    .select([
      'h.product_id as productId',
      'p.code',
      'p.name',
      'p.spec',
      'h.last_unit as unit',
      'h.last_factor as factor',
    ])
    .select(['h.last_quantity as lastQuantity', 'h.last_price as lastPrice', 'h.last_day as lastDay', 'h.times'])
    .where('h.customer_id', '=', customerId)
    .where('p.status', '=', 'active')
    .execute()
  const today = dayNumber(ctx.today)
  const score = (h: (typeof habits)[number]) => habitWeight(h.times, today - dayNumber(h.lastDay))
  const usual = habits
    .map((habit) => ({ habit, score: score(habit) }))
    .sort((a, b) => b.score - a.score || a.habit.code.localeCompare(b.habit.code))
    .slice(0, MOST_USUAL)
    .map(({ habit }) => habit)
  if (usual.length === 0) return []
  const balances = await ctx.db
    .selectFrom('stock_balance')
    .select(['product_id', sql<number>`sum(on_hand - reserved - frozen)`.as('available')])
    .where(
      'product_id',
      'in',
      usual.map((h) => h.productId),
    )
    .groupBy('product_id')
    .execute()
  const available = new Map(balances.map((b) => [b.product_id, b.available]))
  return usual.map((h) => ({ ...h, available: available.get(h.productId) ?? 0 }))
}
