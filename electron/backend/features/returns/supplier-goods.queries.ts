import { sql } from 'kysely'
import type { SupplierGoods } from '../../../../shared/contract/returns.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { packsOf } from '../inventory/packs.ts'

type Row = Omit<SupplierGoods, 'packs' | 'lotTracked' | 'open'> & { lotTracked: number; onDrafts: number }

/**
 * Goods that wait to go back to suppliers (待退厂), by supplier: the usual one of each product, else the last who delivered it.
 * What stands on drafts of returns to suppliers is counted off.
 */
export async function supplierGoods(ctx: QueryContext): Promise<SupplierGoods[]> {
  const { rows } = await sql<Row>`
    with there as (
      select b.product_id, b.warehouse_id, null as lot_id, b.on_hand
      from warehouse w cross join stock_balance b on b.warehouse_id = w.id
      cross join product p on p.id = b.product_id and p.lot_tracked = 0
      where w.kind = 'supplier' and b.on_hand > 0
      union all
      select b.product_id, b.warehouse_id, b.lot_id, b.on_hand
      from warehouse w cross join stock_lot_balance b on b.warehouse_id = w.id
      where w.kind = 'supplier' and b.on_hand > 0)
    select t.product_id as "productId", p.code, p.name, p.spec, p.base_unit as "baseUnit", p.lot_tracked as "lotTracked",
      t.warehouse_id as "warehouseId", w.name as warehouse, t.lot_id as "lotId", coalesce(l.number, '') as lot,
      l.expiry_day as "expiryDay", t.on_hand as quantity, s.id as "supplierId", coalesce(s.name, '') as supplier,
      (select coalesce(sum(k.quantity), 0) from purchase_return r join purchase_return_line k on k.return_id = r.id
        where r.status = 'draft' and r.warehouse_id = t.warehouse_id and k.product_id = t.product_id
          and k.lot_id is t.lot_id) as "onDrafts"
    from there t
    join product p on p.id = t.product_id
    join warehouse w on w.id = t.warehouse_id
    left join stock_lot l on l.id = t.lot_id
    left join supplier s on s.id = coalesce(
      (select supplier_id from supplier_product where product_id = t.product_id and preferred = 1),
      (select supplier_id from supplier_history where product_id = t.product_id order by last_day desc limit 1))
    order by s.name is null, s.name, p.code, l.expiry_day, l.number`.execute(ctx.db)
  const packs = await packsOf(ctx, [...new Set(rows.map((row) => row.productId))])
  return rows.map(({ onDrafts, lotTracked, ...row }) => ({
    ...row,
    lotTracked: lotTracked === 1,
    packs: packs.get(row.productId) ?? [],
    open: Math.max(0, row.quantity - onDrafts),
  }))
}
