import { sql } from 'kysely'
import type { LotPartView } from '../../../../shared/contract/orders.ts'
import type { Day } from '../../../../shared/day.ts'
import { inExpiryOrder, refusalOf } from '../../../../shared/domain/inventory/fefo.ts'
import type { QueryContext } from '../../rpc/context.ts'
import type { Receiver } from './reservations.ts'

/** Lots of lines as screens and paper show them, by line number. */
export type LotsByLine = Map<number, LotPartView[]>

interface LotRow {
  line_no: number
  lot_id: string
  number: string
  production_day: Day | null
  expiry_day: Day | null
  frozen: number
  quantity: number
  shelf_life_days: number | null
}

/** What is kept for an order's lines, with why a lot may not go out any more. */
export async function keptLotsByLine(ctx: QueryContext, orderId: string, receiver: Receiver): Promise<LotsByLine> {
  const { rows } = await sql<LotRow>`
    select k.line_no, k.lot_id, l.number, l.production_day, l.expiry_day, l.frozen, k.quantity, p.shelf_life_days
    from order_lot k join stock_lot l on l.id = k.lot_id join product p on p.id = l.product_id
    where k.order_id = ${orderId}`.execute(ctx.db)
  return byLine(ctx, rows, receiver)
}

/** What posted notes have taken, by order line. */
export async function shippedLotsByLine(ctx: QueryContext, orderId: string): Promise<LotsByLine> {
  const { rows } = await sql<LotRow>`
    select n.order_line_no as line_no, k.lot_id, l.number, l.production_day, l.expiry_day, 0 as frozen,
      sum(k.quantity) as quantity, null as shelf_life_days
    from shipment d join shipment_line n on n.shipment_id = d.id
    join shipment_line_lot k on k.shipment_id = n.shipment_id and k.line_no = n.line_no
    join stock_lot l on l.id = k.lot_id
    where d.order_id = ${orderId} and d.status = 'posted'
    group by n.order_line_no, k.lot_id`.execute(ctx.db)
  return byLine(ctx, rows, null)
}

/** The lots on a note. @param receiver null: they have gone, nothing is refused any more */
export async function noteLotsByLine(
  ctx: QueryContext,
  shipmentId: string,
  receiver: Receiver | null,
): Promise<LotsByLine> {
  const { rows } = await sql<LotRow>`
    select k.line_no, k.lot_id, l.number, l.production_day, l.expiry_day, l.frozen, k.quantity, p.shelf_life_days
    from shipment_line_lot k join stock_lot l on l.id = k.lot_id join product p on p.id = l.product_id
    where k.shipment_id = ${shipmentId}`.execute(ctx.db)
  return byLine(ctx, rows, receiver)
}

async function byLine(ctx: QueryContext, rows: readonly LotRow[], receiver: Receiver | null): Promise<LotsByLine> {
  if (rows.length === 0) return new Map()
  const customer = receiver
    ? await ctx.db.selectFrom('customer').select('min_life').where('id', '=', receiver.customerId).executeTakeFirst()
    : null
  const delivery = receiver?.deliveryDay ?? null
  const day = delivery !== null && delivery > ctx.today ? delivery : ctx.today
  const lines: LotsByLine = new Map()
  const parts = rows.map((row) => {
    const lot = { productionDay: row.production_day, expiryDay: row.expiry_day, frozen: row.frozen === 1 }
    const wish = { day, minLife: customer?.min_life ?? 0, shelfLifeDays: row.shelf_life_days }
    const part: LotPartView = {
      lotId: row.lot_id,
      number: row.number,
      productionDay: row.production_day,
      expiryDay: row.expiry_day,
      quantity: row.quantity,
      refusal: receiver ? refusalOf(lot, wish) : null,
    }
    return { lineNo: row.line_no, ...part }
  })
  for (const { lineNo, ...part } of inExpiryOrder(parts)) {
    const own = lines.get(lineNo)
    if (own) own.push(part)
    else lines.set(lineNo, [part])
  }
  return lines
}
