import { sql } from 'kysely'
import { addDays, type Day } from '../../../../shared/day.ts'
import {
  DUE_LEAD_DAYS,
  isLate,
  lateFrom,
  MOST_BUYERS,
  overdueEpisode,
  PRICE_LEAD_DAYS,
  USUAL_DAYS,
  USUAL_TIMES,
  type FoundKind,
} from '../../../../shared/domain/crm/findings.ts'
import { rhythmOf, RHYTHM_ORDERS } from '../../../../shared/domain/analytics/rhythm.ts'
import { expiryBand } from '../../../../shared/domain/inventory/fefo.ts'
import type { Db } from '../../db/dialect.ts'
import { inIds } from '../search/find.ts'

/** Something the program found worth a reminder. */
export interface Finding {
  kind: FoundKind
  customerId: string
  /** Only of goods near their end. */
  productId: string | null
  /** What it is about this time. */
  episode: string
  /** The day it stands under: when money is due, prices end, goods expire, an order was to be expected. */
  day: Day
  facts: { amount: number; count: number; day: Day; rhythm: number; quantity: number }
}

/** Days of orders that the rhythm is looked for in. */
const RHYTHM_DAYS = 365
const NO_FACTS = { amount: 0, count: 0, rhythm: 0, quantity: 0 }

/** Everything there is to remind of on a day, of all customers. Reads rollups and indexes from end to end: for a worker. */
export async function findAll(db: Db, today: Day): Promise<Finding[]> {
  return [
    ...(await openMoney(db, today, null)),
    ...(await endingPrices(db, today, null)),
    ...(await lateCustomers(db, today, await probablyLate(db, today))),
    ...(await goodsNearExpiry(db, today)),
  ]
}

/** What is left of some findings by now, with the figures of now. Costs by the number of customers in them. */
export async function lookAgain(db: Db, today: Day, findings: readonly Finding[]): Promise<Finding[]> {
  const customers = (kinds: readonly FoundKind[]) => [
    ...new Set(findings.filter((f) => kinds.includes(f.kind)).map((f) => f.customerId)),
  ]
  const goods = findings.filter((f) => f.kind === 'near-expiry')
  const lots = goods.length === 0 ? new Map<string, NearLots>() : await nearLots(db, today, goods)
  return [
    ...(await openMoney(db, today, customers(['due', 'overdue']))),
    ...(await endingPrices(db, today, customers(['contract-price']))),
    ...(await lateCustomers(db, today, customers(['rhythm']))),
    ...goods.flatMap((f) => {
      const near = lots.get(f.productId!)
      return near ? [ofGoods(f.customerId, f.productId!, near)] : []
    }),
  ]
}

/** Bills that fall due within days or are overdue, by customer. @param ids only of these; null: of all */
async function openMoney(db: Db, today: Day, ids: readonly string[] | null): Promise<Finding[]> {
  if (ids?.length === 0) return []
  let query = db
    .selectFrom('receivable_open')
    .select((eb) => [
      'customer_id as customerId',
      sql<number>`due_day < ${today}`.as('late'),
      eb.fn.sum<number>('open').as('amount'),
      eb.fn.countAll<number>().as('count'),
      eb.fn.min('due_day').as('oldest'),
      eb.fn.max('due_day').as('newest'),
    ])
    .where('open', '>', 0)
    .where('due_day', '<=', addDays(today, DUE_LEAD_DAYS))
    .groupBy(['customer_id', 'late'])
  if (ids) query = query.where(inIds('customer_id', ids))
  return (await query.execute()).map(({ customerId, late, amount, count, oldest, newest }) => ({
    kind: late === 1 ? 'overdue' : 'due',
    customerId,
    productId: null,
    episode: late === 1 ? overdueEpisode(newest, today) : newest,
    day: oldest,
    facts: { ...NO_FACTS, amount, count, day: oldest },
  }))
}

/** Contract prices that end within days and are not followed by another, by customer. */
async function endingPrices(db: Db, today: Day, ids: readonly string[] | null): Promise<Finding[]> {
  if (ids?.length === 0) return []
  let query = db
    .selectFrom('contract_price as k')
    .innerJoin('customer as c', 'c.id', 'k.customer_id')
    .select((eb) => [
      'k.customer_id as customerId',
      eb.fn.countAll<number>().as('count'),
      eb.fn.min<string>('k.to_day').as('first'),
      eb.fn.max<string>('k.to_day').as('last'),
    ])
    .where('k.to_day', '>=', today)
    .where('k.to_day', '<=', addDays(today, PRICE_LEAD_DAYS))
    .where('c.status', '=', 'active')
    .where(
      sql<boolean>`not exists (select 1 from contract_price n where n.customer_id = k.customer_id
        and n.product_id = k.product_id and n.unit = k.unit and n.min_quantity <= k.min_quantity
        and n.from_day <= date(k.to_day, '+1 day') and (n.to_day is null or n.to_day > k.to_day))`,
    )
    .groupBy('k.customer_id')
  if (ids) query = query.where(inIds('k.customer_id', ids))
  return (await query.execute()).map(({ customerId, count, first, last }) => ({
    kind: 'contract-price',
    customerId,
    productId: null,
    episode: last,
    day: first,
    facts: { ...NO_FACTS, count, day: first },
  }))
}

/** Customers who look late by the orders of the last year that count in the rollup. */
async function probablyLate(db: Db, today: Day): Promise<string[]> {
  const rows = await db
    .selectFrom('sales_customer_day')
    .select(['day', 'customer_id as customerId'])
    .where('day', '>=', addDays(today, -RHYTHM_DAYS))
    .where('day', '<=', today)
    .where('orders', '>', 0)
    .orderBy('day', 'desc')
    .execute()
  const days = new Map<string, Day[]>()
  for (const { customerId, day } of rows) {
    const own = days.get(customerId)
    if (!own) days.set(customerId, [day])
    else if (own.length < RHYTHM_ORDERS) own.push(day)
  }
  return [...days].filter(([, own]) => lateness(own, today) !== null).map(([customerId]) => customerId)
}

/** Those of some customers who are late by their own rhythm. The plus keeps SQLite from reading all active customers. */
async function lateCustomers(db: Db, today: Day, ids: readonly string[]): Promise<Finding[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ customerId: string; days: string }>`
    select c.id as "customerId", (
      select json_group_array(o.day) from (
        select day from sales_order where customer_id = c.id and review in ('pending', 'auto', 'approved')
        and closed <> 'void' and total >= 0 order by day desc, id desc limit ${RHYTHM_ORDERS}) o) as days
    from customer c where ${inIds('c.id', ids)} and +c.status = 'active' and c.walk_in = 0`.execute(db)
  return rows.flatMap(({ customerId, days }): Finding[] => {
    const own = JSON.parse(days) as Day[]
    const rhythm = lateness(own, today)
    if (rhythm === null) return []
    const last = own[0]!
    const facts = { ...NO_FACTS, rhythm, day: last }
    return [{ kind: 'rhythm', customerId, productId: null, episode: last, day: lateFrom(last, rhythm), facts }]
  })
}

/** The rhythm of a customer who is late by it, else null. @param days of orders, newest first */
function lateness(days: readonly Day[], today: Day): number | null {
  const rhythm = rhythmOf(days)
  return rhythm !== null && isLate(days[0]!, rhythm, today) ? rhythm : null
}

interface NearLots {
  lotId: string
  expiryDay: Day
  quantity: number
}

/** For every product near its end the customers who take most of it. */
async function goodsNearExpiry(db: Db, today: Day): Promise<Finding[]> {
  const lots = await nearLots(db, today, null)
  if (lots.size === 0) return []
  const buyers = await db
    .selectFrom('customer_product as h')
    .innerJoin('customer as c', 'c.id', 'h.customer_id')
    .select(['h.customer_id as customerId', 'h.product_id as productId'])
    .where(inIds('h.product_id', [...lots.keys()]))
    .where('h.times', '>=', USUAL_TIMES)
    .where('h.last_day', '>=', addDays(today, -USUAL_DAYS))
    .where('c.status', '=', 'active')
    .where('c.walk_in', '=', 0)
    .orderBy('h.product_id')
    .orderBy('h.quantity', 'desc')
    .execute()
  const named = new Map<string, number>()
  return buyers.flatMap(({ customerId, productId }) => {
    const before = named.get(productId) ?? 0
    named.set(productId, before + 1)
    return before < MOST_BUYERS ? [ofGoods(customerId, productId, lots.get(productId)!)] : []
  })
}

const ofGoods = (customerId: string, productId: string, near: NearLots): Finding => ({
  kind: 'near-expiry',
  customerId,
  productId,
  episode: near.lotId,
  day: near.expiryDay,
  facts: { ...NO_FACTS, quantity: near.quantity, day: near.expiryDay },
})

/** By product: the first lot to expire of those near their end that nobody has taken, and how much there is of all. */
async function nearLots(
  db: Db,
  today: Day,
  goods: readonly { productId: string | null }[] | null,
): Promise<Map<string, NearLots>> {
  let query = db
    .selectFrom('stock_lot as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .innerJoin('stock_lot_balance as b', 'b.lot_id', 'l.id')
    .select(['l.id', 'l.product_id as productId', 'l.production_day as productionDay', 'l.expiry_day as expiryDay'])
    .select(['p.shelf_life_days', sql<number>`sum(b.on_hand - b.reserved)`.as('free')])
    .where('l.expiry_day', '>', today)
    .where('l.frozen', '=', 0)
    .where('b.on_hand', '>', 0)
    .where('p.status', '=', 'active')
    .groupBy('l.id')
    .orderBy('l.expiry_day')
    .orderBy('l.id')
  if (goods) query = query.where(inIds('l.product_id', [...new Set(goods.map((g) => g.productId!))]))
  const lots = new Map<string, NearLots>()
  for (const lot of await query.execute()) {
    if (lot.free <= 0 || expiryBand(lot, today, lot.shelf_life_days) !== 'near') continue
    const first = lots.get(lot.productId)
    if (first) first.quantity += lot.free
    else lots.set(lot.productId, { lotId: lot.id, expiryDay: lot.expiryDay!, quantity: lot.free })
  }
  return lots
}
