import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import { AppError, type ErrorData } from '../../../../shared/errors.ts'
import { prepared } from '../../db/prepared.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { inJsonIds } from '../search/find.ts'
import { releaseLots, reserveLots, trackedAmong } from './order-lots.ts'

/** A wanted quantity of a product in a warehouse, thousandths of the base unit. */
export interface Demand {
  productId: string
  warehouseId: string
  quantity: number
  lotId?: string | null
}

/** What an order line wants kept for it. */
export interface LineDemand extends Demand {
  orderId: string
  lineNo: number
}

/** Who gets the goods and when: decides which lots are young enough. */
export interface Receiver {
  customerId: string
  deliveryDay: Day | null
}

/**
 * Reserves what is there, line by line in order, and says how much each line got: for orders approved although stock is
 * short; the rest waits. Goods with lots are kept lot by lot, first expired first, as the customer accepts them.
 * Same order of the result as of the demands.
 */
export async function reserveAvailable(
  ctx: CommandContext,
  demands: readonly LineDemand[],
  receiver: Receiver,
): Promise<number[]> {
  const tracked = await trackedAmong(ctx, demands)
  const got: number[] = []
  for (const demand of demands) {
    if (demand.quantity <= 0) got.push(0)
    else if (tracked.has(demand.productId)) got.push(await reserveLots(ctx, demand, receiver))
    else if (await reserveOne(ctx, demand)) got.push(demand.quantity)
    else if (await reserveBeyond(ctx, demand)) got.push(demand.quantity)
    else {
      const part = Math.min(demand.quantity, await available(ctx, demand.productId, demand.warehouseId))
      got.push(part > 0 && (await reserveOne(ctx, { ...demand, quantity: part })) ? part : 0)
    }
  }
  return got
}

/** Gives reserved quantities of order lines back. */
export async function release(ctx: CommandContext, demands: readonly LineDemand[]): Promise<void> {
  const giving = demands.filter((d) => d.quantity > 0)
  const tracked = await trackedAmong(ctx, giving)
  for (const demand of giving.filter((d) => tracked.has(d.productId))) await releaseLots(ctx, demand)
  for (const { productId, warehouseId, quantity } of sumByPlace(giving.filter((d) => !tracked.has(d.productId)))) {
    if ((await giveBack.run(ctx.db, { productId, warehouseId, quantity, frozen: 0 })) !== 1)
      throw new Error(`released more than reserved: ${productId} @ ${warehouseId}`)
  }
}

/** The demands that stock cannot cover now, summed per product and warehouse, with what is available. Changes nothing. */
export async function shortagesOf(
  ctx: Pick<CommandContext, 'db'>,
  demands: readonly Demand[],
): Promise<(Demand & { available: number })[]> {
  const sums = sumByPlace(demands.map((d) => ({ ...d, lotId: null })))
  if (sums.length === 0) return []
  const rows = await balancesOf.all(ctx.db, { ids: JSON.stringify([...new Set(sums.map((s) => s.productId))]) })
  const free = new Map(rows.map((r) => [`${r.product_id} ${r.warehouse_id}`, r]))
  const never = sums.filter((s) => !free.has(`${s.productId} ${s.warehouseId}`))
  const beyond = await mayBegin(ctx, never)
  return sums.flatMap((s) => {
    if (beyond.has(s)) return []
    const row = free.get(`${s.productId} ${s.warehouseId}`)
    const availableHere = row ? row.on_hand - row.reserved - row.frozen : 0
    return row?.may_lack === 1 || s.quantity <= availableHere ? [] : [{ ...s, available: availableHere }]
  })
}

/** Those of goods that never were in their warehouse which may begin there below zero. */
async function mayBegin(ctx: Pick<CommandContext, 'db'>, demands: readonly Demand[]): Promise<Set<Demand>> {
  if (demands.length === 0) return new Set()
  const rows = await lackingOf.all(ctx.db, { ids: JSON.stringify([...new Set(demands.map((d) => d.warehouseId))]) })
  if (rows.length === 0) return new Set()
  const warehouses = new Set(rows.map((row) => row.id))
  const tracked = await trackedAmong(ctx, demands)
  return new Set(demands.filter((d) => warehouses.has(d.warehouseId) && !tracked.has(d.productId)))
}
const lackingOf = prepared<{ ids: string }, { id: string }>((db, value) =>
  db
    .selectFrom('warehouse')
    .select('id')
    .where(inJsonIds('id', value('ids')))
    .where('allow_negative', '=', 1),
)

interface BalanceRow {
  product_id: string
  warehouse_id: string
  on_hand: number
  reserved: number
  frozen: number
  may_lack: number
}
const balancesOf = prepared<{ ids: string }, BalanceRow>((db, value) =>
  db
    .selectFrom('stock_balance')
    .select(['product_id', 'warehouse_id', 'on_hand', 'reserved', 'frozen', 'may_lack'])
    .where(inJsonIds('product_id', value('ids'))),
)

type Quantities = { productId: string; warehouseId: string; quantity: number }

const reserveIfFree = prepared<Quantities>((db, value) =>
  db
    .updateTable('stock_balance')
    .set((eb) => ({ reserved: eb('reserved', '+', value('quantity')) }))
    .where('product_id', '=', value('productId'))
    .where('warehouse_id', '=', value('warehouseId'))
    .where(sql<boolean>`(may_lack = 1 or on_hand - reserved - frozen >= ${value('quantity')})`),
)

/** `frozen`: what lies in frozen lots becomes frozen again instead of available. */
const giveBack = prepared<Quantities & { frozen: number }>((db, value) =>
  db
    .updateTable('stock_balance')
    .set((eb) => ({
      reserved: eb('reserved', '-', value('quantity')),
      frozen: eb('frozen', '+', value('frozen')),
    }))
    .where('product_id', '=', value('productId'))
    .where('warehouse_id', '=', value('warehouseId'))
    .where('reserved', '>=', value('quantity')),
)

/** One conditional update: what two want at once, one gets. */
export async function reserveOne(ctx: CommandContext, demand: Demand): Promise<boolean> {
  const { productId, warehouseId, quantity } = demand
  return (await reserveIfFree.run(ctx.db, { productId, warehouseId, quantity })) === 1
}

/** Gives back what one lot of a product had reserved. */
export async function releaseOne(ctx: CommandContext, demand: Demand, frozen: boolean): Promise<void> {
  const { productId, warehouseId, quantity } = demand
  const values = { productId, warehouseId, quantity, frozen: frozen ? quantity : 0 }
  if ((await giveBack.run(ctx.db, values)) !== 1)
    throw new Error(`released more than reserved: ${productId} @ ${warehouseId}`)
}

/** In a warehouse that allows negative stock the first order may come before the first goods. */
async function reserveBeyond(ctx: CommandContext, demand: Demand): Promise<boolean> {
  const { productId, warehouseId } = demand
  const warehouse = await ctx.db
    .selectFrom('warehouse')
    .select('allow_negative')
    .where('id', '=', warehouseId)
    .executeTakeFirst()
  if (warehouse?.allow_negative !== 1) return false
  await ctx.db
    .insertInto('stock_balance')
    .values({ product_id: productId, warehouse_id: warehouseId, may_lack: 1 })
    .onConflict((oc) => oc.doNothing())
    .execute()
  return reserveOne(ctx, demand)
}

async function available(ctx: CommandContext, productId: string, warehouseId: string): Promise<number> {
  const row = await ctx.db
    .selectFrom('stock_balance')
    .select(['on_hand', 'reserved', 'frozen'])
    .where('product_id', '=', productId)
    .where('warehouse_id', '=', warehouseId)
    .executeTakeFirst()
  return row ? row.on_hand - row.reserved - row.frozen : 0
}

/** The named error: every short product and warehouse with what is there. */
export async function shortage(ctx: CommandContext, short: readonly Demand[]): Promise<AppError<'SHORTAGE'>> {
  const items: ErrorData['SHORTAGE']['items'] = []
  for (const demand of short) {
    const product = await ctx.db
      .selectFrom('product')
      .select(['code', 'name'])
      .where('id', '=', demand.productId)
      .executeTakeFirstOrThrow()
    const { productId, warehouseId, lotId } = demand
    items.push({
      productId,
      warehouseId,
      ...product,
      needed: demand.quantity,
      available: lotId ? await freeOfLot(ctx, warehouseId, lotId) : await available(ctx, productId, warehouseId),
    })
  }
  return new AppError('SHORTAGE', { items })
}

async function freeOfLot(ctx: CommandContext, warehouseId: string, lotId: string): Promise<number> {
  const row = await ctx.db
    .selectFrom('stock_lot_balance')
    .select(['on_hand', 'reserved'])
    .where('lot_id', '=', lotId)
    .where('warehouse_id', '=', warehouseId)
    .executeTakeFirst()
  return row ? row.on_hand - row.reserved : 0
}

/** One demand per product, warehouse and lot, in order of first appearance. */
export function sumByPlace(demands: readonly Demand[]): Demand[] {
  const sums = new Map<string, Demand>()
  for (const { productId, warehouseId, quantity, lotId = null } of demands) {
    const key = `${productId} ${warehouseId} ${lotId ?? ''}`
    const sum = sums.get(key)
    if (sum) sum.quantity += quantity
    else sums.set(key, { productId, warehouseId, quantity, lotId })
  }
  return [...sums.values()]
}
