import { sql } from 'kysely'
import { prepared } from '../../db/prepared.ts'
import type { CommandContext } from '../../rpc/context.ts'
import type { Demand } from './reservations.ts'

/** How a quantity lies in a place: `frozen`: its lot is frozen; `mayLack`: the warehouse allows negative stock. */
export interface Place {
  frozen: boolean
  mayLack: boolean
}

/** Brings a quantity into a warehouse and, for goods with lots, into the lot. */
export async function addOnHand(ctx: CommandContext, sum: Demand, { frozen, mayLack }: Place): Promise<void> {
  const { productId, warehouseId, quantity, lotId } = sum
  await add.run(ctx.db, {
    productId,
    warehouseId,
    quantity,
    frozen: frozen ? quantity : 0,
    mayLack: mayLack ? 1 : 0,
  })
  if (lotId) await addToLot.run(ctx.db, { productId, warehouseId, lotId, quantity })
}

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
  await add.run(ctx.db, { productId, warehouseId, quantity: -out, frozen: 0, mayLack: 1 })
  return true
}

const add = prepared<{ productId: string; warehouseId: string; quantity: number; frozen: number; mayLack: number }>(
  (db, value) =>
    db
      .insertInto('stock_balance')
      .values({
        product_id: value('productId'),
        warehouse_id: value('warehouseId'),
        on_hand: value('quantity'),
        frozen: value('frozen'),
        may_lack: value('mayLack'),
      })
      .onConflict((oc) =>
        oc.columns(['product_id', 'warehouse_id']).doUpdateSet({
          on_hand: sql`stock_balance.on_hand + excluded.on_hand`,
          frozen: sql`stock_balance.frozen + excluded.frozen`,
        }),
      ),
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
