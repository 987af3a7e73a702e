import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import { AppError, type ErrorData } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { inJsonIds } from '../search/find.ts'
import { prepared } from '../../db/prepared.ts'

/**
 * The only writer of the stock tables. A movement and its balance are written here together; reservations are changed by
 * conditional updates only, never by read and write: what two clerks want at once is decided by the database.
 * Quantities are thousandths of the base unit.
 */
export interface Movement {
  productId: string
  warehouseId: string
  /** Positive in, negative out. */
  quantity: number
  documentType: 'opening' | 'adjustment' | 'shipment' | 'shipment-void'
  documentId: string
  documentNumber: string
  lineNo: number
  day: Day
}

/** A wanted quantity of a product in a warehouse. */
export interface Demand {
  productId: string
  warehouseId: string
  quantity: number
}

/**
 * Writes movements and their balances.
 * @param options.fromReserved outgoing quantities were reserved: both on hand and reserved go down
 * @throws SHORTAGE when more would leave than is there and free
 */
export async function applyMovements(
  ctx: CommandContext,
  movements: readonly Movement[],
  options: { fromReserved?: boolean } = {},
): Promise<void> {
  const moving = movements.filter((m) => m.quantity !== 0)
  if (moving.length === 0) return
  const short: Demand[] = []
  for (const sum of sumByPlace(moving)) {
    if (sum.quantity >= 0) await addOnHand(ctx, sum)
    else if (!(await takeOnHand(ctx, sum, options.fromReserved ?? false)))
      short.push({ ...sum, quantity: -sum.quantity })
  }
  if (short.length > 0) throw await shortage(ctx, short)
  await ctx.db
    .insertInto('stock_movement')
    .values(
      moving.map((m) => ({
        id: ctx.newId(),
        warehouse_id: m.warehouseId,
        product_id: m.productId,
        quantity: m.quantity,
        day: m.day,
        at: ctx.at,
        document_type: m.documentType,
        document_id: m.documentId,
        document_number: m.documentNumber,
        line_no: m.lineNo,
      })),
    )
    .execute()
}

/**
 * Reserves every demand or none. Demands are summed per product and warehouse first, so two lines of one product cannot
 * both see the same stock. @throws SHORTAGE with all that is short
 */
export async function reserve(ctx: CommandContext, demands: readonly Demand[]): Promise<void> {
  const short: Demand[] = []
  for (const demand of sumByPlace(demands)) if (!(await reserveOne(ctx, demand))) short.push(demand)
  if (short.length > 0) throw await shortage(ctx, short)
}

/**
 * Reserves what is there, line by line in order, and says how much each line got: for orders approved although stock is
 * short; the rest waits. Same order of the result as of the demands.
 */
export async function reserveAvailable(ctx: CommandContext, demands: readonly Demand[]): Promise<number[]> {
  const got: number[] = []
  for (const demand of demands) {
    if (demand.quantity <= 0) got.push(0)
    else if (await reserveOne(ctx, demand)) got.push(demand.quantity)
    else {
      const part = Math.min(demand.quantity, await available(ctx, demand.productId, demand.warehouseId))
      got.push(part > 0 && (await reserveOne(ctx, { ...demand, quantity: part })) ? part : 0)
    }
  }
  return got
}

/** Gives reserved quantities back. */
export async function release(ctx: CommandContext, demands: readonly Demand[]): Promise<void> {
  for (const demand of sumByPlace(demands)) {
    if (demand.quantity === 0) continue
    const { numUpdatedRows } = await ctx.db
      .updateTable('stock_balance')
      .set((eb) => ({ reserved: eb('reserved', '-', demand.quantity) }))
      .where('product_id', '=', demand.productId)
      .where('warehouse_id', '=', demand.warehouseId)
      .where('reserved', '>=', demand.quantity)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) throw new Error(`released more than reserved: ${JSON.stringify(demand)}`)
  }
}

/** The demands that stock cannot cover now, summed per product and warehouse, with what is available. Changes nothing. */
export async function shortagesOf(
  ctx: Pick<CommandContext, 'db'>,
  demands: readonly Demand[],
): Promise<(Demand & { available: number })[]> {
  const sums = sumByPlace(demands)
  if (sums.length === 0) return []
  const rows = await balancesOf.all(ctx.db, { ids: JSON.stringify([...new Set(sums.map((s) => s.productId))]) })
  const free = new Map(rows.map((r) => [`${r.product_id} ${r.warehouse_id}`, r.on_hand - r.reserved]))
  return sums
    .map((s) => ({ ...s, available: free.get(`${s.productId} ${s.warehouseId}`) ?? 0 }))
    .filter((s) => s.quantity > s.available)
}

interface Balance {
  product_id: string
  warehouse_id: string
  on_hand: number
  reserved: number
}
const balancesOf = prepared<{ ids: string }, Balance>((db, value) =>
  db
    .selectFrom('stock_balance')
    .select(['product_id', 'warehouse_id', 'on_hand', 'reserved'])
    .where(inJsonIds('product_id', value('ids'))),
)

const reserveIfFree = prepared<Demand>((db, value) =>
  db
    .updateTable('stock_balance')
    .set((eb) => ({ reserved: eb('reserved', '+', value('quantity')) }))
    .where('product_id', '=', value('productId'))
    .where('warehouse_id', '=', value('warehouseId'))
    .where(sql<boolean>`on_hand - reserved >= ${value('quantity')}`),
)

async function reserveOne(ctx: CommandContext, demand: Demand): Promise<boolean> {
  return (await reserveIfFree.run(ctx.db, demand)) === 1
}

async function addOnHand(ctx: CommandContext, sum: Demand): Promise<void> {
  await ctx.db
    .insertInto('stock_balance')
    .values({ product_id: sum.productId, warehouse_id: sum.warehouseId, on_hand: sum.quantity })
    .onConflict((oc) =>
      oc.columns(['product_id', 'warehouse_id']).doUpdateSet({ on_hand: sql`on_hand + ${sum.quantity}` }),
    )
    .execute()
}

async function takeOnHand(ctx: CommandContext, sum: Demand, fromReserved: boolean): Promise<boolean> {
  const out = -sum.quantity
  let update = ctx.db
    .updateTable('stock_balance')
    .where('product_id', '=', sum.productId)
    .where('warehouse_id', '=', sum.warehouseId)
  update = fromReserved
    ? update
        .set((eb) => ({ on_hand: eb('on_hand', '-', out), reserved: eb('reserved', '-', out) }))
        .where('reserved', '>=', out)
    : update.set((eb) => ({ on_hand: eb('on_hand', '-', out) })).where(sql<boolean>`on_hand - reserved >= ${out}`)
  const { numUpdatedRows } = await update.executeTakeFirst()
  return numUpdatedRows === 1n
}

async function available(ctx: CommandContext, productId: string, warehouseId: string): Promise<number> {
  const row = await ctx.db
    .selectFrom('stock_balance')
    .select(['on_hand', 'reserved'])
    .where('product_id', '=', productId)
    .where('warehouse_id', '=', warehouseId)
    .executeTakeFirst()
  return row ? row.on_hand - row.reserved : 0
}

/** The named error: every short product and warehouse with what is there. */
async function shortage(ctx: CommandContext, short: readonly Demand[]): Promise<AppError<'SHORTAGE'>> {
  const items: ErrorData['SHORTAGE']['items'] = []
  for (const demand of short) {
    const product = await ctx.db
      .selectFrom('product')
      .select(['code', 'name'])
      .where('id', '=', demand.productId)
      .executeTakeFirstOrThrow()
    const { productId, warehouseId } = demand
    items.push({
      productId,
      warehouseId,
      ...product,
      needed: demand.quantity,
      available: await available(ctx, productId, warehouseId),
    })
  }
  return new AppError('SHORTAGE', { items })
}

/** One demand per product and warehouse, in order of first appearance. */
function sumByPlace(demands: readonly Demand[]): Demand[] {
  const sums = new Map<string, Demand>()
  for (const { productId, warehouseId, quantity } of demands) {
    const key = `${productId} ${warehouseId}`
    const sum = sums.get(key)
    if (sum) sum.quantity += quantity
    else sums.set(key, { productId, warehouseId, quantity })
  }
  return [...sums.values()]
}
