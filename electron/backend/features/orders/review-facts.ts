import { sql } from 'kysely'
import { addDays, daysBetween, minuteAt, type Day } from '../../../../shared/day.ts'
import { isLaterThan, usualPayment } from '../../../../shared/domain/order/payment.ts'
import type { ReviewFacts } from '../../../../shared/domain/review/rules.ts'
import { prepared } from '../../db/prepared.ts'
import { cutOffFor, type RouteTimes } from '../../../../shared/domain/order-plan/delivery.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { acceptableStock, lotsIn, trackedAmong } from '../inventory/order-lots.ts'
import { shortagesOf } from '../inventory/reservations.ts'
import { inJsonIds } from '../search/find.ts'
import { creditOf, isPrepaid, roomFor, siteRooms } from './credit.ts'
import type { BuiltLine } from './order-lines.ts'
import type { LineRecord, OrderRecord } from './order-store.ts'

/** What of the customer a review needs. */
export interface ReviewedCustomer {
  status: 'active' | 'frozen' | 'archived'
  credit_limit: number | null
  settlement: string
  pay_method: string
  /** Basis points; null: the company's. */
  floor_margin: number | null
  grade: string
  route_id: string | null
}

export type ReviewedOrder = Pick<
  OrderRecord,
  | 'id'
  | 'site_id'
  | 'customer_id'
  | 'total'
  | 'line_count'
  | 'amount'
  | 'promotion_off'
  | 'discount'
  | 'tax_included'
  | 'override_reason'
  | 'delivery_day'
  | 'address'
  | 'pay_by'
  | 'shipped_amount'
>

interface Former {
  orders: number
  there: number
}
/**
 * The customer's approved orders: whether there are any, and any that went to an address. Only the latest are looked
 * through, so that a customer of many years costs no more than one of last month.
 */
const formerOrders = prepared<{ customerId: string; exceptOrderId: string; address: string }, Former>((db, value) =>
  db
    .selectFrom(
      db
        .selectFrom('sales_order')
        .select('address')
        .where('customer_id', '=', value('customerId'))
        .where('review', 'in', ['auto', 'approved'])
        .where('closed', '<>', 'void')
        .where('id', '<>', value('exceptOrderId'))
        .orderBy('day', 'desc')
        .orderBy('id', 'desc')
        .limit(200)
        .as('former'),
    )
    .select((eb) => [
      eb.fn.countAll<number>().as('orders'),
      eb.fn
        .coalesce(eb.fn.max(eb('address', '=', value('address'))), eb.lit(0))
        .$castTo<number>()
        .as('there'),
    ]),
)

interface Habit {
  product_id: string
  times: number
  quantity: number
}
const habitsOf = prepared<{ customerId: string; ids: string }, Habit>((db, value) =>
  db
    .selectFrom('customer_product')
    .select(['product_id', 'times', 'quantity'])
    .where('customer_id', '=', value('customerId'))
    .where(inJsonIds('product_id', value('ids'))),
)

interface SaleQuantity {
  id: string
  minimum: number | null
  multiple: number | null
}
const saleQuantitiesOf = prepared<{ ids: string }, SaleQuantity>((db, value) =>
  db
    .selectFrom('product')
    .select(['id', 'sale_minimum as minimum', 'sale_multiple as multiple'])
    .where(inJsonIds('id', value('ids')))
    .where((eb) => eb.or([eb('sale_minimum', 'is not', null), eb('sale_multiple', 'is not', null)])),
)

/** All the rules look at, as it is now. Writes nothing. */
export async function reviewFacts(
  ctx: CommandContext,
  order: ReviewedOrder,
  customer: ReviewedCustomer,
  built: readonly BuiltLine[],
): Promise<ReviewFacts> {
  const lines = built.map((b) => b.record)
  const credit = await creditOf(ctx, order.customer_id, order.id)
  const ids = JSON.stringify([...new Set(lines.map((l) => l.product_id))])
  const habits = await habitsOf.all(ctx.db, { customerId: order.customer_id, ids })
  const meanById = new Map(habits.map((h) => [h.product_id, h.quantity / h.times]))
  const demands = lines
    .map((l) => ({ productId: l.product_id, warehouseId: l.warehouse_id, quantity: stillWanted(l) }))
    .filter((demand) => demand.quantity > 0)
  // what was shipped of it is in the balance already
  const orderTotal = order.total - order.shipped_amount
  const shortages = (await shortagesOf(ctx, demands)).map((s) => ({
    lineNo: lines.find((l) => l.product_id === s.productId && l.warehouse_id === s.warehouseId)!.line_no,
    needed: s.quantity,
    available: s.available,
  }))
  const { address } = order
  const customerId = order.customer_id
  const sold = new Map((await saleQuantitiesOf.all(ctx.db, { ids })).map((row) => [row.id, row]))
  const rooms = customer.credit_limit === null ? [] : await siteRooms(ctx, customerId, customer.credit_limit, order.id)
  const room = roomFor(rooms, order.site_id, { ...credit, creditLimit: customer.credit_limit ?? 0 })
  const usual = usualPayment({ settlement: customer.settlement, payMethod: customer.pay_method })
  const former = await formerOrders.first(ctx.db, { customerId, exceptOrderId: order.id, address })
  return {
    customer: {
      status: customer.status,
      creditLimit: customer.credit_limit === null ? null : room.creditLimit,
      creditSite: room.site,
      prepaid: await isPrepaid(ctx, order, orderTotal, credit),
      floorMargin: customer.floor_margin,
    },
    balance: room.balance,
    openOrders: room.openOrders,
    orderTotal,
    overdueAmount: credit.overdueAmount,
    overdueDays: credit.overdueDays,
    laterPayment: isLaterThan(order.pay_by, usual) ? { payBy: order.pay_by, usual } : null,
    firstOrder: former?.orders === 0,
    newAddress: address !== '' && former?.there === 0 ? address : null,
    lines: built.map(({ record: l, floorPrice, contractPrice, rulePrice }) => ({
      lineNo: l.line_no,
      productId: l.product_id,
      quantity: l.quantity,
      factor: l.factor,
      price: l.price,
      discount: l.discount,
      gift: l.gift === 1,
      floorPrice,
      contractPrice,
      rulePrice,
      revenue: order.tax_included === 1 ? l.net : l.net - l.tax,
      cost: l.cost,
      meanQuantity: meanById.get(l.product_id) ?? null,
      saleMinimum: sold.get(l.product_id)?.minimum ?? null,
      saleMultiple: sold.get(l.product_id)?.multiple ?? null,
    })),
    shortages,
    tooOld: await tooOldFor(ctx, order, lines),
    duplicate: await duplicateOf(ctx, order, lines),
    cutOff: await cutOffOf(ctx, order.delivery_day, customer.route_id),
    orderDiscount: order.discount,
    discountedAmount: order.amount - order.promotion_off,
    giftBudgets: await giftBudgets(ctx, order.id, lines),
    overrideReason: order.override_reason,
  }
}

/**
 * The moment up to which orders for a day of delivery come in: that of the customer's route, else the company's time on the
 * day before.
 */
async function cutOffOf(
  ctx: CommandContext,
  deliveryDay: Day | null,
  routeId: string | null,
): Promise<ReviewFacts['cutOff']> {
  if (deliveryDay === null) return null
  const route = routeId === null ? undefined : await routeTimes.first(ctx.db, { routeId })
  const companyTime = ctx.info.settings.review.cutOffTime
  if (!route && companyTime === '') return null
  const until = route ? cutOffFor(route, deliveryDay) : { day: addDays(deliveryDay, -1), time: companyTime }
  const [hour = 0, minute = 0] = until.time.split(':').map(Number)
  const minutes = daysBetween(until.day, ctx.today) * 1440 + minuteAt(ctx.now, ctx.info.timeZone) - hour * 60 - minute
  return { until: `${until.day} ${until.time}`, minutes }
}
const routeTimes = prepared<{ routeId: string }, RouteTimes>((db, value) =>
  db
    .selectFrom('delivery_route')
    .select(['weekdays', 'cut_off_time as cutOffTime', 'cut_off_days as cutOffDays'])
    .where('id', '=', value('routeId'))
    .where('archived', '=', 0),
)

/** What a line of an order that is changed still wants of the stock: neither shipped nor kept for it (thousandths). */
const stillWanted = (line: LineRecord): number => Math.max(0, line.quantity - line.shipped - line.reserved)

/** Lines of goods with lots whose customer would refuse some of what there is; nothing is asked where no goods have lots. */
async function tooOldFor(
  ctx: CommandContext,
  order: ReviewedOrder,
  lines: readonly LineRecord[],
): Promise<ReviewFacts['tooOld']> {
  const tracked = await trackedAmong(
    ctx,
    lines.map((l) => ({ productId: l.product_id })),
  )
  const found: ReviewFacts['tooOld'] = []
  if (tracked.size === 0) return found
  const receiver = { customerId: order.customer_id, deliveryDay: order.delivery_day }
  const places = new Map<string, { line: LineRecord; wanted: number }>()
  for (const line of lines.filter((l) => tracked.has(l.product_id))) {
    const key = `${line.product_id} ${line.warehouse_id}`
    const place = places.get(key)
    if (place) place.wanted += stillWanted(line)
    else places.set(key, { line, wanted: stillWanted(line) })
  }
  for (const { line, wanted } of places.values()) {
    const place = { productId: line.product_id, warehouseId: line.warehouse_id }
    const stock = await lotsIn(ctx, place.productId, place.warehouseId)
    const free = stock.reduce((sum, lot) => (lot.frozen ? sum : sum + lot.free), 0)
    const needed = Math.min(wanted, free)
    const acceptable = await acceptableStock(ctx, place, receiver)
    if (acceptable < needed) found.push({ lineNo: line.line_no, needed, acceptable })
  }
  return found
}

/** What the gifts of each promotion with a budget cost together with this order's. */
async function giftBudgets(
  ctx: CommandContext,
  orderId: string,
  lines: readonly LineRecord[],
): Promise<ReviewFacts['giftBudgets']> {
  const own = new Map<string, number>()
  for (const line of lines)
    if (line.gift === 1 && line.promotion_id !== null)
      own.set(line.promotion_id, (own.get(line.promotion_id) ?? 0) + (line.cost ?? 0))
  if (own.size === 0) return []
  const { rows } = await sql<{ id: string; promotion: string; budget: number; spent: number }>`
    select p.id, p.name as promotion, p.budget, coalesce((
      select sum(l.cost) from sales_order_line l join sales_order o on o.id = l.order_id
      where l.promotion_id = p.id and l.gift = 1 and o.review in ('auto', 'approved') and o.closed <> 'void'
        and o.id <> ${orderId}), 0) as spent
    from promotion p
    where p.budget is not null and p.id in (select value from json_each(${JSON.stringify([...own.keys()])}))`.execute(
    ctx.db,
  )
  return rows.map(({ id, promotion, budget, spent }) => ({ promotion, budget, spent: spent + own.get(id)! }))
}

interface SameTotal {
  id: string
  number: string | null
  submitted_at: string | null
}
const sameTotals = prepared<
  { customerId: string; sinceDay: Day; since: string; id: string; total: number; lineCount: number },
  SameTotal
>((db, value) =>
  db
    .selectFrom('sales_order')
    .select(['id', 'number', 'submitted_at'])
    .where('customer_id', '=', value('customerId'))
    .where('day', '>=', value('sinceDay'))
    .where('submitted_at', '>=', value('since'))
    .where('id', '<>', value('id'))
    .where('total', '=', value('total'))
    .where('line_count', '=', value('lineCount'))
    .where('closed', '<>', 'void')
    .limit(5),
)

/** An order of the same customer with the same products and quantities, submitted shortly before. */
async function duplicateOf(
  ctx: CommandContext,
  order: Pick<OrderRecord, 'id' | 'customer_id' | 'total' | 'line_count'>,
  lines: readonly LineRecord[],
): Promise<ReviewFacts['duplicate']> {
  const { duplicate, duplicateMinutes } = ctx.info.settings.review
  if (duplicate === 'off') return null
  const since = new Date(ctx.now.getTime() - duplicateMinutes * 60_000).toISOString()
  const candidates = await sameTotals.all(ctx.db, {
    customerId: order.customer_id,
    sinceDay: since.slice(0, 10),
    since,
    id: order.id,
    total: order.total,
    lineCount: order.line_count,
  })
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
