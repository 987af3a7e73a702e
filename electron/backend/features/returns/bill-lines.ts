import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import type { LeftOfLine } from '../../../../shared/domain/returns/worth.ts'
import type { QueryContext } from '../../rpc/context.ts'

/** A line of a posted note and what of it has not come back. Quantities thousandths, amounts 分, values 1/10000 yuan. */
export interface BillLine {
  shipmentId: string
  lineNo: number
  number: string
  day: Day
  siteId: string
  warehouseId: string
  customerId: string
  orderId: string
  orderNumber: string | null
  orderLineNo: number
  productId: string
  unit: string
  factor: number
  quantity: number
  returned: number
  amount: number
  taxRate: number
  gift: number
  left: LeftOfLine
  lots: LotLeft[]
}

export interface LotLeft {
  lotId: string
  number: string
  productionDay: Day | null
  expiryDay: Day | null
  left: number
}

/** Which bills are asked for; of one product or of all. */
export interface BillQuestion {
  shipmentIds?: readonly string[]
  orderId?: string | undefined
  customerId?: string | undefined
  productIds?: readonly string[] | undefined
  /** Only lines of which something can still come back. */
  returnable?: boolean
  limit?: number
}

interface Row {
  shipmentId: string
  lineNo: number
  number: string
  day: Day
  siteId: string
  warehouseId: string
  customerId: string
  orderId: string
  orderNumber: string | null
  orderLineNo: number
  productId: string
  unit: string
  factor: number
  quantity: number
  returned: number
  amount: number
  taxRate: number
  gift: number
  credited: number
  tookBack: number
  cost: number
}

/** Lines of posted notes with what is left of them, newest bill first. */
export async function billLines(ctx: Pick<QueryContext, 'db'>, question: BillQuestion): Promise<BillLine[]> {
  const { shipmentIds, orderId, customerId, productIds } = question
  const where = [
    sql`d.status = 'posted' and l.quantity > 0`,
    ...(shipmentIds ? [sql`d.id in (select value from json_each(${JSON.stringify(shipmentIds)}))`] : []),
    ...(orderId ? [sql`d.order_id = ${orderId}`] : []),
    ...(customerId ? [sql`d.customer_id = ${customerId}`] : []),
    ...(productIds ? [sql`ol.product_id in (select value from json_each(${JSON.stringify(productIds)}))`] : []),
    ...(question.returnable ? [sql`l.returned < l.quantity`] : []),
  ]
  // cross join keeps the order: from few notes to their lines, never from all lines of a product
  const { rows } = await sql<Row>`
    select d.id as "shipmentId", l.line_no as "lineNo", d.number, d.day, d.site_id as "siteId",
      d.warehouse_id as "warehouseId", d.customer_id as "customerId", d.order_id as "orderId", o.number as "orderNumber",
      l.order_line_no as "orderLineNo", ol.product_id as "productId", ol.unit, ol.factor, l.quantity, l.returned, l.amount,
      ol.tax_rate as "taxRate", ol.gift,
      (select coalesce(sum(k.worth), 0) from sales_return_line k cross join sales_return r on r.id = k.return_id
        where k.shipment_id = l.shipment_id and k.shipment_line_no = l.line_no and r.status = 'posted') as credited,
      (select coalesce(sum(k.value), 0) from sales_return_line k cross join sales_return r on r.id = k.return_id
        where k.shipment_id = l.shipment_id and k.shipment_line_no = l.line_no and r.status = 'posted') as "tookBack",
      (select coalesce(-sum(m.value), 0) from stock_movement m
        where m.document_id = l.shipment_id and m.line_no = l.line_no) as cost
    from shipment d
    cross join shipment_line l on l.shipment_id = d.id
    cross join sales_order_line ol on ol.order_id = d.order_id and ol.line_no = l.order_line_no
    cross join sales_order o on o.id = d.order_id
    where ${sql.join(where, sql` and `)}
    order by d.day desc, d.id desc, l.line_no
    limit ${question.limit ?? 5000}`.execute(ctx.db)
  const lots = await lotsLeft(ctx, [...new Set(rows.map((row) => row.shipmentId))])
  return rows.map(({ credited, tookBack, cost, ...row }) => ({
    ...row,
    left: {
      quantity: row.quantity - row.returned,
      amount: row.amount - credited,
      // what is left of a cost that re-costing has lowered since is never below nothing
      value: Math.max(0, cost - tookBack),
    },
    lots: lots.get(keyOf(row.shipmentId, row.lineNo)) ?? [],
  }))
}

export const keyOf = (shipmentId: string, lineNo: number): string => `${shipmentId} ${lineNo}`

/** Lots of notes' lines with what has not come back of each, in order of expiry. */
async function lotsLeft(
  ctx: Pick<QueryContext, 'db'>,
  shipmentIds: readonly string[],
): Promise<Map<string, LotLeft[]>> {
  const { rows } = await sql<LotLeft & { shipmentId: string; lineNo: number }>`
    select k.shipment_id as "shipmentId", k.line_no as "lineNo", k.lot_id as "lotId", t.number,
      t.production_day as "productionDay", t.expiry_day as "expiryDay",
      k.quantity - (select coalesce(sum(x.quantity), 0) from sales_return_line x
        cross join sales_return r on r.id = x.return_id
        where x.shipment_id = k.shipment_id and x.shipment_line_no = k.line_no and x.lot_id = k.lot_id
          and r.status = 'posted' and r.kind <> 'allowance') as left
    from shipment_line_lot k cross join stock_lot t on t.id = k.lot_id
    where k.shipment_id in (select value from json_each(${JSON.stringify(shipmentIds)}))
    order by coalesce(t.expiry_day, '9999-12-31'), t.number`.execute(ctx.db)
  const lots = new Map<string, LotLeft[]>()
  for (const { shipmentId, lineNo, ...lot } of rows) {
    const key = keyOf(shipmentId, lineNo)
    const own = lots.get(key)
    if (own) own.push(lot)
    else lots.set(key, [lot])
  }
  return lots
}
