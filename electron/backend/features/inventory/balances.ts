import { sql } from 'kysely'
import { ruleError } from '../../../../shared/errors.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import { prepared } from '../../db/prepared.ts'
import type { CommandContext } from '../../rpc/context.ts'
import type { Demand } from './reservations.ts'

/** How a quantity lies in a place: `frozen`: its lot is frozen; `mayLack`: the warehouse allows negative stock. */
export interface Place {
  frozen: boolean
  mayLack: boolean
}

/** Brings quantities into warehouses and, for goods with lots, into the lots. */
export async function addOnHand(ctx: CommandContext, sums: readonly (Demand & Place)[]): Promise<void> {
  await insertRows(
    ctx.db,
    'stock_balance',
    ADDED_COLUMNS,
    sums.map((sum) => [
      sum.productId,
      sum.warehouseId,
      sum.quantity,
      sum.frozen ? sum.quantity : 0,
      sum.mayLack ? 1 : 0,
    ]),
    ADD,
  )
  for (const { productId, warehouseId, lotId, quantity } of sums)
    if (lotId) await addToLot.run(ctx.db, { productId, warehouseId, lotId, quantity })
}
const ADDED_COLUMNS = ['product_id', 'warehouse_id', 'on_hand', 'frozen', 'may_lack']
const ADD = `on conflict (product_id, warehouse_id) do update set
  on_hand = stock_balance.on_hand + excluded.on_hand, frozen = stock_balance.frozen + excluded.frozen`

/**
 * Takes a (negative) quantity out of a warehouse and its lot; false when there is not enough that is free, or reserved when
 * `fromReserved`.
 */
export async function takeOnHand(
  ctx: CommandContext,
  sum: Demand,
  { frozen, mayLack, fromReserved }: Place & { fromReserved: boolean },
): Promise<boolean> {
  const out = -sum.quantity
  const { productId, warehouseId, lotId } = sum
  const reserved = fromReserved ? out : 0
  if (lotId && (await takeFromLot.run(ctx.db, { productId, warehouseId, lotId, out, reserved })) !== 1) return false
  const values = { productId, warehouseId, out, reserved, frozen: frozen ? out - reserved : 0 }
  if ((await take.run(ctx.db, values)) === 1) return true
  if (!mayLack || fromReserved) return false
  // nothing was ever here: the balance begins below zero
  await addOnHand(ctx, [{ ...sum, lotId: null, frozen: false, mayLack: true }])
  return true
}

/** What changes of the goods a warehouse waits for, thousandths of the base unit, positive or negative. */
export interface Expected {
  productId: string
  warehouseId: string
  /** Ordered from suppliers, not yet received. */
  onOrder?: number
  /** On its way from another warehouse. */
  inTransit?: number
}

/**
 * Changes what warehouses wait for: approving a purchase order and sending a transfer raise it, receiving lowers it.
 * @throws Error when more would arrive than was expected: the caller lost count
 */
export async function changeExpected(ctx: CommandContext, changes: readonly Expected[]): Promise<void> {
  for (const { productId, warehouseId, onOrder = 0, inTransit = 0 } of changes) {
    if (onOrder === 0 && inTransit === 0) continue
    const values = { productId, warehouseId, onOrder, inTransit }
    if ((await expect.run(ctx.db, values)) === 1) continue
    await openBalance.run(ctx.db, { productId, warehouseId })
    if ((await expect.run(ctx.db, values)) !== 1)
      throw new Error(`less is expected than arrives: ${productId} @ ${warehouseId}`)
  }
}

/**
 * Lets goods without lots of a warehouse go below zero, or no longer. @throws RULE STOCK_NEGATIVE naming a product of which
 * more has left or is promised than is there
 */
export async function letLack(ctx: CommandContext, warehouseId: string, allowed: boolean): Promise<void> {
  if (!allowed) {
    const lacking = await ctx.db
      .selectFrom('stock_balance as b')
      .innerJoin('product as p', 'p.id', 'b.product_id')
      .select('p.name')
      .where('b.warehouse_id', '=', warehouseId)
      .where(sql<boolean>`b.on_hand < b.reserved + b.frozen`)
      .orderBy('p.code')
      .limit(1)
      .executeTakeFirst()
    if (lacking) throw ruleError('STOCK_NEGATIVE', { field: 'allowNegative', value: lacking.name })
  }
  await ctx.db
    .updateTable('stock_balance')
    .set({ may_lack: allowed ? 1 : 0 })
    .where('warehouse_id', '=', warehouseId)
    .where('may_lack', '=', allowed ? 0 : 1)
    .where('product_id', 'in', (eb) => eb.selectFrom('product').select('id').where('lot_tracked', '=', 0))
    .execute()
}

const expect = prepared<{ productId: string; warehouseId: string; onOrder: number; inTransit: number }>((db, value) =>
  db
    .updateTable('stock_balance')
    .set((eb) => ({
      on_order: eb('on_order', '+', value('onOrder')),
      in_transit: eb('in_transit', '+', value('inTransit')),
    }))
    .where('product_id', '=', value('productId'))
    .where('warehouse_id', '=', value('warehouseId'))
    .where(sql<boolean>`on_order + ${value('onOrder')} >= 0 and in_transit + ${value('inTransit')} >= 0`),
)

/** A balance row for a product that was never in the warehouse. */
const openBalance = prepared<{ productId: string; warehouseId: string }>((db, value) =>
  db
    .insertInto('stock_balance')
    .columns(['product_id', 'warehouse_id', 'may_lack'])
    .expression((eb) =>
      eb
        .selectFrom('warehouse as w')
        .innerJoin('product as p', (join) => join.onTrue())
        .select(['p.id', 'w.id as warehouse', sql<number>`w.allow_negative and not p.lot_tracked`.as('may_lack')])
        .where('w.id', '=', value('warehouseId'))
        .where('p.id', '=', value('productId')),
    )
    .onConflict((oc) => oc.doNothing()),
)

const take = prepared<{ productId: string; warehouseId: string; out: number; reserved: number; frozen: number }>(
  (db, value) =>
    db
      .updateTable('stock_balance')
      .set((eb) => ({
        on_hand: eb('on_hand', '-', value('out')),
        reserved: eb('reserved', '-', value('reserved')),
        frozen: eb('frozen', '-', value('frozen')),
      }))
      .where('product_id', '=', value('productId'))
      .where('warehouse_id', '=', value('warehouseId'))
      .where('reserved', '>=', value('reserved'))
      .where('frozen', '>=', value('frozen'))
      .where(
        sql<boolean>`(may_lack = 1 or on_hand - reserved - frozen >= ${value('out')} - ${value('reserved')} - ${value('frozen')})`,
      ),
)

/**
 * Everything that is free of a lot becomes frozen, or free again. What is reserved of it stays reserved: it is frozen when
 * it is given back.
 */
export async function moveFrozen(ctx: CommandContext, lotId: string, to: 'frozen' | 'free'): Promise<void> {
  await shiftFrozen.run(ctx.db, { lotId, sign: to === 'frozen' ? 1 : -1 })
}
const shiftFrozen = prepared<{ lotId: string; sign: number }>((db, value) =>
  db
    .updateTable('stock_balance')
    .from('stock_lot_balance as l')
    .set({ frozen: sql<number>`stock_balance.frozen + ${value('sign')} * (l.on_hand - l.reserved)` })
    .where('l.lot_id', '=', value('lotId'))
    .whereRef('stock_balance.product_id', '=', 'l.product_id')
    .whereRef('stock_balance.warehouse_id', '=', 'l.warehouse_id'),
)

/** Whether a product's stock may go below zero where the warehouse allows it: goods with lots never. */
export async function setMayLack(ctx: CommandContext, productId: string, whereAllowed: boolean): Promise<void> {
  await ctx.db
    .updateTable('stock_balance')
    .set({
      may_lack: whereAllowed
        ? sql<number>`(select w.allow_negative from warehouse w where w.id = stock_balance.warehouse_id)`
        : 0,
    })
    .where('product_id', '=', productId)
    .execute()
}

type LotChange = { productId: string; warehouseId: string; lotId: string }
const addToLot = prepared<LotChange & { quantity: number }>((db, value) =>
  db
    .insertInto('stock_lot_balance')
    .values({
      product_id: value('productId'),
      warehouse_id: value('warehouseId'),
      lot_id: value('lotId'),
      on_hand: value('quantity'),
    })
    .onConflict((oc) =>
      oc
        .columns(['product_id', 'warehouse_id', 'lot_id'])
        .doUpdateSet({ on_hand: sql`stock_lot_balance.on_hand + excluded.on_hand` }),
    ),
)
const takeFromLot = prepared<LotChange & { out: number; reserved: number }>((db, value) =>
  db
    .updateTable('stock_lot_balance')
    .set((eb) => ({ on_hand: eb('on_hand', '-', value('out')), reserved: eb('reserved', '-', value('reserved')) }))
    .where('product_id', '=', value('productId'))
    .where('warehouse_id', '=', value('warehouseId'))
    .where('lot_id', '=', value('lotId'))
    .where('reserved', '>=', value('reserved'))
    .where(sql<boolean>`on_hand - reserved >= ${value('out')} - ${value('reserved')}`),
)
