import { sql, type Selectable } from 'kysely'
import type { LeadTimes, SupplierPrice } from '../../../../shared/domain/purchasing/supply.ts'
import type { Db } from '../../db/dialect.ts'
import { prepared, type Prepared } from '../../db/prepared.ts'
import type { SupplierHistoryTable, SupplierPriceTable } from '../../db/schema.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { inIds, inJsonIds } from '../search/find.ts'

/** Rows of supplier prices, agreements and history for some suppliers, some products, or both; null: any. */
export interface SupplyScope {
  supplierIds: readonly string[] | null
  productIds: readonly string[] | null
}

type Reader = Pick<QueryContext, 'db'>
const keyOf = (row: { supplier_id: string; product_id: string }) => `${row.supplier_id} ${row.product_id}`
const within = (column: string, ids: readonly string[] | null) =>
  ids === null ? sql<boolean>`true` : inIds(column, ids)
const withinJson = (column: string, ids: string | null) => (ids === null ? sql<boolean>`true` : inJsonIds(column, ids))

const priceRows = (db: Db, supplierIds: string | null, productIds: string | null) =>
  db
    .selectFrom('supplier_price')
    .selectAll()
    .where(withinJson('supplier_id', supplierIds))
    .where(withinJson('product_id', productIds))
    .orderBy('unit')
    .orderBy('min_quantity')
    .orderBy('from_day')
const historyRows = (db: Db, supplierIds: string | null, productIds: string | null) =>
  db
    .selectFrom('supplier_history')
    .selectAll()
    .where(withinJson('supplier_id', supplierIds))
    .where(withinJson('product_id', productIds))

// every purchase document asks for some products of one supplier: kept compiled
type Both = { supplierIds: string; productIds: string }
const pricesOfBoth = prepared<Both, Selectable<SupplierPriceTable>>((db, value) =>
  priceRows(db, value('supplierIds'), value('productIds')),
)
const historyOfBoth = prepared<Both, Selectable<SupplierHistoryTable>>((db, value) =>
  historyRows(db, value('supplierIds'), value('productIds')),
)

function rowsOf<Row>(
  ctx: Reader,
  scope: SupplyScope,
  query: (db: Db, supplierIds: string | null, productIds: string | null) => { execute(): Promise<Row[]> },
  both: Prepared<Both, Row>,
): Promise<Row[]> {
  const supplierIds = scope.supplierIds && JSON.stringify(scope.supplierIds)
  const productIds = scope.productIds && JSON.stringify(scope.productIds)
  if (supplierIds === null || productIds === null) return query(ctx.db, supplierIds, productIds).execute()
  return both.all(ctx.db, { supplierIds, productIds })
}

/** Agreements with names, by code of the product, the preferred supplier first. */
export function suppliesOf(ctx: Reader, scope: SupplyScope) {
  return ctx.db
    .selectFrom('supplier_product as x')
    .innerJoin('supplier as s', 's.id', 'x.supplier_id')
    .innerJoin('product as p', 'p.id', 'x.product_id')
    .select(['x.supplier_id as supplierId', 's.name as supplier', 'x.product_id as productId', 'p.code', 'p.name'])
    .select([
      'p.spec',
      'p.base_unit as baseUnit',
      'x.supplier_code as supplierCode',
      'x.unit',
      'x.multiple',
      'x.version',
    ])
    .select(['x.min_order as minOrder', 'x.lead_days as leadDays', 'x.preferred'])
    .where(within('x.supplier_id', scope.supplierIds))
    .where(within('x.product_id', scope.productIds))
    .orderBy('p.code')
    .orderBy('x.preferred', 'desc')
    .orderBy('s.code')
    .execute()
}

/** Prices by `supplier product`, in the order they are written down. */
export async function pricesOf(ctx: Reader, scope: SupplyScope): Promise<Map<string, SupplierPrice[]>> {
  const rows = await rowsOf(ctx, scope, priceRows, pricesOfBoth)
  const prices = new Map<string, SupplierPrice[]>()
  for (const row of rows) {
    const price = {
      unit: row.unit,
      minQuantity: row.min_quantity,
      fromDay: row.from_day,
      toDay: row.to_day,
      price: row.price,
    }
    const list = prices.get(keyOf(row))
    if (list) list.push(price)
    else prices.set(keyOf(row), [price])
  }
  return prices
}

export interface SupplyHistory {
  times: LeadTimes
  last: { day: string; unit: string; factor: number; price: number; receiptId: string }
}

/** What posted receipts taught, by `supplier product`. */
export async function historyOf(ctx: Reader, scope: SupplyScope): Promise<Map<string, SupplyHistory>> {
  const rows = await rowsOf(ctx, scope, historyRows, historyOfBoth)
  return new Map(
    rows.map((row) => [
      keyOf(row),
      {
        times: { count: row.lead_times, sum: row.lead_days, squares: row.lead_squares },
        last: {
          day: row.last_day,
          unit: row.last_unit,
          factor: row.last_factor,
          price: row.last_price,
          receiptId: row.last_receipt_id,
        },
      },
    ]),
  )
}

/** Name, state, typed lead time and all lead times seen of some suppliers. */
export async function typedLeadOf(
  ctx: Reader,
  supplierIds: readonly string[],
): Promise<Map<string, { name: string; status: string; days: number; times: LeadTimes }>> {
  const ids = [...new Set(supplierIds)]
  const rows = await ctx.db
    .selectFrom('supplier as s')
    .leftJoin('supplier_history as h', 'h.supplier_id', 's.id')
    .select(['s.id', 's.name', 's.status', 's.lead_days as days'])
    .select((eb) => [
      eb.fn.coalesce(eb.fn.sum<number>('h.lead_times'), sql<number>`0`).as('count'),
      eb.fn.coalesce(eb.fn.sum<number>('h.lead_days'), sql<number>`0`).as('sum'),
      eb.fn.coalesce(eb.fn.sum<number>('h.lead_squares'), sql<number>`0`).as('squares'),
    ])
    .where(inIds('s.id', ids))
    .groupBy('s.id')
    .execute()
  return new Map(rows.map(({ id, name, status, days, ...times }) => [id, { name, status, days, times }]))
}
