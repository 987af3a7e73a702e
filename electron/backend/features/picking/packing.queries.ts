import type { PackNote } from '../../../../shared/contract/picking.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { barcodesOf, packsOf } from '../inventory/packs.ts'

/** A note with its lines and what is in which carton. @throws NOT_FOUND */
export async function packing(ctx: QueryContext, input: { shipmentId: string }): Promise<PackNote> {
  const note = await ctx.db
    .selectFrom('shipment as d')
    .innerJoin('customer as c', 'c.id', 'd.customer_id')
    .innerJoin('sales_order as o', 'o.id', 'd.order_id')
    .select(['d.id', 'd.number', 'd.status', 'd.warehouse_id as warehouseId', 'd.order_id', 'c.name as customer'])
    .select(['o.address', 'o.sales_person_id'])
    .where('d.id', '=', input.shipmentId)
    .executeTakeFirst()
  const seen = ctx.user.scope === 'all' || note?.sales_person_id === ctx.user.id
  const {
    id,
    order_id,
    sales_person_id: _person,
    ...head
  } = found(seen ? note : undefined, 'shipment', input.shipmentId)
  const lines = await ctx.db
    .selectFrom('shipment_line as n')
    .innerJoin('sales_order_line as l', (join) =>
      join.onRef('l.line_no', '=', 'n.order_line_no').on('l.order_id', '=', order_id),
    )
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .select(['n.line_no as lineNo', 'n.quantity', 'p.id as productId', 'p.code', 'p.name', 'p.spec'])
    .select(['p.base_unit as baseUnit', 'p.lot_tracked as lotTracked'])
    .where('n.shipment_id', '=', id)
    .where('n.quantity', '>', 0)
    .orderBy('n.line_no')
    .execute()
  const ids = [...new Set(lines.map((line) => line.productId))]
  const packs = await packsOf(ctx, ids)
  const barcodes = await barcodesOf(ctx, ids)
  const cartons = await ctx.db
    .selectFrom('carton')
    .select(['id', 'no', 'weight', 'version'])
    .where('shipment_id', '=', id)
    .orderBy('no')
    .execute()
  const contents = await ctx.db
    .selectFrom('carton_line as l')
    .innerJoin('carton as c', 'c.id', 'l.carton_id')
    .select(['l.carton_id', 'l.line_no as lineNo', 'l.quantity'])
    .where('c.shipment_id', '=', id)
    .orderBy('l.line_no')
    .execute()
  return {
    shipmentId: id,
    ...head,
    lines: lines.map((line) => ({
      ...line,
      lotTracked: line.lotTracked === 1,
      packs: packs.get(line.productId) ?? [],
      barcodes: barcodes.get(line.productId) ?? [],
    })),
    cartons: cartons.map((one) => ({
      ...one,
      lines: contents.filter((line) => line.carton_id === one.id).map(({ lineNo, quantity }) => ({ lineNo, quantity })),
    })),
  }
}
