import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import {
  inExpiryOrder,
  planLots,
  refusalOf,
  type LotPart,
  type LotStock,
  type LotWish,
} from '../../../../shared/domain/inventory/fefo.ts'
import { prepared } from '../../db/prepared.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { inJsonIds } from '../search/find.ts'
import { releaseOne, reserveOne, shortage, type LineDemand, type Receiver } from './reservations.ts'

/** Which lots are kept for which order line: written here, together with the reservations of the lots. */

/** Those of the products that keep lots. */
export async function trackedAmong(
  ctx: Pick<CommandContext, 'db'>,
  items: readonly { productId: string }[],
): Promise<Set<string>> {
  if (items.length === 0) return new Set()
  const ids = JSON.stringify([...new Set(items.map((i) => i.productId))])
  return new Set((await trackedOf.all(ctx.db, { ids })).map((row) => row.id))
}
const trackedOf = prepared<{ ids: string }, { id: string }>((db, value) =>
  db
    .selectFrom('product')
    .select('id')
    .where(inJsonIds('id', value('ids')))
    .where('lot_tracked', '=', 1),
)

/** The lots of a product in a warehouse that hold something, with what is free of each. */
export async function lotsIn(
  ctx: Pick<CommandContext, 'db'>,
  productId: string,
  warehouseId: string,
): Promise<(LotStock & { onHand: number; reserved: number })[]> {
  const rows = await ctx.db
    .selectFrom('stock_lot_balance as b')
    .innerJoin('stock_lot as l', 'l.id', 'b.lot_id')
    .select(['l.id', 'l.number', 'l.production_day', 'l.expiry_day', 'l.frozen', 'b.on_hand', 'b.reserved'])
    .where('b.product_id', '=', productId)
    .where('b.warehouse_id', '=', warehouseId)
    .where('b.on_hand', '>', 0)
    .execute()
  return inExpiryOrder(
    rows.map((row) => ({
      lotId: row.id,
      number: row.number,
      productionDay: row.production_day,
      expiryDay: row.expiry_day,
      frozen: row.frozen === 1,
      free: row.on_hand - row.reserved,
      onHand: row.on_hand,
      reserved: row.reserved,
    })),
  )
}

/** Keeps lots for an order line, first expired first, as the order's customer accepts them. @returns what it got */
export async function reserveLots(ctx: CommandContext, demand: LineDemand, receiver: Receiver): Promise<number> {
  const parts = planLots(await lotsIn(ctx, demand.productId, demand.warehouseId), {
    quantity: demand.quantity,
    ...(await acceptance(ctx, demand.productId, receiver)),
  })
  await keepLots(ctx, demand, parts)
  return parts.reduce((sum, part) => sum + part.quantity, 0)
}

/** What a receiver accepts of a product: the least remaining life on the day it arrives. Nobody in particular: any life. */
export async function acceptance(
  ctx: Pick<CommandContext, 'db' | 'today'>,
  productId: string,
  { customerId, deliveryDay }: { customerId: string | null; deliveryDay: Day | null },
): Promise<Acceptance> {
  const row = await ctx.db
    .selectFrom('product as p')
    .leftJoin('customer as c', (join) => join.on('c.id', '=', customerId ?? ''))
    .select(['c.min_life', 'p.shelf_life_days'])
    .where('p.id', '=', productId)
    .executeTakeFirst()
  const { min_life, shelf_life_days } = found(row, 'product', productId)
  const day = deliveryDay !== null && deliveryDay > ctx.today ? deliveryDay : ctx.today
  return { day, minLife: min_life ?? 0, shelfLifeDays: shelf_life_days }
}

export type Acceptance = Pick<LotWish, 'day' | 'minLife' | 'shelfLifeDays'>

/** How much of a product's free lots in a warehouse a customer would accept, thousandths. */
export async function acceptableStock(
  ctx: Pick<CommandContext, 'db' | 'today'>,
  place: { productId: string; warehouseId: string },
  receiver: { customerId: string | null; deliveryDay: Day | null },
): Promise<number> {
  const wish = await acceptance(ctx, place.productId, receiver)
  const lots = await lotsIn(ctx, place.productId, place.warehouseId)
  return lots.reduce((sum, lot) => (refusalOf(lot, wish) === null ? sum + lot.free : sum), 0)
}

/** Keeps just these lots for an order line. @throws SHORTAGE when one of them is not free any more, or frozen */
export async function keepLots(ctx: CommandContext, line: LineDemand, parts: readonly LotPart[]): Promise<void> {
  for (const { lotId, quantity } of parts) {
    if (quantity <= 0) continue
    const { productId, warehouseId } = line
    const taken = await takeLot.run(ctx.db, { productId, warehouseId, lotId, quantity })
    if (taken !== 1 || !(await reserveOne(ctx, { ...line, quantity })))
      throw await shortage(ctx, [{ productId, warehouseId, lotId, quantity }])
    await ctx.db
      .insertInto('order_lot')
      .values({ order_id: line.orderId, line_no: line.lineNo, lot_id: lotId, warehouse_id: warehouseId, quantity })
      .onConflict((oc) =>
        oc
          .columns(['order_id', 'line_no', 'lot_id'])
          .doUpdateSet({ quantity: sql`order_lot.quantity + excluded.quantity` }),
      )
      .execute()
  }
}

/** One conditional update: what two want of a lot at once, one gets. */
const takeLot = prepared<{ productId: string; warehouseId: string; lotId: string; quantity: number }>((db, value) =>
  db
    .updateTable('stock_lot_balance')
    .set((eb) => ({ reserved: eb('reserved', '+', value('quantity')) }))
    .where('product_id', '=', value('productId'))
    .where('warehouse_id', '=', value('warehouseId'))
    .where('lot_id', '=', value('lotId'))
    .where(sql<boolean>`on_hand - reserved >= ${value('quantity')}`)
    .where(sql<boolean>`(select frozen from stock_lot where id = ${value('lotId')}) = 0`),
)

/**
 * Goods an order line had taken are back: keeps the same lots for it again as far as they may still be sold, the rest first
 * expired first. @returns what it got
 */
export async function rekeepLots(
  ctx: CommandContext,
  line: LineDemand,
  parts: readonly LotPart[],
  receiver: Receiver,
): Promise<number> {
  const lots = new Map((await lotsIn(ctx, line.productId, line.warehouseId)).map((lot) => [lot.lotId, lot]))
  const again = parts.flatMap(({ lotId, quantity }) => {
    const lot = lots.get(lotId)
    return lot && !lot.frozen ? [{ lotId, quantity: Math.min(quantity, lot.free) }] : []
  })
  await keepLots(ctx, line, again)
  const same = again.reduce((sum, part) => sum + part.quantity, 0)
  const rest = line.quantity - same
  return rest > 0 ? same + (await reserveLots(ctx, { ...line, quantity: rest }, receiver)) : same
}

/** A lot kept for an order line. */
export interface KeptLot extends LotPart {
  number: string
  productionDay: Day | null
  expiryDay: Day | null
  frozen: boolean
}

/** What is kept for an order line, in order of expiry. */
export async function keptLots(ctx: Pick<CommandContext, 'db'>, orderId: string, lineNo: number): Promise<KeptLot[]> {
  const rows = await ctx.db
    .selectFrom('order_lot as k')
    .innerJoin('stock_lot as l', 'l.id', 'k.lot_id')
    .select(['k.lot_id', 'k.quantity', 'l.number', 'l.production_day', 'l.expiry_day', 'l.frozen'])
    .where('k.order_id', '=', orderId)
    .where('k.line_no', '=', lineNo)
    .execute()
  return inExpiryOrder(
    rows.map((row) => ({
      lotId: row.lot_id,
      quantity: row.quantity,
      number: row.number,
      productionDay: row.production_day,
      expiryDay: row.expiry_day,
      frozen: row.frozen === 1,
    })),
  )
}

/** Gives back part of what is kept for an order line, the longest-lived lots first. */
export async function releaseLots(ctx: CommandContext, demand: LineDemand): Promise<void> {
  let open = demand.quantity
  for (const kept of (await keptLots(ctx, demand.orderId, demand.lineNo)).reverse()) {
    if (open === 0) break
    const quantity = Math.min(open, kept.quantity)
    await releaseLot(ctx, demand, { lotId: kept.lotId, quantity }, kept.frozen)
    open -= quantity
  }
  if (open > 0) throw new Error(`released more lots than kept: ${demand.orderId} line ${demand.lineNo}`)
}

/** Gives back just these lots of an order line. */
export async function dropLots(
  ctx: CommandContext,
  line: LineDemand,
  parts: readonly (LotPart & { frozen: boolean })[],
): Promise<void> {
  for (const part of parts) await releaseLot(ctx, line, part, part.frozen)
}

/** The order line has taken these lots: they are no longer kept for it. The movement lowers the lot's reservation itself. */
export async function consumeLots(
  ctx: CommandContext,
  line: { orderId: string; lineNo: number },
  parts: readonly LotPart[],
): Promise<void> {
  for (const part of parts) await lowerKept(ctx, line, part)
}

async function releaseLot(ctx: CommandContext, line: LineDemand, part: LotPart, frozen: boolean): Promise<void> {
  await releaseOne(ctx, { ...line, quantity: part.quantity }, frozen)
  await ctx.db
    .updateTable('stock_lot_balance')
    .set((eb) => ({ reserved: eb('reserved', '-', part.quantity) }))
    .where('product_id', '=', line.productId)
    .where('warehouse_id', '=', line.warehouseId)
    .where('lot_id', '=', part.lotId)
    .execute()
  await lowerKept(ctx, line, part)
}

async function lowerKept(
  ctx: CommandContext,
  { orderId, lineNo }: { orderId: string; lineNo: number },
  { lotId, quantity }: LotPart,
): Promise<void> {
  const all = await ctx.db
    .deleteFrom('order_lot')
    .where('order_id', '=', orderId)
    .where('line_no', '=', lineNo)
    .where('lot_id', '=', lotId)
    .where('quantity', '=', quantity)
    .executeTakeFirst()
  if (all.numDeletedRows === 1n) return
  const part = await ctx.db
    .updateTable('order_lot')
    .set((eb) => ({ quantity: eb('quantity', '-', quantity) }))
    .where('order_id', '=', orderId)
    .where('line_no', '=', lineNo)
    .where('lot_id', '=', lotId)
    .where('quantity', '>', quantity)
    .executeTakeFirst()
  if (part.numUpdatedRows !== 1n)
    throw new Error(`order ${orderId} line ${lineNo} does not keep that much of lot ${lotId}`)
}
