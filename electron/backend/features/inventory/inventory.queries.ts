import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { unitCost } from '../../../../shared/domain/inventory/cost.ts'
import { mulDiv } from '../../../../shared/money.ts'
import { formatInPacks } from '../../../../shared/quantity.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { matchesProduct } from '../search/find.ts'
import { branchOf } from '../trees/branch.ts'
import { packsOf } from './packs.ts'

type Filter = Requests['inventory']['list']

/**
 * Stock by product code, a row for each warehouse where something ever was or is expected, or one for all of them. What it
 * is worth is the moving average of the site over what is on hand.
 */
export async function list(ctx: QueryContext, input: Filter): Promise<Outputs['inventory']['list']> {
  const rows = await (input.perProduct ? productRows(ctx, input) : placeRows(ctx, input))
  const shown = rows.slice(0, input.limit)
  const packs = await packsOf(
    ctx,
    shown.map((row) => row.productId),
  )
  const hidden = ctx.user.mask.includes('purchase')
  return page(
    rows,
    input.limit,
    (row) => {
      const { poolQuantity, poolValue, lastCost, ...rest } = row
      const pool = { quantity: poolQuantity ?? 0, value: poolValue ?? 0, lastCost: lastCost ?? 0 }
      const available = row.onHand - row.reserved - row.frozen
      const own = packs.get(row.productId) ?? []
      return {
        ...rest,
        lotTracked: row.lotTracked === 1,
        packs: own,
        inPacks: formatInPacks(row.onHand, row.baseUnit, own),
        available,
        promisable: available + row.onOrder + row.inTransit,
        value: hidden ? null : worthOf(pool, row.onHand),
        unitCost: hidden ? null : unitCost(pool),
      }
    },
    (row) => (row.warehouseId === null ? [row.code] : [row.code, row.warehouseId]),
  )
}

/** A part of a pool; goods on their way between sites belong to none. */
function worthOf(pool: { quantity: number; value: number }, onHand: number): number {
  if (onHand === pool.quantity) return pool.value
  return pool.quantity > 0 ? mulDiv(pool.value, onHand, pool.quantity) : 0
}

function placeRows(ctx: QueryContext, input: Filter) {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  // cross joins keep SQLite to this order of tables: products by their code index, then the balances of each
  let query = ctx.db
    .selectFrom('product as p')
    .crossJoin('stock_balance as b')
    .crossJoin('warehouse as w')
    .leftJoin('product_place as l', (join) =>
      join.onRef('l.product_id', '=', 'p.id').onRef('l.warehouse_id', '=', 'b.warehouse_id'),
    )
    .leftJoin('stock_value as v', (join) =>
      join.onRef('v.product_id', '=', 'p.id').onRef('v.site_id', '=', 'w.site_id'),
    )
    .whereRef('b.product_id', '=', 'p.id')
    .whereRef('w.id', '=', 'b.warehouse_id')
    .select([
      'p.id as productId',
      'p.code',
      'p.name',
      'p.spec',
      'p.base_unit as baseUnit',
      'p.lot_tracked as lotTracked',
      'b.warehouse_id as warehouseId',
      'w.name as warehouse',
      'b.on_hand as onHand',
      'b.reserved',
      'b.frozen',
      'b.on_order as onOrder',
      'b.in_transit as inTransit',
      'p.safety_stock as safetyStock',
      'l.min_stock as minStock',
      sql<number | null>`coalesce(l.max_stock, p.max_stock)`.as('maxStock'),
      'v.quantity as poolQuantity',
      'v.value as poolValue',
      'v.last_cost as lastCost',
    ])
    .where(productsAsked(ctx, input))
    .orderBy('p.code')
    .orderBy('b.warehouse_id')
    .limit(input.limit + 1)
  if (input.warehouseId) query = query.where('b.warehouse_id', '=', input.warehouseId)
  if (input.nonZero) query = query.where(sql<boolean>`(b.on_hand <> 0 or b.reserved <> 0)`)
  if (input.negativeOnly) query = query.where('b.on_hand', '<', 0)
  if (input.frozenOnly) query = query.where('b.frozen', '>', 0)
  if (after) {
    const [code, warehouseId] = after
    query = query
      .where('p.code', '>=', code)
      .where((eb) => eb.or([eb('p.code', '>', code), eb('b.warehouse_id', '>', warehouseId)]))
  }
  return query.execute()
}

function productRows(ctx: QueryContext, input: Filter) {
  const after = decodeCursor<[string]>(input.cursor, 1)
  // grouped by the code, in whose order the products come: a page ends when it is full
  let query = ctx.db
    .selectFrom('product as p')
    .crossJoin('stock_balance as b')
    .whereRef('b.product_id', '=', 'p.id')
    .select((eb) => [
      'p.id as productId',
      'p.code',
      'p.name',
      'p.spec',
      'p.base_unit as baseUnit',
      'p.lot_tracked as lotTracked',
      sql<string | null>`null`.as('warehouseId'),
      sql<string>`''`.as('warehouse'),
      eb.fn.sum<number>('b.on_hand').as('onHand'),
      eb.fn.sum<number>('b.reserved').as('reserved'),
      eb.fn.sum<number>('b.frozen').as('frozen'),
      eb.fn.sum<number>('b.on_order').as('onOrder'),
      eb.fn.sum<number>('b.in_transit').as('inTransit'),
      'p.safety_stock as safetyStock',
      sql<number | null>`nullif(p.safety_stock, 0)`.as('minStock'),
      'p.max_stock as maxStock',
      sql<number | null>`(select sum(quantity) from stock_value where product_id = p.id)`.as('poolQuantity'),
      sql<number | null>`(select sum(value) from stock_value where product_id = p.id)`.as('poolValue'),
      sql<number | null>`(select max(last_cost) from stock_value where product_id = p.id)`.as('lastCost'),
    ])
    .where(productsAsked(ctx, input))
    .groupBy('p.code')
    .orderBy('p.code')
    .limit(input.limit + 1)
  if (input.warehouseId) query = query.where('b.warehouse_id', '=', input.warehouseId)
  if (input.nonZero) query = query.having(sql<boolean>`sum(b.on_hand <> 0 or b.reserved <> 0) > 0`)
  if (input.negativeOnly) query = query.having(sql<boolean>`min(b.on_hand) < 0`)
  if (input.frozenOnly) query = query.having(sql<boolean>`sum(b.frozen) > 0`)
  if (after) query = query.where('p.code', '>', after[0])
  return query.execute()
}

/** Which products are asked for; what few products have is found by its own index before their rows are read. */
function productsAsked(ctx: QueryContext, input: Filter) {
  const wanted = [sql<boolean>`1`]
  if (input.typeId) wanted.push(sql<boolean>`p.type_id in ${branchOf(input.typeId)}`)
  if (input.search) wanted.push(matchesProduct(ctx, input.search))
  if (input.negativeOnly) wanted.push(sql<boolean>`p.id in (select product_id from stock_balance where on_hand < 0)`)
  if (input.frozenOnly) wanted.push(sql<boolean>`p.id in (select product_id from stock_balance where frozen > 0)`)
  if (input.lowOnly) {
    wanted.push(sql<boolean>`(
      p.safety_stock > 0 and p.safety_stock >
        (select sum(on_hand - reserved - frozen) from stock_balance where product_id = p.id)
      or p.id in (
        select o.product_id from product_place o join stock_balance s
          on s.product_id = o.product_id and s.warehouse_id = o.warehouse_id
        where o.min_stock > s.on_hand - s.reserved - s.frozen))`)
  }
  if (input.overOnly) {
    wanted.push(sql<boolean>`(
      p.max_stock is not null and p.max_stock <
        (select sum(on_hand + on_order) from stock_balance where product_id = p.id)
      or p.id in (
        select o.product_id from product_place o join stock_balance s
          on s.product_id = o.product_id and s.warehouse_id = o.warehouse_id
        where o.max_stock < s.on_hand + s.on_order))`)
  }
  return sql<boolean>`(${sql.join(wanted, sql` and `)})`
}

/** Movements of a product, the newest first, all warehouses or one. */
export async function movements(
  ctx: QueryContext,
  input: Requests['inventory']['movements'],
): Promise<Outputs['inventory']['movements']> {
  const { productId, warehouseId, limit } = input
  const after = decodeCursor<[string]>(input.cursor, 1)
  // the ids alone are in the index: only the rows of this page are read
  let newest = ctx.db
    .selectFrom('stock_movement')
    .select('id')
    .where('product_id', '=', productId)
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (warehouseId) newest = newest.where('warehouse_id', '=', warehouseId)
  if (after) newest = newest.where('id', '<', after[0])
  const rows = await ctx.db
    .selectFrom('stock_movement as m')
    .innerJoin('warehouse as w', 'w.id', 'm.warehouse_id')
    .leftJoin('stock_lot as l', 'l.id', 'm.lot_id')
    .select([
      'm.id',
      'm.day',
      'm.at',
      'w.name as warehouse',
      'l.number as lot',
      'm.quantity',
      'm.value',
      'm.corrects',
      'm.document_type as documentType',
      'm.document_id as documentId',
      'm.document_number as documentNumber',
    ])
    .where('m.id', 'in', newest)
    .orderBy('m.id', 'desc')
    .execute()
  return page(
    rows,
    limit,
    ({ corrects, lot, value, ...row }) => ({
      ...row,
      lot: lot ?? '',
      value: ctx.user.mask.includes('purchase') ? null : value,
      corrects: corrects !== null,
    }),
    (row) => [row.id],
  )
}
